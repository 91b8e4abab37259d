import { renameSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { systemClock } from "../../../src/platform/clock.ts";
import { systemFiles } from "../../../src/platform/files.ts";
import { seededRandom } from "../../../src/platform/random.ts";
import { createVault } from "../../../src/vault/disk.ts";
import { type Observation, observe, recordFor } from "../../../sync/local/observe.ts";
import { mirrorAt, page, uuid } from "../../mirror/support.ts";
import { temporaryFolder } from "../../support/folder.ts";

const withId = (n: number, text: string) => `---\nnotion_id: ${uuid(n)}\n---\n\n${text}\n`;

/** A vault with a settled page for each path; `uuid(1)` for the first. */
async function settledVault(...paths: readonly string[]) {
  const folder = temporaryFolder();
  const mirror = mirrorAt();
  const vault = createVault({
    files: systemFiles,
    clock: systemClock,
    random: seededRandom(1),
    root: folder.path,
  });
  for (const [index, path] of paths.entries()) {
    const id = uuid(index + 1);
    mirror.pages.put(page({ id, title: path }), 1);
    folder.write(path, withId(index + 1, `text of ${path}`));
    // Long ago, so that reading does not wait for the end of a save.
    utimesSync(join(folder.path, path), 1_000 + index, 1_000 + index);
    const read = await vault.read(path);
    if (read !== null) mirror.files.put(recordFor({ id, hash: read.hash }, read.file));
  }
  const write = (path: string, text: string) => {
    folder.write(path, text);
    utimesSync(join(folder.path, path), 5_000, 5_000);
  };
  return { folder, mirror, vault, write, look: () => observe({ mirror, vault }) };
}

/** What was seen, in a line each. */
const lines = (seen: Observation): readonly string[] =>
  [
    ...seen.changed.map(
      (file) => `${file.kind} ${file.path} = ${Number.parseInt(file.id.slice(-4), 16)}`,
    ),
    ...seen.created.map(
      (file) =>
        `new ${file.path}${file.copyOf === null ? "" : ` copy of ${Number.parseInt(file.copyOf.slice(-4), 16)}`}`,
    ),
    ...seen.missing.map((file) => `missing ${file.record.path}`),
    ...seen.problems.map((file) => `${file.code} ${file.path}:${file.line ?? ""}`),
    ...seen.touched.map((record) => `touched ${record.path}`),
  ].sort();

describe("observe", () => {
  test("sees nothing where nothing was done", async () => {
    const { look } = await settledVault("A.md", "B/C.md");
    expect(lines(await look())).toEqual([]);
  });

  test("tells edits, new and missing files apart", async () => {
    const { write, folder, look } = await settledVault("A.md", "B.md");
    write("A.md", withId(1, "other"));
    renameSync(join(folder.path, "B.md"), join(folder.path, ".B.md.bak"));
    write("N.md", "new");
    expect(lines(await look())).toEqual(["changed A.md = 1", "missing B.md", "new N.md"]);
  });

  test("takes a file that was only touched for unchanged", async () => {
    const { write, look } = await settledVault("A.md");
    write("A.md", withId(1, "text of A.md"));
    expect(lines(await look())).toEqual(["touched A.md"]);
  });

  test("finds an edit whose size and time are as before, when told to look at everything", async () => {
    const { folder, mirror, vault } = await settledVault("A.md");
    const before = mirror.files.byPath("A.md");
    folder.write("A.md", withId(1, "TEXT of A.md"));
    utimesSync(join(folder.path, "A.md"), 1_000, 1_000);
    expect(lines(await observe({ mirror, vault }))).toEqual([]);
    expect(before).not.toBeNull();
    expect(lines(await observe({ mirror, vault }, { full: true }))).toEqual(["changed A.md = 1"]);
  });

  test("follows a file by its id, edited on the way or not", async () => {
    const { write, folder, look } = await settledVault("A.md", "B.md");
    renameSync(join(folder.path, "A.md"), join(folder.path, "Z.md"));
    renameSync(join(folder.path, "B.md"), join(folder.path, "Y.md"));
    write("Y.md", withId(2, "edited"));
    expect(lines(await look())).toEqual(["moved Y.md = 2", "moved Z.md = 1"]);
  });

  test("follows two files that changed places", async () => {
    const { folder, look } = await settledVault("A.md", "B.md");
    const path = (name: string) => join(folder.path, name);
    renameSync(path("A.md"), path("T.md"));
    renameSync(path("B.md"), path("A.md"));
    renameSync(path("T.md"), path("B.md"));
    expect(lines(await look())).toEqual(["moved A.md = 2", "moved B.md = 1"]);
  });

  test("a copy becomes a new page, and the recorded path keeps the id", async () => {
    const { write, look } = await settledVault("A.md");
    write("A copy.md", withId(1, "text of A.md"));
    write("A.md", withId(1, "edited"));
    expect(lines(await look())).toEqual(["changed A.md = 1", "new A copy.md copy of 1"]);
  });

  test("of several copies without the recorded path none is the page", async () => {
    const { write, folder, look } = await settledVault("A.md");
    renameSync(join(folder.path, "A.md"), join(folder.path, "X.md"));
    write("Y.md", withId(1, "text of A.md"));
    expect(lines(await look())).toEqual(["several_paths X.md:2", "several_paths Y.md:2"]);
  });

  test.each([
    ["broken YAML", "---\nnotion_id: [\nfoo: bar\n---\n\ntext\n", "broken_front_matter"],
    [
      "front matter that never ends",
      `---\nnotion_id: ${uuid(1)}\n\ntext\n`,
      "unclosed_front_matter",
    ],
    ["front matter taken out", "text\n", "id_gone"],
    ["an emptied file", "", "id_gone"],
    ["NUL bytes", `---\nnotion_id: ${uuid(1)}\n---\n\0\0`, "not_text"],
  ])("%s is a problem of the page, and no deletion", async (_, text, code) => {
    const { write, look } = await settledVault("A.md", "B.md");
    write("A.md", text);
    const seen = await look();
    expect(seen.problems.map((problem) => [problem.code, problem.path, problem.id])).toEqual([
      [code, "A.md", uuid(1)],
    ]);
    expect(seen.problems[0]?.next).toMatch(/\w/);
    expect([...seen.changed, ...seen.missing, ...seen.created]).toEqual([]);
  });

  test("names the line of a YAML error", async () => {
    const { write, look } = await settledVault("A.md");
    write("A.md", `---\nnotion_id: ${uuid(1)}\nicon: "x\n---\n\ntext\n`);
    expect((await look()).problems[0]?.line).toBeGreaterThanOrEqual(3);
  });

  test("bytes that are not UTF-8 are a problem", async () => {
    const { folder, look } = await settledVault("A.md");
    const { writeFileSync } = await import("node:fs");
    writeFileSync(join(folder.path, "A.md"), Buffer.from([0x2d, 0xff, 0xfe]));
    utimesSync(join(folder.path, "A.md"), 5_000, 5_000);
    expect(lines(await look())).toEqual(["not_utf8 A.md:"]);
  });

  test("an id that the mirror does not know is a problem", async () => {
    const { write, look } = await settledVault();
    write("A.md", withId(77, "text"));
    expect(lines(await look())).toEqual(["unknown_id A.md:2"]);
  });

  test("a divider at the top of a new file is no front matter", async () => {
    const { write, look } = await settledVault();
    write("A.md", "---\n\nSome text\n");
    expect(lines(await look())).toEqual(["new A.md"]);
  });

  test("copies of a cloud service and the engine's own notes never become pages", async () => {
    const { write, look } = await settledVault("A.md");
    write("A (conflicted copy 2026-01-01).md", withId(1, "x"));
    write("A.conflict-a1b2c3.md", "x");
    expect(lines(await look())).toEqual(["conflict_copy A (conflicted copy 2026-01-01).md:"]);
  });
});
