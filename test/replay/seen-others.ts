/** Comments, views and uploads of a recording, put into the world as they were seen. */
import { arrayOf, type Json, jsonOf, textOf } from "../../fixtures/notion-server/json.ts";
import type { Runs } from "../../fixtures/notion-server/state/records.ts";
import type { World } from "../../fixtures/notion-server/state/world.ts";
import { stampOf } from "../../fixtures/workspaces/seen.ts";
import { token } from "./bot.ts";

/**
 * Puts it into the world; false when it is something else.
 *
 * @param query of the request whose answer showed it: a list of views tells nothing but their ids
 */
export function seeOther(
  world: World,
  seen: Json,
  query: Readonly<Record<string, string>>,
): boolean {
  switch (seen["object"]) {
    case "comment":
      seeComment(world, seen);
      return true;
    case "view":
      seeView(world, seen, query);
      return true;
    case "file_upload":
      seeUpload(world, seen);
      return true;
    default:
      return false;
  }
}

function seeView(world: World, seen: Json, query: Readonly<Record<string, string>>): void {
  const id = textOf(seen["id"]) ?? "";
  const before = world.views.get(id);
  const source = textOf(seen["data_source_id"]) ?? before?.dataSourceId ?? query["data_source_id"];
  const database =
    textOf(jsonOf(seen["parent"])["database_id"]) ??
    before?.databaseId ??
    query["database_id"] ??
    world.dataSource(source ?? "")?.parent ??
    "";
  world.views.set(id, {
    id,
    databaseId: database,
    dataSourceId: source ?? world.database(database)?.dataSources[0] ?? "",
    name: textOf(seen["name"]) ?? "",
    type: textOf(seen["type"]) ?? "table",
    filter: (seen["filter"] as Json | null | undefined) ?? null,
    sorts: (seen["sorts"] as readonly unknown[] | null | undefined) ?? null,
    quickFilters: (seen["quick_filters"] as Json | null | undefined) ?? null,
    configuration: jsonOf(seen["configuration"] ?? { type: seen["type"] }),
    dashboardId: textOf(seen["dashboard_view_id"]) ?? null,
    deleted: false,
    ...stampOf(seen),
  });
  const record = world.database(database);
  if (record !== undefined && !record.views.includes(id)) record.views.push(id);
}

function seeUpload(world: World, seen: Json): void {
  const id = textOf(seen["id"]) ?? "";
  const parts = jsonOf(seen["number_of_parts"]);
  const uploaded = seen["status"] === "uploaded";
  const imported = jsonOf(seen["file_import_result"]);
  world.uploads.set(id, {
    id,
    connectionToken: token,
    mode: "total" in parts ? "multi_part" : "type" in imported ? "external_url" : "single_part",
    filename: textOf(seen["filename"]) ?? null,
    contentType: textOf(seen["content_type"]) ?? null,
    parts: new Map(),
    partsTotal: typeof parts["total"] === "number" ? parts["total"] : 1,
    path: uploaded ? `/${id}/${textOf(seen["filename"]) ?? "file"}` : null,
    contentLength: typeof seen["content_length"] === "number" ? seen["content_length"] : null,
    attached: uploaded && seen["expiry_time"] === null,
    imported: null,
    ...stampOf(seen),
  });
}

function seeComment(world: World, seen: Json): void {
  const parent = jsonOf(seen["parent"]);
  const { type, resolved_name: name } = jsonOf(seen["display_name"]);
  const stamp = stampOf(seen);
  const author = world.users.get(stamp.createdBy);
  if (author === undefined && type !== "custom") {
    world.users.set(stamp.createdBy, {
      kind: "user",
      id: stamp.createdBy,
      type: type === "integration" ? "bot" : "person",
      name: textOf(name) ?? null,
      avatarUrl: null,
      email: null,
    });
  }
  world.comments.set(textOf(seen["id"]) ?? "", {
    id: textOf(seen["id"]) ?? "",
    discussionId: textOf(seen["discussion_id"]) ?? "",
    parent: textOf(parent["page_id"]) ?? textOf(parent["block_id"]) ?? "",
    runs: arrayOf(seen["rich_text"]) as Runs,
    attachments: arrayOf(seen["attachments"]).map((one) => ({
      category: jsonOf(one)["category"],
      url: jsonOf(jsonOf(one)["file"])["url"],
    })),
    customName: type === "custom" ? (textOf(name) ?? null) : null,
    ...stamp,
  });
}
