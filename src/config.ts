/**
 * `notion-mirror.yaml` and the environment, as one checked value; every default is here.
 *
 * Every key is optional. A key that we do not know, or a value that can't be meant, is an error with
 * its line: a typo in `max_delete` must not quietly mean "no limit".
 */
import { join } from "node:path";
import { idIn } from "./notion/ids.ts";
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

type Draft = { -readonly [K in keyof Config]: Config[K] };
type Reader = (value: unknown, draft: Draft) => string | null;

export const flavors = ["plain", "notion"] as const;

const oneOf =
  <K extends "mode" | "flavor" | "conflict">(key: K, accepted: readonly Config[K][]): Reader =>
  (value, draft) => {
    const found = accepted.find((one) => one === value);
    if (found === undefined) return `one of ${accepted.join(", ")}`;
    draft[key] = found;
    return null;
  };

const count =
  (key: "depth" | "maxDelete" | "maxEdit" | "requestsPerMinute", min: number): Reader =>
  (value, draft) => {
    if (typeof value !== "number" || !Number.isInteger(value) || value < min)
      return `a whole number of at least ${min}`;
    draft[key] = value;
    return null;
  };

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `2` (seconds), `2s`, `500ms`, `10m`, `1h` → ms; `null` when it is none of these. */
function duration(value: unknown): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(String(value).trim());
  return match ? Number(match[1]) * (units[match[2] ?? "s"] ?? 1_000) : null;
}

/** `2026-01-31` as it is, a time with its zone as UTC; `null` for what is neither. */
export function moment(text: string): string | null {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/i.test(
    text,
  );
  const ms = day || zoned ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) return null;
  const iso = new Date(ms).toISOString();
  return day ? (iso.startsWith(text) ? text : null) : iso;
}

const time =
  (key: "pushDelayMs" | "pollIntervalMs" | "overlapMs"): Reader =>
  (value, draft) => {
    const ms = duration(value);
    if (ms === null) return "a time such as 2s, 500ms, 10m or 1h";
    draft[key] = ms;
    return null;
  };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const sizes: Readonly<Record<string, number>> = { kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30 };

/** `{max_size: 20MB}` → bytes; `null` for anything else. */
function size(value: unknown): number | null {
  if (!isRecord(value) || Object.keys(value).join() !== "max_size") return null;
  const match = /^(\d+(?:\.\d+)?)\s*(kb|mb|gb)$/i.exec(String(value["max_size"]).trim());
  return match ? Math.round(Number(match[1]) * (sizes[match[2]?.toLowerCase() ?? ""] ?? 1)) : null;
}

/** `bodies:` and `rows:`: a value for every data source, or a mapping from data source (URL, id) to value. */
const perSource =
  <K extends keyof SourceConfig>(
    key: K,
    accepted: readonly NonNullable<SourceConfig[K]>[],
  ): Reader =>
  (value, draft) => {
    const entries = isRecord(value) ? Object.entries(value) : [["*", value] as const];
    const sources: Record<string, SourceConfig> = { ...draft.sources };
    for (const [source, choice] of entries) {
      const found = accepted.find((one) => one === choice);
      if (found === undefined)
        return `one of ${accepted.join(", ")}, or a mapping from data source to one of them`;
      const id = source === "*" ? "*" : (idIn(source) ?? source);
      sources[id] = { ...sources[id], [key]: found };
    }
    draft.sources = sources;
    return null;
  };

const readers: Readonly<Record<string, Reader>> = {
  mode: oneOf("mode", ["two-way", "pull"]),
  flavor: oneOf("flavor", flavors),
  conflict: oneOf("conflict", ["hold", "local", "remote"]),
  linkify: (value, draft) => {
    if (typeof value !== "boolean") return "true or false";
    draft.linkify = value;
    return null;
  },
  roots: (value, draft) => {
    const ids = Array.isArray(value) ? value.map((one) => idIn(String(one))) : [null];
    if (ids.includes(null)) return "a list of page or database URLs or ids";
    draft.roots = ids.filter((id) => id !== null);
    return null;
  },
  only: (value, draft) => {
    const patterns = Array.isArray(value) ? value : [value];
    if (!patterns.every((one) => typeof one === "string" && one.trim() !== ""))
      return "a pattern such as Handbook or Notes/**, or a list of them";
    draft.only = patterns.map(String);
    return null;
  },
  depth: count("depth", 1),
  since: (value, draft) => {
    draft.since = value instanceof Date ? value.toISOString() : moment(String(value));
    return draft.since === null ? "a date such as 2026-01-31" : null;
  },
  merge_tool: (value, draft) => {
    if (typeof value !== "string" || value.trim() === "")
      return 'a tool such as code, vimdiff or meld, or a command with "$MERGED" in it';
    draft.mergeTool = value.trim();
    return null;
  },
  push_delay: time("pushDelayMs"),
  poll_interval: time("pollIntervalMs"),
  overlap: time("overlapMs"),
  max_delete: count("maxDelete", 0),
  max_edit: count("maxEdit", 0),
  files: (value, draft) => {
    const max = value === "all" ? Infinity : value === "none" ? 0 : size(value);
    if (max === null) return "all, none, or a mapping such as max_size: 20MB";
    draft.fileBytesMax = max;
    return null;
  },
  requests_per_minute: count("requestsPerMinute", 1),
  comments: (value, draft) => {
    if (typeof value !== "boolean" && value !== "pages") return "true, false or pages";
    draft.comments = value;
    return null;
  },
  bodies: perSource("bodies", ["all", "lazy", "none"]),
  rows: perSource("rows", ["files", "sql"]),
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

export interface Connection {
  readonly token: string;
  readonly baseUrl: string;
}

export const defaultBaseUrl = "https://api.notion.com";

/**
 * Token and address from the environment: `NOTION_API_TOKEN`, then `NOTION_TOKEN`; `NOTION_API_BASE_URL`.
 * @throws ConfigError (exit code 4) without a token
 */
export function connectionOf(
  environment: Readonly<Record<string, string | undefined>>,
): Connection {
  const token = (environment["NOTION_API_TOKEN"] ?? environment["NOTION_TOKEN"] ?? "").trim();
  if (token === "") {
    throw new ConfigError("No Notion token: NOTION_API_TOKEN is not set.", {
      code: "no_token",
      exitCode: exitCodes.permission,
      next: [
        "1. Open https://www.notion.so/profile/integrations and create a personal access token (it sees what you see).",
        "2. export NOTION_API_TOKEN=ntn_…",
        "3. Run the command again. To try without an account: notion-mirror demo",
      ].join("\n"),
    });
  }
  const baseUrl = (environment["NOTION_API_BASE_URL"] ?? defaultBaseUrl)
    .trim()
    .replace(/\/+(?:v1\/?)?$/, "");
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol)) {
    throw new ConfigError(`NOTION_API_BASE_URL is not an http(s) address: ${baseUrl}`, {
      code: "bad_base_url",
      exitCode: exitCodes.usage,
      next: `Unset it to talk to ${defaultBaseUrl}, or set it to an address such as http://127.0.0.1:8080`,
    });
  }
  return { token, baseUrl };
}
