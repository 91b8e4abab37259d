import { expect, test } from "vitest";
import { engine } from "../../support/app.ts";

const folder = "Tern & Co/Sampler - one of everything/_files";

/** Of the demo's hosted media, in bytes: 21, 33, 13 and 17. */
test.each([
  [0, []],
  [20, ["oak-talk.mp3", "offer-lund.pdf"]],
  [Number.POSITIVE_INFINITY, ["keel.png", "lines plan.pdf", "oak-talk.mp3", "offer-lund.pdf"]],
])("copies of hosted media of at most %s bytes are made", async (fileBytesMax, names) => {
  const world = await engine({ downloads: true, settings: { fileBytesMax } });
  await world.sync();
  expect(world.folder.list().filter((path) => path.includes("/_files/"))).toEqual(
    names.map((name) => `${folder}/${name}`),
  );
  world.clock.advance(120_000);
  await world.sync();
  const before = world.folder.contents();
  const report = await world.sync();
  expect(report).toMatchObject({ pages: [], files: { written: 0 }, requests: { writes: 0 } });
  expect(world.folder.contents()).toEqual(before);
});

test("an address whose hour is over is asked for anew", async () => {
  let refused = 0;
  const world = await engine({ downloads: true });
  const { download } = world.parts;
  const parts = world.parts as { download?: typeof download };
  parts.download = async (url, options) => {
    if (refused++ === 0) return { kind: "refused", status: 403 };
    return download === undefined ? { kind: "too-big" } : download(url, options);
  };
  await world.sync();
  expect(world.folder.list()).toContain(`${folder}/keel.png`);
});

test("what its host refuses for good costs a quiet run nothing", async () => {
  const world = await engine({ downloads: true });
  const parts = world.parts as { download?: typeof world.parts.download };
  let asked = 0;
  parts.download = async () => {
    asked++;
    return { kind: "refused", status: 404 };
  };
  await world.sync();
  world.clock.advance(120_000);
  await world.sync();
  world.requests();
  const before = asked;
  expect(await world.sync()).toMatchObject({ pages: [], files: { written: 0 } });
  expect(world.requests()).toHaveLength(1);
  expect(asked).toBe(before);
});

test("a file that is being edited is led to its copies later", async () => {
  const world = await engine({ downloads: true });
  const page = "Tern & Co/Sampler - one of everything.md";
  const { download } = world.parts;
  const parts = world.parts as { download?: typeof download };
  parts.download = async (url, options) => {
    const text = world.folder.read(page);
    if (!text.includes("A third")) world.save(page, text.replace("A quarter", "A third"));
    return download === undefined ? { kind: "too-big" } : download(url, options);
  };
  await world.sync();
  expect(world.folder.read(page)).toContain("A third");
  await world.sync();
  await world.sync();
  expect(world.folder.read(page)).toContain("A third");
  expect(world.folder.read(page)).toMatch(/_files\/keel\.png/);
  expect((await world.status()).changes).toEqual([]);
});
