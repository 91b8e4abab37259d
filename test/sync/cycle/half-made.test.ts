/**
 * Runs that ended half-way through what they were making, and what the next ones make of it.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { TransportError } from "../../../src/notion/transport.ts";
import { type Engine, engine } from "../../support/app.ts";

const isAppend = ({ method, path }: { readonly method: string; readonly path: string }) =>
  method === "PATCH" && path.endsWith("/children");

const lines = (count: number): string =>
  Array.from({ length: count }, (_, i) => `Line ${i + 1}.\n\n`).join("");

async function started(): Promise<Engine> {
  const world = await engine({ workspace: "empty" });
  world.clock.advance(120_000);
  await world.sync();
  world.requests();
  return world;
}

/** What the page's file says is below it, as a person reads it. */
const body = (world: Engine, path: string): readonly string[] =>
  world.folder
    .read(path)
    .replace(/^---\n.*?\n---\n/s, "")
    .split("\n")
    .filter((line) => line !== "");

test("a new page that was made in part gets the rest of its text before the pages below it are made", async () => {
  const world = await started();
  world.save("Start/New.md", lines(130));
  world.save("Start/New/Deep.md", "Deep text.\n");
  world.save("Start/New/Deep/Deeper.md", "Deeper text.\n");
  world.notion.inject({
    matching: isAppend,
    times: 6,
    fault: { kind: "error", status: 503 },
  });
  await world.sync();
  await world.sync();
  const wanted = [...lines(130).split("\n\n").slice(0, 130), "[Deep](New/Deep.md)"];
  expect(body(world, "Start/New.md")).toEqual(wanted);
  expect(body(world, "Start/New/Deep.md")).toEqual(["Deep text.", "[Deeper](Deep/Deeper.md)"]);
  world.clock.advance(120_000);
  await world.sync();
  world.writes();
  await world.sync();
  expect(world.writes()).toEqual([]);
  expect(body(world, "Start/New.md")).toEqual(wanted);
});

test("what was written on a page comes before the new pages below it, in requests as in the plan", async () => {
  const world = await started();
  world.save("Start.md", `${world.folder.read("Start.md")}\nA line.\n`);
  world.save("Start/New.md", "New text.\n");
  const kinds = (requests: readonly { readonly method: string; readonly path: string }[]) =>
    requests
      .filter(({ path }) => path.endsWith("/children") || path === "/v1/pages")
      .filter(({ method }) => method !== "GET")
      .map(({ method, path }) => `${method} ${path.replace(/[0-9a-f-]{36}/, "ID")}`);
  const planned = await world.sync({ dryRun: true });
  world.requests();
  await world.sync();
  const sent = kinds(world.requests());
  expect(sent).toEqual(["PATCH /v1/blocks/ID/children", "POST /v1/pages"]);
  expect(kinds(planned.planned)).toEqual(sent);
  expect(body(world, "Start.md")).toEqual(["A line.", "[New](Start/New.md)"]);
});

test("a page's trashing that got no answer leaves nothing in the journal", async () => {
  let gone = false;
  const world = await engine({
    workspace: "empty",
    transport: (real) => async (request, signal) => {
      if (gone) throw new TransportError("The network is gone", { sent: true });
      gone = request.body?.includes("in_trash") === true;
      const answer = await real(request, signal);
      if (gone) throw new TransportError("The network is gone", { sent: true });
      return answer;
    },
  });
  const parent = [...world.notion.world.roots][0] ?? "";
  for (const title of ["A", "B"]) world.notion.app.createPage({ parent, title });
  world.clock.advance(120_000);
  await world.sync();
  rmSync(join(world.folder.path, "Start/A.md"));
  await expect(world.sync()).rejects.toThrow("The network is gone");
  expect((await world.status()).doubts).toBe(1);
  gone = false;
  world.clock.advance(120_000);
  await world.sync();
  expect(world.mirror.journal.open()).toEqual([]);
  expect(world.folder.list()).toEqual(["Start.md", "Start/B.md"]);
});
