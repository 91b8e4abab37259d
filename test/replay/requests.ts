/** What a recorded request does: whether it writes, what it makes, what has to be there for it, and when. */
import { arrayOf, isJson, type Json, jsonOf, textOf } from "../../fixtures/notion-server/json.ts";
import { dashed } from "./bindings.ts";
import { endpointOf } from "./endpoints.ts";
import type { Interaction, Session } from "./session.ts";

const reads = new Set([
  "POST /search",
  "POST /data_sources/{data_source_id}/query",
  "POST /databases/{database_id}/query",
  "POST /blocks/meeting_notes/query",
]);
export const isWrite = (method: string, endpoint: string): boolean =>
  method !== "GET" && !reads.has(endpoint);

/** Recorded ids of the objects that a request made. */
export function madeBy(endpoint: string, sent: unknown, body: Json): readonly string[] {
  const makes = /^POST \/(pages|databases|data_sources|comments|file_uploads|views)$/.test(
    endpoint,
  );
  if (makes) {
    const sources = arrayOf(body["data_sources"]).map((one) => textOf(jsonOf(one)["id"]) ?? "");
    return [textOf(body["id"]) ?? "", ...sources];
  }
  if (endpoint !== "PATCH /blocks/{block_id}/children") return [];
  const count = arrayOf(jsonOf(sent)["children"]).length;
  return arrayOf(body["results"])
    .slice(0, count)
    .map((one) => textOf(jsonOf(one)["id"]) ?? "");
}

type Kind = "page" | "block" | "database" | "data_source";
type Needed = readonly (readonly [string, Kind])[];

/** What a key's id is the id of. A block may be a page, too, until an answer tells. */
const kinds: Readonly<Record<string, Kind>> = {
  page_id: "page",
  block_id: "block",
  database_id: "database",
  data_source_id: "data_source",
  after: "block",
  template_id: "page",
};

/** Objects that stand under a key as `{ id }`. */
const named: Readonly<Record<string, Kind>> = {
  page: "page",
  database: "database",
  relation: "page",
  after_block: "block",
};

/**
 * Ids that a request names and that have to exist for it, with what they are as far as the answer tells:
 * parents, targets of mentions and relations, blocks to stand behind.
 */
export function neededBy(
  { request, response }: Interaction,
  params: Readonly<Record<string, string>>,
): Needed {
  const told = new Map<string, Kind>();
  const results = arrayOf(response.body["results"]).map(jsonOf);
  for (const one of [response.body, ...results]) {
    for (const [key, kind] of Object.entries(kinds)) {
      const id = textOf(jsonOf(one["parent"])[key]);
      if (id !== undefined) told.set(dashed(id), kind);
    }
  }
  const isText = response.body["object"] === "page_markdown";
  const own = isText ? "" : dashed(textOf(response.body["id"]) ?? "");
  const needed = new Map<string, Kind>();
  const want = (id: string, kind: Kind): void => {
    const plain = dashed(id);
    if (plain === own || !/^[0-9a-f-]{36}$/.test(plain)) return;
    const guess = kind === "block" ? "page" : kind;
    needed.set(plain, told.get(plain) ?? needed.get(plain) ?? guess);
  };
  for (const [name, value] of [...Object.entries(params), ...request.query]) {
    const kind = kinds[name];
    if (kind !== undefined) want(value, kind);
  }
  wantAll(request.body, "", want);
  return [...needed];
}

function wantAll(value: unknown, key: string, want: (id: string, kind: Kind) => void): void {
  const kind = kinds[key];
  if (typeof value === "string" && kind !== undefined) want(value, kind);
  if (Array.isArray(value)) for (const item of value) wantAll(item, key, want);
  if (!isJson(value)) return;
  const target = named[key];
  if (typeof value["id"] === "string" && target !== undefined) want(value["id"], target);
  for (const [name, item] of Object.entries(value)) wantAll(item, name, want);
}

/** When a write happened, to the minute, as its answer tells. */
export function writtenAt(
  { request, response }: Interaction,
  endpoint: string,
): number | undefined {
  if (response.status >= 400 || !isWrite(request.method, endpoint)) return undefined;
  const shown = [response.body, ...arrayOf(response.body["results"]).map(jsonOf)];
  const times = shown.flatMap((one) => Date.parse(textOf(one["last_edited_time"]) ?? "") || []);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Sessions begin with their first write, as far as one tells its time: formulas reckon with the clock. */
export function startOf({ date, interactions }: Session): number {
  for (const interaction of interactions) {
    const { endpoint } = endpointOf(interaction.request.method, interaction.request.path);
    const at = writtenAt(interaction, endpoint);
    if (at !== undefined) return at;
  }
  return Date.parse(date);
}

/** Names of options that some request sent with a colour. */
export function colorsIn(value: unknown, names = new Set<string>()): ReadonlySet<string> {
  if (Array.isArray(value)) for (const item of value) colorsIn(item, names);
  if (!isJson(value)) return names;
  if (typeof value["name"] === "string" && value["color"] !== undefined) names.add(value["name"]);
  for (const item of Object.values(value)) colorsIn(item, names);
  return names;
}
