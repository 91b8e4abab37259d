/**
 * A second command line while an engine holds the vault: what is asked for by name jumps the queue, and nobody
 * waits for an engine that is gone.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Transport } from "../../src/notion/transport.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { systemProcess } from "../../src/platform/process.ts";
import type { World } from "../../src/world.ts";
import { type Seen, terminal } from "../support/terminal.ts";
import { until } from "../support/waiting.ts";

const paragraph = (text: string) => ({
  type: "paragraph",
  paragraph: { rich_text: [{ type: "text", text: { content: text } }] },
});

/** A workspace of `count` pages below `Start`, of which the first is the oldest and the last to be read. */
function workspace(count: number) {
  const screen = terminal({ workspace: "empty" });
  const [parent = ""] = screen.notion.world.roots;
  const ids = Array.from({ length: count }, (_, n) =>
    screen.notion.app.createPage({ parent, title: `P${n}`, children: [paragraph(`Text ${n}.`)] }),
  );
  const vault = join(screen.folder.path, "notes");
  const type = (argv: readonly string[], transport?: Transport, world?: Partial<World>) =>
    screen.type(argv, {
      workingFolder: existsSync(vault) ? vault : screen.folder.path,
      ...(transport === undefined ? {} : { transport }),
      ...(world === undefined ? {} : { world }),
    });
  return { ...screen, ids, vault, type };
}

/** A clone that has read `open` bodies and gets no further until it is let go. */
async function heldClone(count: number, open: number) {
  const screen = workspace(count);
  let bodies = 0;
  let free = () => {};
  const freed = new Promise<void>((resolve) => {
    free = resolve;
  });
  const held: Transport = async (request, signal) => {
    const body = /\/blocks\/([^/]+)\/children/.exec(request.path)?.[1];
    const named = body !== undefined && asked.has(body);
    if (body !== undefined && !named && ++bodies > open) await freed;
    return screen.notion.handle(request, signal);
  };
  const asked = new Set<string>();
  let ended: Seen | null = null;
  const cloning = screen
    .type(["clone", join(screen.folder.path, "notes")], held)
    .catch(() => null)
    .then((seen) => {
      ended = seen;
    });
  onTestFinished(async () => {
    free();
    await cloning;
  });
  await until(() => bodies > open, "the clone to read bodies");
  return {
    ...screen,
    /** Bodies that the held connection lets through: those that somebody asked for by name. */
    asked,
    isCloning: () => ended === null,
    finish: async () => {
      free();
      await cloning;
      return ended as Seen | null;
    },
  };
}

test("`pull PATH` during a clone gets the page at once and reports; the clone goes on", async () => {
  const screen = await heldClone(70, 3);
  const [oldest = ""] = screen.ids;
  screen.asked.add(oldest);
  const path = "notes/Start/P0.md";
  expect(screen.folder.list()).not.toContain(path);

  const seen = await screen.type(["pull", "Start/P0.md"]);
  expect(seen).toMatchObject({ code: 0 });
  expect(seen.stderr).toMatch(/^Another notion-mirror works on this vault \(process \d+\): /);
  expect(seen.stdout).toContain("pulled     Start/P0.md");
  expect(screen.folder.read(path)).toContain("Text 0.");
  expect(screen.isCloning()).toBe(true);

  expect(await screen.finish()).toMatchObject({ code: 0 });
  expect(screen.folder.list().filter((name) => /P\d+\.md$/.test(name))).toHaveLength(70);
  expect(await screen.type(["status"])).toMatchObject({
    stdout: expect.stringContaining("Clean: nothing to push, nothing to write. 71 pages mirrored."),
  });
  // Read once, though it stood in the clone's line as well.
  const reads = screen.notion.requests.filter(({ path: asked }) =>
    asked.startsWith(`/v1/blocks/${oldest}/children`),
  );
  expect(reads).toHaveLength(1);

  const unknown = await screen.type(["pull", "Start/Nothing.md", "--json"]);
  expect(unknown.code).toBe(1);
  expect(unknown.json().pages).toMatchObject([
    { outcome: "refused", path: "Start/Nothing.md", reason: "no page and no file is called that" },
  ]);
});

test("a finished page is edited and pushed, and synced, while the clone still reads", async () => {
  const screen = await heldClone(70, 60);
  const written = () => screen.folder.list().filter((name) => /\/P\d+\.md$/.test(name));
  await until(() => written().length >= 40, "the first files");
  const [path = "", other = ""] = written();
  const local = (name: string) => name.slice("notes/".length);
  const idIn = (name: string) => /notion_id: (\S+)/.exec(screen.folder.read(name))?.[1] ?? "";
  screen.asked.add(idIn(path)).add(idIn(other));
  screen.folder.write(path, screen.folder.read(path).replace("Text", "Changed text"));

  const held = await screen.type(["push", local(path)]);
  expect(held.code).toBe(5);
  expect(held.stderr).toContain("first time that this vault writes to Notion");
  const sent = await screen.type(["push", "--two-way", local(path)]);
  expect(sent).toMatchObject({ code: 0 });
  expect(sent.stdout).toContain(`pushed     ${local(path)}`);

  screen.folder.write(other, screen.folder.read(other).replace("Text", "Other text"));
  screen.notion.app.insert(idIn(other), [paragraph("From Notion.")]);
  expect(await screen.type(["sync", local(other)])).toMatchObject({ code: 0 });
  expect(screen.folder.read(other)).toMatch(/Other text \d+\.\n\nFrom Notion\./);
  expect(screen.isCloning()).toBe(true);

  expect(await screen.finish()).toMatchObject({ code: 0 });
  expect(screen.folder.read(path)).toContain("Changed text");
  const status = await screen.type(["status"]);
  expect(status.stdout).toContain("Clean:");
});

test("`undo`, `restore` and `resolve` are done by the engine that holds the vault", async () => {
  const screen = await heldClone(70, 60);
  const { folder, notion, type } = screen;
  const written = () => folder.list().filter((name) => /\/P\d+\.md$/.test(name));
  await until(() => written().length >= 40, "the first files");
  const [path = ""] = written();
  const local = path.slice("notes/".length);
  const id = /notion_id: (\S+)/.exec(folder.read(path))?.[1] ?? "";
  screen.asked.add(id);
  const before = folder.read(path);
  const block = () => notion.world.page(id)?.children[0] ?? "";
  const texts = () => JSON.stringify(notion.world.block(block()));

  folder.write(path, before.replace("Text", "Changed text"));
  expect(await type(["push", "--two-way", local])).toMatchObject({ code: 0 });
  expect(texts()).toContain("Changed text");
  const undone = await type(["undo"]);
  expect(undone).toMatchObject({ code: 0, stdout: expect.stringContaining("Undid run") });
  expect(undone.stderr).toMatch(/\(process \d+\): it was asked to undo run /);
  expect(folder.read(path)).toBe(before);
  expect(texts()).not.toContain("Changed text");

  const again = await type(["restore", local]);
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining(`Restored ${local}`) });
  expect(folder.read(path)).toContain("Changed text");
  expect(await type(["restore", local, "--to-notion"])).toMatchObject({ code: 0 });
  expect(await type(["restore", "Start/None.md"])).toMatchObject({ code: 2 });

  folder.write(path, before.replace("Text", "Mine:"));
  notion.app.editText(block(), "Theirs.");
  expect(await type(["sync", local])).toMatchObject({ code: 3 });
  const settled = await type(["resolve", local, "--local"]);
  expect(settled).toMatchObject({ code: 0, stdout: expect.stringContaining(local) });
  expect(settled.stderr).toContain(`asked to settle ${local}`);
  expect(texts()).toContain("Mine:");
  expect(screen.isCloning()).toBe(true);
  expect(await screen.finish()).toMatchObject({ code: 0 });
});

test("a dry run needs no lock: beside a clone it says what it would do, and a push goes on beside it", async () => {
  const screen = await heldClone(70, 60);
  const { folder, type } = screen;
  const written = () => folder.list().filter((name) => /\/P\d+\.md$/.test(name));
  await until(() => written().length >= 40, "the first files");
  const [path = "", other = ""] = written();
  const idIn = (name: string) => /notion_id: (\S+)/.exec(folder.read(name))?.[1] ?? "";
  const local = (name: string) => name.slice("notes/".length);
  for (const each of [path, other]) screen.asked.add(idIn(each));
  folder.write(path, folder.read(path).replace("Text", "Changed text"));
  for (const argv of [
    ["push", "-n", "--two-way"],
    ["sync", "-n", "--two-way", local(path)],
    ["diff", "--ops"],
  ]) {
    const seen = await type(argv);
    expect(seen).toMatchObject({ code: 0, stderr: "" });
    expect(seen.stdout).toContain("Dry run: 1 request would be sent; nothing was changed.");
  }
  expect(screen.isCloning()).toBe(true);

  // A dry run that is held up while a push goes out.
  let free = () => {};
  const freed = new Promise<void>((resolve) => {
    free = resolve;
  });
  let isReading = false;
  const slow: Transport = async (request, signal) => {
    isReading = true;
    await freed;
    return screen.notion.handle(request, signal);
  };
  const dry = type(["pull", "-n", local(other)], slow);
  await until(() => isReading, "the dry run to read");
  const pushed = await type(["push", "--two-way", local(path)]);
  expect(pushed.stdout).toContain(`pushed     ${local(path)}`);
  free();
  expect(await dry).toMatchObject({ code: 0 });
  expect(await screen.finish()).toMatchObject({ code: 0 });
  expect(folder.list().filter((name) => name.includes("dry-run"))).toEqual([]);
  expect((await type(["status"])).stdout).toContain("Clean:");
  expect((await type(["sql", "SELECT count(*) AS n FROM pages", "--json"])).stdout).toContain("71");
});

test("a run that names nothing waits for nobody: the vault is in use", async () => {
  const screen = await heldClone(10, 3);
  expect(await screen.type(["pull"])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("Another notion-mirror works on this vault"),
  });
});

test.each([["push"], ["sync", "Start/P0.md"]])(
  "a lock that can't be read is told by %s, and nobody waits for its owner",
  async (...argv) => {
    const screen = workspace(1);
    await screen.type(["clone", screen.vault]);
    writeFileSync(join(screen.vault, ".notion-mirror/lock"), "");
    expect(await screen.type(argv)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/its lock can't be read\n.*remove .*lock/),
    });
  },
);

test("when the engine dies while somebody waits for it, the waiting command does its work itself", async () => {
  const screen = workspace(4);
  expect(await screen.type(["clone", join(screen.folder.path, "notes")])).toMatchObject({
    code: 0,
  });
  screen.notion.app.insert(screen.ids[0] ?? "", [paragraph("Later.")]);
  // An engine that holds the vault, answers nobody, and is killed.
  const engine = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  onTestFinished(() => void engine.kill("SIGKILL"));
  const stat = readFileSync(`/proc/${engine.pid}/stat`, "utf8");
  const startedAt = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  const identity = { ...systemProcess().identity, pid: engine.pid, startedAt };
  writeFileSync(join(screen.vault, ".notion-mirror/lock"), JSON.stringify(identity));

  let ended: Seen | null = null;
  const pulling = screen.type(["pull", "Start/P0.md"]).then((seen) => {
    ended = seen;
    return seen;
  });
  await systemClock.sleep(600);
  expect(ended).toBeNull();
  engine.kill("SIGKILL");
  await once(engine, "exit");

  const seen = await pulling;
  expect(seen).toMatchObject({ code: 0 });
  expect(seen.stdout).toContain("pulled     Start/P0.md");
  expect(screen.folder.read("notes/Start/P0.md")).toContain("Later.");
});

/** A watching engine whose connection can be held up, and which can be told to stop. */
async function watching(screen: ReturnType<typeof workspace>) {
  let isHeld = false;
  let asked = 0;
  const transport: Transport = async (request, signal) => {
    if (isHeld) {
      asked++;
      await new Promise((_, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
      });
    }
    return screen.notion.handle(request, signal);
  };
  let stop = () => {};
  const onSignal = (callback: (signal: string) => void) => {
    stop = () => callback("SIGINT");
    return () => {};
  };
  const watched = screen.type(["watch"], transport, { process: { onSignal } as World["process"] });
  onTestFinished(async () => {
    stop();
    await watched;
  });
  const lock = join(screen.vault, ".notion-mirror/lock");
  await until(() => existsSync(lock), "the engine to hold the vault");
  return {
    hold: () => {
      isHeld = true;
    },
    isAsked: () => asked > 0,
    stop: async () => {
      stop();
      await watched;
    },
  };
}

test.each([["undo"], ["restore", "Start/P0.md", "--to-notion"]])(
  "%s goes on with the same version when the engine that had begun it is stopped",
  async (...argv) => {
    const screen = workspace(4);
    await screen.type(["clone", screen.vault]);
    const path = "notes/Start/P0.md";
    const before = screen.folder.read(path);
    screen.folder.write(path, before.replace("Text", "Changed text"));
    expect(await screen.type(["push", "--two-way"])).toMatchObject({ code: 0 });
    const engine = await watching(screen);
    engine.hold();
    const asking = screen.type(argv);
    await until(() => screen.folder.read(path) === before, "the engine to begin");
    await until(() => engine.isAsked(), "the engine to ask Notion");
    await engine.stop();
    expect(await asking).toMatchObject({ code: 0 });
    expect(screen.folder.read(path)).toBe(before);
    const [block = ""] = screen.notion.world.page(screen.ids[0] ?? "")?.children ?? [];
    expect(JSON.stringify(screen.notion.world.block(block))).toContain('"Text 0.');
  },
);
