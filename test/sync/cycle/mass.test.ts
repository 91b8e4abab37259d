import { execFileSync } from "node:child_process";
import { readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "../../../src/platform/clock.ts";
import { exitCodeOf } from "../../../sync/run/report.ts";
import { type Engine, engine } from "../../support/app.ts";

/** `MASS_FILES=1000` for a vault of the size that the rule was made for. */
const count = Number(process.env["MASS_FILES"] ?? 60);

const paragraph = (text: string) => ({
  type: "paragraph",
  paragraph: { rich_text: [{ type: "text", text: { content: text } }] },
});

async function vaultOf(pages: number): Promise<Engine & { git(...words: string[]): string }> {
  const made = await engine({ workspace: "empty" });
  const parent = [...made.notion.world.roots][0] ?? "";
  for (let n = 0; n < pages; n++)
    made.notion.app.createPage({ parent, title: `P${n}`, children: [paragraph(`Text of ${n}.`)] });
  made.clock.advance(120_000);
  await made.sync();
  const git = (...words: string[]) =>
    execFileSync(
      "git",
      [
        "-c",
        "user.name=Ada",
        "-c",
        "user.email=ada@example.com",
        "-c",
        "init.defaultBranch=main",
        ...words,
      ],
      { cwd: made.folder.path, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
    );
  git("init");
  git("add", "-A");
  git("commit", "-m", "as pulled");
  await made.sync();
  made.requests();
  return { ...made, git };
}

test("files changed by git checkout hold pushing until they are confirmed", async () => {
  const { git, edit, sync, writes, status } = await vaultOf(count);
  git("checkout", "-b", "other");
  for (let n = 0; n < count; n++) edit(`Start/P${n}.md`, "Text", "Words");
  git("commit", "-am", "all of them");
  git("checkout", "main");
  expect((await status()).changes).toEqual([]);
  git("checkout", "other");
  const held = await sync();
  expect(held.stopped?.code).toMatch(/^(?:mass_edit|git)$/);
  expect((await status()).remarks.join()).toContain(`and ${count} files with it: a push holds`);
  expect(exitCodeOf(held)).toBe(5);
  expect(writes()).toEqual([]);
  expect((await sync()).stopped?.hash).toBe(held.stopped?.hash);
  await sync({ confirm: held.stopped?.hash ?? "" });
  expect(writes()).toHaveLength(count);
  expect((await sync()).pages).toEqual([]);
}, 300_000);

test("a single file that git wrote is held, one's own edit and its commit are not", async () => {
  const { git, edit, sync, writes, folder } = await vaultOf(8);
  edit("Start/P1.md", "Text", "Words");
  git("commit", "-am", "one");
  expect((await sync()).stopped).toBeNull();
  expect(writes()).toHaveLength(1);
  git("checkout", "HEAD~1", "--", "Start/P1.md");
  const held = await sync();
  expect(held.stopped?.code).toBe("git");
  expect(writes()).toEqual([]);
  git("checkout", "HEAD", "--", "Start/P1.md");
  utimesSync(join(folder.path, "Start/P1.md"), 1, 1);
  const after = await sync();
  expect(after.pages).toEqual([]);
  expect(writes()).toEqual([]);
});

test("a merge that is not finished holds pushing", async () => {
  const { git, edit, sync, writes } = await vaultOf(8);
  git("checkout", "-b", "other");
  edit("Start/P1.md", "Text", "Theirs");
  git("commit", "-am", "theirs");
  git("checkout", "main");
  edit("Start/P1.md", "Text", "Ours");
  git("commit", "-am", "ours");
  expect(() => git("merge", "other")).toThrow();
  const held = await sync();
  expect(held.stopped?.code).toBe("git");
  expect(held.stopped?.message).toContain("MERGE_HEAD");
  expect(writes()).toEqual([]);
});

test("an edit that is committed or staged as soon as it is saved is sent", async () => {
  const { git, sync, writes, folder, status } = await vaultOf(8);
  const path = join(folder.path, "Start/P1.md");
  const saveNow = (words: string) =>
    writeFileSync(path, readFileSync(path, "utf8").replace(/(?:Text|Words)[^.]*\./, `${words}.`));
  saveNow("Words");
  git("commit", "-am", "one");
  expect((await sync()).stopped).toBeNull();
  expect(writes()).toHaveLength(1);
  saveNow("Words of two");
  git("commit", "-am", "two");
  git("commit", "--amend", "-m", "two again");
  expect((await sync()).stopped).toBeNull();
  expect(writes()).toHaveLength(1);
  saveNow("Words of three");
  // The pause of a person between saving and staging.
  await systemClock.sleep(300);
  git("add", "-A");
  expect((await sync()).stopped).toBeNull();
  expect(writes()).toHaveLength(1);
  git("reset", "--hard", "HEAD~1");
  const held = await sync();
  expect(held.stopped?.code).toBe("git");
  expect(held.stopped?.message).toBe("git has moved (HEAD), and 1 file with it: pushing is held");
  expect((await status()).remarks).toContain(
    "Git has moved (HEAD), and 1 file with it: a push holds until it is confirmed.",
  );
});
