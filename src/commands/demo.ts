/**
 * `demo`: the whole story in a minute, on an embedded Notion-compatible workspace.
 *
 * Every command in it is a real one, run as if typed; only Notion is pretend. The only command that opens
 * `fixtures/`, and only when it runs.
 */
import { join, resolve } from "node:path";
import type { Notion } from "../../fixtures/index.ts";
import { type ExitCode, exitCodes, SyncError } from "../platform/errors.ts";
import { replaceFile } from "../platform/files.ts";
import { token } from "../platform/random.ts";
import type { World } from "../world.ts";
import type { Invocation, RunCommand } from "./command.ts";

const listedMax = 18;

interface Stage {
  readonly invocation: Invocation;
  /** The world of the story: the embedded server's address and token, the vault as working folder. */
  readonly world: World;
  readonly folder: string;
}

const say = (stage: Pick<Stage, "world">, text: string): void =>
  stage.world.process.stdout.write(`${text}\n`);

/** Shows a command line and runs it; the story ends where one fails. */
async function type(
  stage: Stage,
  argv: readonly string[],
  workingFolder = stage.folder,
): Promise<void> {
  const quoted = argv.map((one) => (/^[\w./:=-]+$/.test(one) ? one : `'${one}'`)).join(" ");
  say(stage, `\n$ notion-mirror ${quoted}`);
  const process = { ...stage.world.process, workingFolder };
  const code = await stage.invocation.runCli({ ...stage.world, process }, argv);
  if (code !== exitCodes.fine) {
    throw new SyncError(`The demo stopped: notion-mirror ${quoted} ended with exit code ${code}.`, {
      code: "demo_failed",
      exitCode: exitCodes.failures,
    });
  }
}

/** Edits a file of the vault as an editor would: whole, by rename. */
async function edit(stage: Stage, path: string, change: (text: string) => string): Promise<void> {
  const { files, random } = stage.world;
  const absolute = join(stage.folder, path);
  const before = Buffer.from(await files.read(absolute)).toString("utf8");
  const after = change(before);
  if (after === before) throw new Error(`The demo's edit of ${path} changed nothing`);
  await replaceFile(files, absolute, Buffer.from(after), `.${token(random, 10)}.nm-tmp`);
}

/** `notion-demo`, or `notion-demo-2` and on where that is taken. */
async function freeFolder(world: World): Promise<string> {
  for (let count = 1; ; count++) {
    const folder = join(
      world.process.workingFolder,
      count === 1 ? "notion-demo" : `notion-demo-${count}`,
    );
    if ((await world.files.stat(folder)) === null) return folder;
  }
}

/** Every file of the vault, in reading order. */
async function* filesBelow(world: World, folder: string, prefix = ""): AsyncGenerator<string> {
  const entries = [...(await world.files.list(join(folder, prefix)))].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  for (const entry of entries) {
    if (entry.name.startsWith(".")) continue;
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    if (entry.kind === "folder") yield* filesBelow(world, folder, path);
    else yield path;
  }
}

async function listing(stage: Stage): Promise<string> {
  const lines: string[] = [];
  for await (const path of filesBelow(stage.world, stage.folder)) lines.push(`  ${path}`);
  const shown = lines.slice(0, listedMax);
  const more = lines.length - shown.length;
  return [...shown, ...(more > 0 ? [`  … ${more} more`] : [])].join("\n");
}

const read = async (stage: Stage, path: string): Promise<string> =>
  Buffer.from(await stage.world.files.read(join(stage.folder, path))).toString("utf8");

const indented = (text: string): string => text.trimEnd().replace(/^/gm, "  │ ");

/** Lines of `after` that `before` does not have. */
const newLines = (before: string, after: string): string => {
  const old = new Set(before.split("\n"));
  return after
    .split("\n")
    .filter((line) => line !== "" && !old.has(line))
    .map((line) => `  + ${line}`)
    .join("\n");
};

/** The id of the block of a page that says `text`, as someone finds it who looks at the page in Notion. */
async function blockSaying(notion: Notion, parent: string, text: string): Promise<string | null> {
  const { body } = await notion.handle({
    method: "GET",
    path: `/v1/blocks/${parent}/children?page_size=100`,
    headers: { authorization: `Bearer ${notion.token}`, "notion-version": "2026-03-11" },
  });
  const { results } = JSON.parse(body) as { results: { id: string; has_children: boolean }[] };
  for (const block of results) {
    if (JSON.stringify(block).includes(text)) return block.id;
    const below = block.has_children ? await blockSaying(notion, block.id, text) : null;
    if (below !== null) return below;
  }
  return null;
}

const home = "Tern & Co";
const firstWeek = `${home}/Handbook/First week.md`;
const safety = `${home}/Handbook/Workshop safety.md`;
const suppliers = `${home}/Handbook/Suppliers.md`;
const orderOak = `${home}/Tasks/Order oak.md`;

async function play(stage: Stage, notion: Notion): Promise<void> {
  say(
    stage,
    "A small team's workspace runs on this machine, behind Notion's API. Nothing leaves it.",
  );
  await type(stage, ["clone", stage.folder], stage.invocation.world.process.workingFolder);
  say(stage, `\nThe vault:\n${await listing(stage)}\n\n${firstWeek}:\n`);
  say(stage, indented(await read(stage, firstWeek)));

  say(
    stage,
    "\n— You edit three files: tick a box and add two lines, change a word, set a property.",
  );
  await edit(stage, firstWeek, (text) =>
    text.replace("- [ ] Cake", "- [x] Cake\n- [ ] Sweep, cake crumbs included\n- [ ] Feed the dog"),
  );
  await edit(stage, safety, (text) => text.replace("Gloves. Not", "Gloves, always. Not"));
  await edit(stage, orderOak, (text) => text.replace("Hours: 0.5", "Hours: 1.5"));
  await type(stage, ["status"]);
  await type(stage, ["diff", "--ops"]);
  await type(stage, ["sync", "--two-way"]);

  say(stage, "\n— Meanwhile Ben rewrites a sentence in Notion, inside a column.");
  const before = await read(stage, suppliers);
  const page = /^notion_id: (\S+)/m.exec(before)?.[1] ?? "";
  const sentence = await blockSaying(notion, page, "Book a year ahead.");
  notion.app.editText(sentence ?? "", "Book two years ahead, and ask for Ines.");
  await type(stage, ["sync"]);
  say(stage, `\nNew in ${suppliers}:\n${newLines(before, await read(stage, suppliers))}`);

  say(stage, "\n— Everything is in SQLite too, offline.");
  await type(stage, ["search", "garboard"]);
  await type(stage, [
    "sql",
    "SELECT Task, State, Due, Hours FROM Tasks WHERE NOT Done ORDER BY Due LIMIT 5",
  ]);

  say(stage, "\n— And a sync with nothing to do sends nothing and writes nothing.");
  await type(stage, ["sync"]);
}

async function startNotion() {
  const { startNotionServer } = await import("../../fixtures/index.ts");
  return startNotionServer({ workspace: "demo" });
}

export const run: RunCommand = async (invocation): Promise<ExitCode> => {
  const { world } = invocation;
  const [named] = invocation.arguments;
  const folder =
    named === undefined ? await freeFolder(world) : resolve(world.process.workingFolder, named);
  const server = await startNotion();
  try {
    const environment = {
      ...world.process.environment,
      NOTION_API_TOKEN: server.token,
      NOTION_API_BASE_URL: server.url,
    };
    const stage: Stage = {
      invocation,
      folder,
      world: { ...world, process: { ...world.process, environment } },
    };
    await play(stage, server.notion);
    say(stage, `\nThe vault stays in ${folder}: open it in your editor.`);
    return exitCodes.fine;
  } finally {
    await server.close();
  }
};
