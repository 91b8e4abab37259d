import { expect, test } from "vitest";
import type { Vault } from "../../../src/vault/vault.ts";
import { runCycle } from "../../../sync/cycle.ts";
import { engine } from "../../support/app.ts";

const paragraph = (text: string) => ({
  type: "paragraph",
  paragraph: { rich_text: [{ type: "text", text: { content: text } }] },
});

/** The engine ends right behind the durable file, before anything says that it was ours. */
const killedAfterWrite = (vault: Vault, path: string): Vault =>
  new Proxy(vault, {
    get: (target, name: keyof Vault) =>
      name === "write"
        ? async (...args: Parameters<Vault["write"]>) => {
            const file = await target.write(...args);
            if (args[0] === path) throw new Error("killed");
            return file;
          }
        : typeof target[name] === "function"
          ? (target[name] as (...args: never[]) => unknown).bind(target)
          : target[name],
  });

async function world() {
  const app = await engine({ workspace: "empty" });
  const root = [...app.notion.world.roots][0] ?? "";
  const id = app.notion.app.createPage({
    parent: root,
    title: "A",
    children: [paragraph("One."), paragraph("Two.")],
  });
  return { ...app, id };
}

test.each(["a new file", "an old file"])(
  "%s that was written and not settled is no edit, though Notion has moved on",
  async (which) => {
    const { parts, notion, clock, mirror, sync, writes, folder, id } = await world();
    clock.advance(120_000);
    if (which === "an old file") {
      await sync();
      notion.app.insert(id, [paragraph("Three, to be taken out again.")]);
      clock.advance(120_000);
    }
    const dying = { ...parts, vault: killedAfterWrite(parts.vault, "Start/A.md") };
    await expect(runCycle(dying, { direction: "both", twoWay: true })).rejects.toThrow("killed");
    expect(mirror.writings.all()).toMatchObject([{ path: "Start/A.md" }]);

    const last = mirror.blocks.remote(id)?.at(-1)?.id ?? "";
    notion.app.remove(last);
    clock.advance(120_000);
    writes();
    await sync();
    expect(writes()).toEqual([]);
    expect(mirror.writings.all()).toEqual([]);
    const text = folder.contents()["Start/A.md"] ?? "";
    expect(text).toContain("One.");
    expect(text).not.toContain(which === "an old file" ? "Three" : "Two.");
  },
);

test("what a person typed into a file that we were about to write is an edit", async () => {
  const { parts, clock, mirror, sync, writes, edit, notion, id } = await world();
  clock.advance(120_000);
  await sync();
  notion.app.insert(id, [paragraph("Three.")]);
  clock.advance(120_000);
  const dying = { ...parts, vault: killedAfterWrite(parts.vault, "Start/A.md") };
  await expect(runCycle(dying, { direction: "both", twoWay: true })).rejects.toThrow("killed");
  edit("Start/A.md", "One.", "One, edited.");
  clock.advance(120_000);
  writes();
  await sync();
  expect(writes()).toHaveLength(1);
  expect(mirror.blocks.remote(id)).toHaveLength(3);
});
