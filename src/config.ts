/**
 * `notion-mirror.yaml` as one checked value; every default is here.
 *
 * Every key is optional. A key that we do not know, or a value that can't be meant, is an error with
 * its line: a typo in `max_delete` must not quietly mean "no limit".
 */
import { join } from "node:path";
import { type Draft, type flavors, isRecord, readers } from "./config-keys.ts";
import { ConfigError, exitCodes } from "./platform/errors.ts";
import type { Files } from "./platform/files.ts";

export const configName = "notion-mirror.yaml";

export interface SourceConfig {
  readonly bodies?: "all" | "lazy" | "none";
  readonly rows?: "files" | "sql";
}

export interface Config {
  /** `pull` never sends anything to Notion. */
  readonly mode: "two-way" | "pull";
  /** Page or database ids to mirror, dashed; empty for everything that is shared. */
  readonly roots: readonly string[];
  /** Patterns as in `.gitignore`: keep to the pages that one of them names, and all below; empty for all. */
  readonly only: readonly string[];
  /** Levels of pages, 1 is the topmost alone; `null` for all. */
  readonly depth: number | null;
  /** ISO date or time: pages last edited before it get no file; `null` for all. */
  readonly since: string | null;
  readonly flavor: (typeof flavors)[number];
  /** Bare URLs in newly typed text become links. */
  readonly linkify: boolean;
  readonly conflict: "hold" | "local" | "remote";
  /** What `resolve --tool` runs: a tool's name, or a command line. */
  readonly mergeTool: string | null;
  /** Ms from the last save of a file to its push, and the longest it may be put off. */
  readonly pushDelayMs: number;
  readonly pushDelayMaxMs: number;
  /** Ms between two looks at Notion while watching. */
  readonly pollIntervalMs: number;
  /** Ms that an incremental pull looks back behind its watermark, because search lags. */
  readonly overlapMs: number;
  /** Pages that one run may trash without asking; `null`: max(10, 5 % of the pages). */
  readonly maxDelete: number | null;
  /** Files that one scan may find changed without asking; `null`: max(50, 5 % of the files). */
  readonly maxEdit: number | null;
  /** Media that Notion hosts are copied into the vault up to this size, bytes; 0: none are. */
  readonly fileBytesMax: number;
  /** Requests a minute; `null`: start from Notion's published limit and learn from its answers. */
  readonly requestsPerMinute: number | null;
  readonly sources: Readonly<Record<string, SourceConfig>>;
  /** `pages`: discussions of pages as a whole, a request each; `true`: those of every block too, a request each. */
  readonly comments: boolean | "pages";
}

export const defaultConfig: Config = {
  mode: "two-way",
  roots: [],
  only: [],
  depth: null,
  since: null,
  flavor: "plain",
  linkify: true,
  conflict: "hold",
  mergeTool: null,
  pushDelayMs: 2_000,
  pushDelayMaxMs: 10_000,
  pollIntervalMs: 60_000,
  overlapMs: 600_000,
  maxDelete: null,
  maxEdit: null,
  fileBytesMax: 100 * 2 ** 20,
  requestsPerMinute: null,
  sources: {},
  comments: false,
};

export const configKeys: readonly string[] = Object.keys(readers);

/** @throws ConfigError with file and line */
export async function parseConfig(source: string, where: string): Promise<Config> {
  // A file of comments needs no parser, and every command starts sooner.
  if (source.split("\n").every((line) => /^\s*(?:#|$)/.test(line))) return defaultConfig;
  const { LineCounter, parseDocument, isMap, isScalar } = await import("yaml");
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const fail = (message: string, offset: number | undefined): never => {
    const at = offset === undefined ? where : `${where}:${lines.linePos(offset).line}`;
    throw new ConfigError(`${at}: ${message}`, {
      code: "bad_config",
      exitCode: exitCodes.usage,
      where: at,
      next: `Mend that line, or remove it to get the default. Keys: ${configKeys.join(", ")}.`,
    });
  };
  const [problem] = document.errors;
  if (problem) fail(`not valid YAML: ${problem.message.split("\n")[0]}`, problem.pos[0]);
  const draft: Draft = { ...defaultConfig };
  if (document.contents === null) return draft;
  if (!isMap(document.contents))
    return fail("expected keys and values, such as `mode: two-way`", 0);
  for (const pair of document.contents.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : "";
    const offset = isScalar(pair.key) ? pair.key.range?.[0] : undefined;
    const reader = readers[key];
    if (reader === undefined) return fail(`unknown key \`${key}\``, offset);
    const value = document.get(key);
    const plain =
      isRecord(value) && "toJSON" in value
        ? (value as unknown as { toJSON(): unknown }).toJSON()
        : value;
    const expected = reader(plain, draft);
    if (expected !== null)
      fail(`expected \`${key}\` to be ${expected}, got ${JSON.stringify(plain)}`, offset);
  }
  return draft;
}

/**
 * The configuration with these keys changed: comments, order and everything else stay. `undefined` takes a
 * key out.
 */
export async function editConfig(
  source: string,
  changes: Readonly<Record<string, unknown>>,
): Promise<string> {
  const { parseDocument } = await import("yaml");
  const document = parseDocument(source);
  // A file of comments alone has nothing to set keys in: what is new goes below them.
  if (document.contents === null) {
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    if (given.length === 0) return source;
    const { stringify } = await import("yaml");
    return `${source.trimEnd()}${source.trim() === "" ? "" : "\n"}${stringify(Object.fromEntries(given))}`;
  }
  for (const [key, value] of Object.entries(changes))
    if (value === undefined) document.delete(key);
    // A plain value goes into the place of the old one, whose comment stays beside it.
    else document.set(key, typeof value === "object" ? document.createNode(value) : value);
  return document.toString({ lineWidth: 0 });
}

/** The vault's configuration; the defaults when it has no file. @throws ConfigError */
export async function readConfig(files: Files, root: string): Promise<Config> {
  const path = join(root, configName);
  if ((await files.stat(path)) === null) return defaultConfig;
  return parseConfig(Buffer.from(await files.read(path)).toString("utf8"), configName);
}
