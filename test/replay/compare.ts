/**
 * Two answers beside each other: what differs besides the erased, and which new ids belong together.
 */
import { isJson, type Json } from "../../fixtures/notion-server/json.ts";
import { type Bindings, dashed, decode, uuidPattern } from "./bindings.ts";
import { isSkipped, plain } from "./erased.ts";

export interface Difference {
  /** `results[0].properties.Name.id` */
  readonly at: string;
  readonly recorded: unknown;
  readonly ours: unknown;
}

interface Place {
  readonly at: string;
  readonly key: string;
}

/** @param chosenColors names of options that were sent with a colour */
export function compare(
  recorded: unknown,
  ours: unknown,
  bindings: Bindings,
  chosenColors: ReadonlySet<string>,
): readonly Difference[] {
  const differences: Difference[] = [];

  function read(a: unknown, b: unknown, place: Place): void {
    if (Array.isArray(a) && Array.isArray(b)) readArrays(a, b, place);
    else if (isJson(a) && isJson(b)) readObjects(a, b, place);
    else if (typeof a === "string" && typeof b === "string") {
      if (!sameText(a, b, place)) differ(a, b, place);
    } else if (a !== b) differ(a, b, place);
  }

  function readArrays(a: readonly unknown[], b: readonly unknown[], place: Place): void {
    if (a.length !== b.length) differ(`${a.length} elements`, `${b.length} elements`, place);
    for (const [at, item] of a.entries()) {
      if (at < b.length) read(item, b[at], { at: `${place.at}[${at}]`, key: place.key });
    }
  }

  function readObjects(a: Json, b: Json, place: Place): void {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      if (isSkipped(key) || (key === "color" && isDrawn(a, b, place))) continue;
      if (key === "plain_text" && namesPerson(a) && namesPerson(b)) continue;
      const inner = { at: place.at === "" ? key : `${place.at}.${key}`, key };
      if (key in a !== key in b)
        differ(key in a ? a[key] : missing, key in b ? b[key] : missing, inner);
      else read(a[key], b[key], inner);
    }
  }

  /** An option of a select that the server made in this replay, asked for without a colour. */
  const isDrawn = (a: Json, b: Json, { at }: Place): boolean =>
    typeof a["name"] === "string" &&
    a["id"] !== b["id"] &&
    !chosenColors.has(a["name"]) &&
    /select/.test(at);

  function sameText(a: string, b: string, { key }: Place): boolean {
    if (key === "next_cursor") {
      bindings.cursors.bind(a, b);
      return true;
    }
    const [x, y] = [plain(key, a), plain(key, b)];
    const [idsOfX, idsOfY] = [idsIn(x), idsIn(y)];
    if (key === "id" || key.endsWith("property_id")) {
      if (idsOfX.length === 0 && idsOfY.length === 0)
        return bindings.properties.bind(decode(x), decode(y));
    }
    const [restOfX, restOfY] = [withoutIds(x), withoutIds(y)];
    if (withoutTokens(restOfX) !== withoutTokens(restOfY) || idsOfX.length !== idsOfY.length)
      return false;
    if (!tokensIn(x).every((token, at) => bindings.properties.bind(token, tokensIn(y)[at] ?? "")))
      return false;
    return idsOfX.every((id, at) => bindings.ids.bind(id, idsOfY[at] ?? ""));
  }

  function differ(a: unknown, b: unknown, { at }: Place): void {
    differences.push({ at, recorded: a, ours: b });
  }

  read(recorded, ours, { at: "", key: "" });
  return differences;
}

export const missing = "<no such key>";

/** Whether the keys of all objects come in the same order, except of properties, whose order is chance. */
export function inSameOrder(recorded: unknown, ours: unknown, key = ""): boolean {
  if (Array.isArray(recorded) && Array.isArray(ours)) {
    return recorded.every((item, at) => inSameOrder(item, ours[at], key));
  }
  if (!isJson(recorded) || !isJson(ours)) return true;
  const orderOf = (a: Json, b: Json): string =>
    Object.keys(a)
      .filter((name) => name in b)
      .join();
  if (key !== "properties" && orderOf(recorded, ours) !== orderOf(ours, recorded)) return false;
  return Object.keys(recorded).every((name) => inSameOrder(recorded[name], ours[name], name));
}

const namesPerson = (run: Json): boolean =>
  isJson(run["mention"]) &&
  run["mention"]["type"] === "user" &&
  String(run["plain_text"]).startsWith("@");

const idsIn = (text: string): readonly string[] =>
  [...text.matchAll(uuidPattern)].map((match) => dashed(match[0]));
const withoutIds = (text: string): string =>
  text.replace(uuidPattern, (id) => (id.includes("-") ? "<id>" : "<bare id>"));

const tokenPattern = /(?<=\{\{notion:block_property:)[^:}]+/g;
const tokensIn = (text: string): readonly string[] =>
  [...text.matchAll(tokenPattern)].map((match) => decode(match[0]));
const withoutTokens = (text: string): string => text.replace(tokenPattern, "<property>");
