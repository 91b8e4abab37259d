/** Records from objects as the API answered them: blocks, databases and data sources of a recording. */
import { arrayOf, type Json, jsonOf, textOf } from "../../fixtures/notion-server/json.ts";
import type {
  BlockRecord,
  DatabaseRecord,
  DataSourceRecord,
  Property,
  Runs,
} from "../../fixtures/notion-server/state/records.ts";
import { stampOf } from "../../fixtures/workspaces/seen.ts";
import { decode } from "./bindings.ts";

export function blockRecord(seen: Json, oursOf: (id: string) => string): BlockRecord {
  const type = textOf(seen["type"]) ?? "paragraph";
  const content = jsonOf(seen[type]);
  return {
    kind: "block",
    id: oursOf(textOf(seen["id"]) ?? ""),
    parent: null,
    trashed: isTrashed(seen),
    type: type === "transcription" ? "meeting_notes" : type,
    content: content["type"] === "file" ? withoutSignature(content) : content,
    children: [],
    ...stampOf(seen),
  };
}

/** Older answers call the trash `archived` alone. */
const isTrashed = (seen: Json): boolean => seen["in_trash"] === true || seen["archived"] === true;

/** Hosted files are kept by their address alone: they are signed anew at each read. */
function withoutSignature(content: Json): Json {
  const url = textOf(jsonOf(content["file"])["url"]) ?? "";
  return { ...content, file: { url: url.split("?")[0] } };
}

export function databaseFields(seen: Json): Partial<DatabaseRecord> {
  return {
    title: arrayOf(seen["title"]) as Runs,
    description: arrayOf(seen["description"]) as Runs,
    icon: (seen["icon"] as Json | null | undefined) ?? null,
    cover: (seen["cover"] as Json | null | undefined) ?? null,
    inline: seen["is_inline"] === true,
    locked: seen["is_locked"] === true,
    trashed: isTrashed(seen),
    publicUrl: textOf(seen["public_url"]) ?? null,
    ...stampOf(seen),
  };
}

export function dataSourceFields(
  seen: Json,
  oursOf: (id: string) => string,
): Partial<DataSourceRecord> {
  const properties = Object.values(jsonOf(seen["properties"])).map(jsonOf);
  return {
    title: arrayOf(seen["title"]) as Runs,
    description: arrayOf(seen["description"]) as Runs,
    icon: (seen["icon"] as Json | null | undefined) ?? null,
    cover: (seen["cover"] as Json | null | undefined) ?? null,
    trashed: isTrashed(seen),
    properties: properties.map((property) => propertyOf(property, oursOf)),
    ...stampOf(seen),
  };
}

function propertyOf(seen: Json, oursOf: (id: string) => string): Property {
  const type = textOf(seen["type"]) ?? "rich_text";
  const config = jsonOf(seen[type]);
  return {
    id: decode(textOf(seen["id"]) ?? ""),
    name: textOf(seen["name"]) ?? "",
    description: textOf(seen["description"]) ?? null,
    type,
    config: type === "relation" ? relationConfig(config, oursOf) : config,
  };
}

function relationConfig(config: Json, oursOf: (id: string) => string): Json {
  const dual = jsonOf(config["dual_property"]);
  const synced = textOf(dual["synced_property_id"]);
  return {
    data_source_id: oursOf(textOf(config["data_source_id"]) ?? ""),
    database_id: oursOf(textOf(config["database_id"]) ?? ""),
    ...(synced === undefined
      ? {}
      : { synced_property_id: decode(synced), synced_property_name: dual["synced_property_name"] }),
  };
}

/** Columns that a row tells of, where its data source was not seen yet. */
export function addColumns(source: DataSourceRecord, properties: Json): void {
  for (const [name, value] of Object.entries(properties)) {
    const seen = jsonOf(value);
    const type = textOf(seen["type"]) ?? "rich_text";
    const id = decode(textOf(seen["id"]) ?? "");
    const known = source.properties.find((one) => one.id === id);
    const options = arrayOf(
      type === "multi_select" ? seen[type] : seen[type] === null ? [] : [seen[type]],
    );
    if (known !== undefined) {
      known.name = name;
      if (known.config["options"] !== undefined)
        known.config = { options: merged(arrayOf(known.config["options"]), options) };
      continue;
    }
    const hasOptions = ["select", "status", "multi_select"].includes(type);
    const config = hasOptions
      ? { options }
      : type === "unique_id"
        ? { prefix: jsonOf(seen[type])["prefix"] }
        : {};
    source.properties.push({ id, name, description: null, type, config });
  }
}

const merged = (known: readonly unknown[], more: readonly unknown[]): readonly unknown[] => [
  ...known,
  ...more.filter((one) => !known.some((other) => jsonOf(other)["id"] === jsonOf(one)["id"])),
];
