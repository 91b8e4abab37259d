/**
 * Nothing that a run did to a page is left out of its outcome, in however many rounds it was done.
 */
import { expect, test } from "vitest";
import { engine } from "../../support/app.ts";

const sampler = "Tern & Co/Sampler - one of everything.md";

async function cloned() {
  const made = await engine({ workspace: "demo" });
  await made.sync();
  made.clock.advance(3_600_000);
  await made.sync();
  made.requests();
  const outcomeOf = async (path: string) => {
    const report = await made.sync();
    return report.pages.find((page) => page.path === path);
  };
  return { ...made, outcomeOf };
}

test("what was typed into a template is put back with a warning, also beside an edit that takes two rounds", async () => {
  const vault = await cloned();
  vault.edit(sampler, "Said once, shown twice.", "Said once, shown again.");
  vault.edit(sampler, "What happened:", "What really happened:");
  expect((await vault.status()).changes).toContainEqual(
    expect.objectContaining({
      path: sampler,
      kind: "edited",
      notes: [expect.objectContaining({ message: expect.stringMatching(/template.*put back/) })],
    }),
  );
  const outcome = await vault.outcomeOf(sampler);
  expect(vault.writes()).toHaveLength(1);
  expect(outcome).toMatchObject({
    outcome: "merged",
    writes: 1,
    notes: [{ code: "read_only_block", message: expect.stringContaining("template") }],
  });
  expect(vault.folder.read(sampler)).toContain("What happened:");
  expect(vault.folder.read(sampler).split("Said once, shown again.")).toHaveLength(3);
});

test("keys of the front matter that are no properties are told once, when the file is taken up", async () => {
  const vault = await cloned();
  const page = "Tern & Co/Meetings.md";
  const fresh = "Tern & Co/Meetings/Next.md";
  vault.edit(page, "---\n", "---\ntags: [x]\n");
  vault.save(fresh, "---\ntags: [a, b]\n---\n\nText.\n");
  const { pages } = await vault.sync();
  for (const path of [page, fresh])
    expect(pages.find((one) => one.path === path)?.notes, path).toMatchObject([
      { code: "unknown_key", key: "tags" },
    ]);
  expect(vault.folder.read(page)).toContain("tags: [x]");
  vault.clock.advance(3_600_000);
  for (const { notes } of (await vault.sync()).pages) expect(notes).toEqual([]);
});
