/** Media that Notion hosts, as copies beside their pages. */
import { existsSync, readFileSync, renameSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { terminal } from "../support/terminal.ts";

const home = "Tern & Co";
const page = `${home}/Sampler - one of everything.md`;
const copies = ["keel.png", "lines plan.pdf", "oak-talk.mp3", "offer-lund.pdf"];

async function cloned(config = "") {
  const screen = terminal();
  const workingFolder = join(screen.folder.path, "notes");
  expect(await screen.type(["clone", "notes"])).toMatchObject({ code: 0 });
  const type = (argv: readonly string[]) => screen.type(argv, { workingFolder });
  if (config !== "") screen.folder.write("notes/notion-mirror.yaml", config);
  const at = (path: string) => join(workingFolder, path);
  const read = (path: string) => readFileSync(at(path), "utf8");
  const files = () =>
    screen.folder
      .list()
      .filter((path) => path.includes("/_files/"))
      .map((path) => path.slice("notes/".length));
  const id = /^notion_id: (\S+)/m.exec(read(page))?.[1] ?? "";
  return { ...screen, type, at, read, files, id };
}

type Cloned = Awaited<ReturnType<typeof cloned>>;

async function expectQuiet({ type, folder }: Cloned): Promise<void> {
  await type(["sync", "--two-way"]);
  const before = folder.contents();
  const seen = await type(["sync", "--json"]);
  expect(seen.json()).toMatchObject({ pages: [], requests: { writes: 0 }, files: { written: 0 } });
  expect(folder.contents()).toEqual(before);
  expect((await type(["status"])).stdout).toContain("Clean: nothing to push");
}

/** Every local path in the text leads to a copy that is there. */
function expectLinked({ read, at }: Cloned, path: string): void {
  const targets = [...read(path).matchAll(/(?:\]\(|src=")<?([^)">]*_files\/[^)">]+)/g)].map(
    ([, target = ""]) => join(path, "..", decodeURIComponent(target)),
  );
  expect(targets.length).toBeGreaterThan(0);
  for (const target of targets) expect(existsSync(at(target)), target).toBe(true);
}

test("are fetched by the first pull, and the text leads to them", async () => {
  const world = await cloned();
  const { files, read } = world;
  expect(files()).toEqual(
    expect.arrayContaining(copies.map((name) => `${page.slice(0, -3)}/_files/${name}`)),
  );
  expect(read(`${page.slice(0, -3)}/_files/keel.png`)).toBe("not much of a picture");
  expect(read(page)).toContain(
    "![The keel of hull 3](Sampler%20-%20one%20of%20everything/_files/keel.png)",
  );
  expect(read(page)).not.toMatch(/X-Amz|notionusercontent|amazonaws/);
  expectLinked(world, page);
  await expectQuiet(world);
});

test("an edit beside them is one write, and they stay what they are", async () => {
  const world = await cloned();
  const { type, read, folder, notion } = world;
  folder.write(`notes/${page}`, read(page).replace("A quarter", "A third"));
  notion.clearRequests();
  expect(await type(["sync", "--two-way"])).toMatchObject({ code: 0 });
  expect(notion.requests.filter(({ method }) => method === "PATCH")).toHaveLength(1);
  await expectQuiet(world);
});

test("go along when their page is renamed, here or in Notion", async () => {
  const world = await cloned();
  const { type, at, notion, id, files } = world;
  const renamed = `${home}/One of each.md`;
  renameSync(at(page), at(renamed));
  expect(await type(["sync", "--two-way"])).toMatchObject({ code: 0 });
  expectLinked(world, renamed);
  await expectQuiet(world);
  notion.app.rename(id, "Everything once");
  expect(await type(["sync", "--full"])).toMatchObject({ code: 0 });
  expectLinked(world, `${home}/Everything once.md`);
  expect(files().filter((path) => path.includes("keel"))).toEqual([
    `${home}/Everything once/_files/keel.png`,
  ]);
  await expectQuiet(world);
});

test("a medium that is taken out in Notion takes its copy into the trash; a new one gets a copy", async () => {
  const world = await cloned();
  const { type, notion, files, folder, read } = world;
  const blocks = [...notion.world.store.all()].filter((record) => record.kind === "block");
  const keel = blocks.find((record) => JSON.stringify(record.content).includes("keel.png"));
  notion.app.remove(keel?.id ?? "");
  expect(await type(["sync", "--full"])).toMatchObject({ code: 0 });
  expect(files().some((path) => path.endsWith("keel.png"))).toBe(false);
  expect(read(page)).not.toContain("keel.png");
  expect(folder.list().length).toBeGreaterThan(0);
  await expectQuiet(world);
});

test("go with a page that is trashed, and come back with it", async () => {
  const world = await cloned();
  const { type, notion, id, files, at } = world;
  notion.app.trash(id);
  expect(await type(["sync", page])).toMatchObject({ code: 0 });
  expect(files()).not.toContain(`${page.slice(0, -3)}/_files/keel.png`);
  notion.app.restore(id);
  expect(await type(["sync", id])).toMatchObject({ code: 0 });
  expectLinked(world, page);
  unlinkSync(at(page));
  expect(await type(["sync", "--two-way"])).toMatchObject({ code: 0 });
  expect(await type(["undo"])).toMatchObject({ code: 0 });
  await type(["sync"]);
  expectLinked(world, page);
  await expectQuiet(world);
});

test("what the host refuses stays an address; the page is there, and a later run gets it", async () => {
  const screen = terminal();
  const workingFolder = join(screen.folder.path, "notes");
  let up = false;
  const download = async (url: string) => {
    if (!up) throw new Error("the host is down");
    const { body } = await screen.notion.download(url);
    return { kind: "file", bytes: body } as const;
  };
  const type = (argv: readonly string[], folder = workingFolder) =>
    screen.type(argv, { workingFolder: folder, world: { download } });
  const seen = await type(["clone", "notes"], screen.folder.path);
  expect(seen.code).toBe(1);
  expect(seen.stdout).toContain("the host is down");
  expect(screen.folder.read(`notes/${page}`)).toContain("keel.png");
  up = true;
  expect(await type(["sync"])).toMatchObject({ code: 0 });
  expect(screen.folder.read(`notes/${page}`)).toContain("/_files/keel.png");
});
