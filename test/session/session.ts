/**
 * `npm run session`: `demo --keep` in a process of its own, edited for ten minutes (`MINUTES`) from two sides:
 * files saved as real editors save them, and Notion through the official SDK. In the end both sides must be
 * equal (a fresh clone holds the very files of the vault), `status` clean, and Ctrl-C must end it with 0.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@notionhq/client";
import { seededRandom } from "../../src/platform/random.ts";
import { savePatterns } from "../support/save-patterns.ts";

const cli = fileURLToPath(new URL("../../bin/cli.cjs", import.meta.url));
const minutes = Number(process.env["MINUTES"] ?? 10);
const seed = Number(process.env["SEED"] ?? Date.now() % 100_000);
const random = seededRandom(seed);
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const chosen = <T>(list: readonly T[]): T => {
  const one = list[Math.floor(random.next() * list.length)];
  if (one === undefined) throw new Error("nothing to choose from");
  return one;
};

const print = (line: string) => process.stdout.write(`${line}\n`);

const folder = mkdtempSync(join(tmpdir(), "notion-mirror-session-"));
let text = "";
const demo: ChildProcess = spawn(process.execPath, [cli, "demo", "--keep", "vault"], {
  cwd: folder,
  stdio: ["ignore", "pipe", "inherit"],
});
demo.stdout?.on("data", (chunk: Buffer) => {
  text += chunk.toString("utf8");
});
const ended = new Promise<number | null>((resolve) => demo.on("exit", (code) => resolve(code)));

while (!/Ctrl-C stops\./.test(text)) {
  if (demo.exitCode !== null) throw new Error(`the demo ended with ${demo.exitCode}:\n${text}`);
  await wait(100);
}
const [, url = ""] = /^ {2}url {4}(\S+)$/m.exec(text) ?? [];
const [, auth = ""] = /^ {2}token {2}(\S+)$/m.exec(text) ?? [];
const storyEnds = text.length;
const vault = join(folder, "vault");
const client = new Client({ auth, baseUrl: url });
const environment = { ...process.env, NOTION_API_TOKEN: auth, NOTION_API_BASE_URL: url };
const type = (argv: readonly string[], cwd: string): string =>
  execFileSync(process.execPath, [cli, ...argv], {
    cwd,
    env: environment,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });

const pages = filesOf(vault).filter((path) => path.endsWith(".md"));
const paragraphs = new Map<string, string>();
const counts: Record<string, number> = {};
const until = Date.now() + minutes * 60_000;
for (let step = 1; Date.now() < until; step++) {
  const side = random.next() < 0.6 ? inEditor : throughSdk;
  const what = await side(step);
  counts[what] = (counts[what] ?? 0) + 1;
  await wait(200 + random.next() * 2_800);
}

/** Adds a paragraph, or changes or takes out one of those added before, and saves as some editor does. */
async function inEditor(step: number): Promise<string> {
  const path = join(vault, chosen(pages));
  const pattern = chosen(Object.keys(savePatterns) as (keyof typeof savePatterns)[]);
  const before = readFileSync(path, "utf8");
  const own = before.match(/^Typed \d+[^\n]*$/gm) ?? [];
  const dice = random.next();
  let after = `${before.trimEnd()}\n\nTyped ${step} in an editor\n`;
  if (own.length > 0 && dice < 0.5) {
    const line = chosen(own);
    after = before.replace(line, `${line}, and again at ${step}`);
  } else if (own.length > 0 && dice < 0.65) after = before.replace(`\n\n${chosen(own)}\n`, "\n");
  await savePatterns[pattern](path, after);
  return pattern;
}

/** The same to paragraphs of its own, in Notion. */
async function throughSdk(step: number): Promise<string> {
  const dice = random.next();
  const words = (content: string) => ({ rich_text: [{ text: { content } }] });
  const own = [...paragraphs.keys()];
  try {
    if (own.length > 0 && dice < 0.5) {
      const block_id = chosen(own);
      await client.blocks.update({ block_id, paragraph: words(`Sent, changed at ${step}`) });
      return "SDK update";
    }
    if (own.length > 0 && dice < 0.65) {
      const block_id = chosen(own);
      paragraphs.delete(block_id);
      await client.blocks.delete({ block_id });
      return "SDK delete";
    }
    const block_id = /^notion_id: (\S+)/m.exec(
      readFileSync(join(vault, chosen(pages)), "utf8"),
    )?.[1];
    if (block_id === undefined) return "SDK skipped";
    const { results } = await client.blocks.children.append({
      block_id,
      children: [{ paragraph: words(`Sent ${step} by the SDK`) }],
    });
    for (const block of results) paragraphs.set(block.id, block_id);
    return "SDK append";
  } catch (error) {
    // An editor that saved an older text took the paragraph out meanwhile.
    if (
      error instanceof Error &&
      "status" in error &&
      (error.status === 404 || error.status === 400)
    )
      return "SDK too late";
    throw error;
  }
}

/** Rollups and formulas over other rows: no time stamp shows their change, a daily full pull does. */
const computed = /^(?:Open hours|Margin): .*\n/gm;
/** Two minutes for what the minute of Notion's times may hide, then what is left must be nothing. */
await wait(130_000);
const status = JSON.parse(type(["status", "--json"], vault)) as { changes: readonly unknown[] };
type(["clone", join(folder, "fresh"), "--yes"], folder);
const mine = filesOf(vault);
const fresh = filesOf(join(folder, "fresh"));
const differing = [...new Set([...mine, ...fresh])].filter((path) => {
  if (path === "notion-mirror.yaml") return false;
  if (!mine.includes(path) || !fresh.includes(path)) return true;
  return [vault, join(folder, "fresh")]
    .map((root) => readFileSync(join(root, path), "utf8").replaceAll(computed, ""))
    .some((said, _, [first]) => said !== first);
});
demo.kill("SIGINT");
const code = await ended;
const sums = [...text.slice(storyEnds).matchAll(/^(\d+) reads?, (\d+) writes? to Notion/gm)];
const sum = (at: number) => sums.reduce((total, match) => total + Number(match[at]), 0);
print(JSON.stringify(counts, null, 2));
print(`runs that did something: ${sums.length}, with ${sum(1)} reads and ${sum(2)} writes`);
print(`status: ${JSON.stringify(status.changes)}`);
print(`files that differ from a fresh clone: ${JSON.stringify(differing)}`);
print(`exit code after Ctrl-C: ${code}`);
const fine = status.changes.length === 0 && differing.length === 0 && code === 0;
if (fine) rmSync(folder, { recursive: true, force: true });
else print(`SEED=${seed}; left to look at: ${folder}\n${text.slice(storyEnds)}`);
process.exitCode = fine ? 0 : 1;

function filesOf(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.split("/").some((part) => part.startsWith(".")))
    .sort();
}
