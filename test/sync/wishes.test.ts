import { expect, onTestFinished, test } from "vitest";
import { VaultError } from "../../src/platform/errors.ts";
import { systemProcess } from "../../src/platform/process.ts";
import { answerTo, doneIn, dropWish, openDesk, putWish } from "../../sync/wishes.ts";
import { engine } from "../support/app.ts";

const { identity } = systemProcess();
const living = { isAlive: () => true };
const turn = () => new Promise((resolve) => setImmediate(resolve));

async function until(done: () => boolean): Promise<void> {
  for (let waited = 0; waited < 10_000 && !done(); waited++) await turn();
  expect(done()).toBe(true);
}

async function desk(process = living, signal = new AbortController().signal) {
  const made = await engine();
  await made.sync();
  const { mirror, parts } = made;
  const wish = (paths: readonly string[]) =>
    putWish(parts, identity, { kind: "run", options: { direction: "pull", paths } });
  const open = () => {
    const opened = openDesk(parts, process, signal);
    onTestFinished(() => opened.close());
    return opened;
  };
  const path = mirror.files.all().find((file) => file.path.endsWith(".md"))?.path ?? "";
  return { ...made, wish, open, path };
}

test("a wish is done, answered, and gone when it is taken away", async () => {
  const { mirror, wish, open, path } = await desk();
  const id = wish([path]);
  expect(answerTo(mirror, id)).toBeNull();
  open();
  await until(() => answerTo(mirror, id) !== null);
  const answer = answerTo(mirror, id);
  expect(answer).toMatchObject({ report: { direction: "pull", interrupted: false } });
  if (answer !== null) expect(doneIn(answer)).toMatchObject({ report: { pages: [] } });
  dropWish(mirror, id);
  expect(mirror.marks.get("wishes")).toBeNull();
});

test("several wishes are done each for itself", async () => {
  const { mirror, wish, open, path } = await desk();
  const ids = [wish([path]), wish(["No such page.md"])];
  open();
  await until(() => ids.every((id) => answerTo(mirror, id) !== null));
  const [, second] = ids.map((id) => answerTo(mirror, id));
  expect(second).toMatchObject({ report: { pages: [{ outcome: "refused" }] } });
});

test("the wish of a process that is gone is not done", async () => {
  const { mirror, wish, open, path, requests } = await desk({ isAlive: () => false });
  wish([path]);
  requests();
  open();
  await until(() => mirror.marks.get("wishes") === null);
  expect(requests()).toEqual([]);
});

test("what was begun when the engine is stopped stays unanswered: who asked takes over", async () => {
  const stopping = new AbortController();
  const { mirror, wish, open, path } = await desk(living, stopping.signal);
  const id = wish([path]);
  stopping.abort();
  const opened = open();
  await opened.close();
  expect(answerTo(mirror, id)).toBeNull();
  expect(mirror.marks.get("wishes")).toHaveLength(1);
});

test("an error comes back as it was told", () => {
  const details = { code: "vault_gone", exitCode: 5, next: "Mount it.", where: "/notes" } as const;
  expect(() => doneIn({ error: { message: "gone", ...details } })).toThrow(
    expect.objectContaining({ message: "gone", ...details }),
  );
  expect(new VaultError("gone", details).code).toBe("vault_gone");
});
