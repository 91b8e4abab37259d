/**
 * What each key of `notion-mirror.yaml` accepts, and what it says of a value that can't be meant.
 */
import type { Config, SourceConfig } from "./config.ts";
import { idIn } from "./notion/ids.ts";

export type Draft = { -readonly [K in keyof Config]: Config[K] };
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

export const isRecord = (value: unknown): value is Record<string, unknown> =>
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

export const readers: Readonly<Record<string, Reader>> = {
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
