/**
 * Canonical JSON and content hashes: what change detection compares everywhere.
 */

/** Loaded with the first hash: a look that finds nothing changed hashes nothing, and starts sooner. */
let crypto: typeof import("node:crypto") | undefined;

/** SHA-256, lower-case hex. */
export function sha256(data: string | Uint8Array): string {
  crypto ??= process.getBuiltinModule("node:crypto");
  return crypto.createHash("sha256").update(data).digest("hex");
}

/** JSON with the keys of every object sorted by code unit and `undefined` members left out. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = Object.entries(value as Record<string, unknown>)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

export const hashOf = (value: unknown): string => sha256(canonicalJson(value));
