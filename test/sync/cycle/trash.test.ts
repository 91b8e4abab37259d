import { expect, test } from "vitest";
import { runCycle } from "../../../sync/cycle.ts";
import { engine } from "../../support/app.ts";

test("a full run takes the file of a page that it finds in the trash", async () => {
  const { notion, clock, mirror, parts, folder, sync } = await engine({ workspace: "demo" });
  await sync();
  const handbook = mirror.files.all().find(({ path }) => path.endsWith("/Suppliers.md"));
  const { id = "", path = "" } = handbook ?? {};
  clock.advance(120_000);
  notion.app.trash(id);
  const report = await runCycle(parts, { direction: "both", twoWay: true, full: true });
  expect(report.pages).toContainEqual(expect.objectContaining({ path, outcome: "trashed" }));
  expect(folder.contents()[path]).toBeUndefined();
});
