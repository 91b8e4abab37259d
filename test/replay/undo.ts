/**
 * Where an object's first sight is the answer to a change of it: takes that change back, so that making it
 * again proves something.
 */
import { type Json, jsonOf, textOf } from "../../fixtures/notion-server/json.ts";
import type { World } from "../../fixtures/notion-server/state/world.ts";
import { decode } from "./bindings.ts";

export function undo(world: World, endpoint: string, sent: Json, answer: Json): void {
  const record = world.store.get(textOf(answer["id"]) ?? "");
  if (record === undefined) return;
  if (endpoint === "DELETE /blocks/{block_id}") record.trashed = false;
  if (!endpoint.startsWith("PATCH")) return;
  if (typeof sent["in_trash"] === "boolean") record.trashed = !sent["in_trash"];
  if (record.kind === "block") {
    const changed = jsonOf(sent[record.type]);
    record.content = {
      ...record.content,
      ...Object.fromEntries(Object.entries(changed).map(([key, value]) => [key, emptied(value)])),
    };
    return;
  }
  if ("icon" in sent) record.icon = null;
  if ("cover" in sent) record.cover = null;
  if (record.kind === "page") {
    if ("is_locked" in sent) record.locked = sent["is_locked"] !== true;
    for (const [key, value] of Object.entries(jsonOf(sent["properties"]))) {
      const shown = jsonOf(jsonOf(answer["properties"])[key]);
      delete record.values[decode(textOf(shown["id"]) ?? textOf(jsonOf(value)["id"]) ?? key)];
    }
    return;
  }
  if ("title" in sent) record.title = [];
  if ("description" in sent) record.description = [];
  if (record.kind === "database") {
    if ("is_locked" in sent) record.locked = sent["is_locked"] !== true;
    if ("is_inline" in sent) record.inline = sent["is_inline"] !== true;
  }
}

function emptied(value: unknown): unknown {
  if (Array.isArray(value)) return [];
  if (typeof value === "boolean") return !value;
  return typeof value === "string" ? "" : value;
}
