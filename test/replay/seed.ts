/**
 * Puts into the world what was there before a recording began, each object from its first sight alone.
 *
 * Whatever an answer shows that no step of the session made is such an object. What is only named (a
 * parent, the target of a mention) becomes a stub, and is filled in when it is seen itself.
 */
import { arrayOf, type Json, jsonOf, textOf } from "../../fixtures/notion-server/json.ts";
import type {
  BlockRecord,
  ContentRecord,
  DataSourceRecord,
  PageRecord,
  Property,
} from "../../fixtures/notion-server/state/records.ts";
import type { World } from "../../fixtures/notion-server/state/world.ts";
import { textRuns } from "../../fixtures/notion-server/write/rich-text.ts";
import { addDatabase, addSeenPage, stampOf } from "../../fixtures/workspaces/seen.ts";
import { type Bindings, dashed, decode } from "./bindings.ts";
import { type Listing, listingsOf } from "./listings.ts";
import { seeNamed } from "./seen-named.ts";
import { seeOther } from "./seen-others.ts";
import { addColumns, blockRecord, databaseFields, dataSourceFields } from "./seen-records.ts";

export interface Seeder {
  /** Makes sure that an object of this id exists, whatever is known of it. */
  need(id: string, kind: ContentRecord["kind"]): void;
  /** Everything in an answer that was there before the session and is seen for the first time. */
  firstSights(answer: Json, query: Readonly<Record<string, string>>): void;
  /** Marks a recorded id as an object that a step of the session made. */
  made(id: string): void;
  /** Orders what a container holds as an answer lists it. */
  listed(listing: Listing): void;
  /** Objects in the order in which a search found them, the last edited first. */
  found(ids: readonly string[]): void;
  isMade(id: string): boolean;
  /** Seen before in full, or made by the session. */
  knows(id: string): boolean;
}

export function seederOf(world: World, bindings: Bindings): Seeder {
  /** Recorded ids of objects that were seen in full, and of those that the session made. */
  const seen = new Set<string>();
  const made = new Set<string>();
  const ordered = new Set<string>();
  const oursOf = (id: string): string => bindings.ids.oursOf(dashed(id)) ?? dashed(id);
  /** Ids of all that was put into the world here; the rest the server made itself. */
  const kept = new Set<string>();
  const listings = listingsOf(world, (id) => !kept.has(id));
  const nobody = { createdMs: 0, createdBy: "", editedMs: 0, editedBy: "" };

  function keep(id: string): void {
    bindings.ids.bind(id, id);
    kept.add(id);
  }

  const knows = (id: string): boolean => seen.has(dashed(id)) || made.has(dashed(id));
  const exists = (id: string): boolean => world.store.get(oursOf(id)) !== undefined;

  function need(id: string, kind: ContentRecord["kind"]): void {
    if (exists(id)) return;
    keep(id);
    if (kind === "page") addPage({ id });
    else if (kind === "block") addBlock({ id, type: "paragraph", paragraph: {} }, null);
    else if (kind === "database") addDatabase(world, id, null, "", nobody);
    else addSource(id, null);
  }

  function addPage(object: Json): void {
    const id = textOf(object["id"]) ?? "";
    const before = world.page(id);
    const parent = jsonOf(object["parent"]);
    const rows = world.dataSource(textOf(parent["data_source_id"]) ?? "")?.rows;
    const known = rows?.includes(id) ?? false;
    const page = addSeenPage(world, { properties: {}, ...object });
    if (known) rows?.pop();
    page.children = before?.children ?? [];
    for (const value of Object.values(jsonOf(object["properties"])).map(jsonOf)) {
      // Of a cut list, the rest is not told; that there is one is.
      if (value["has_more"] !== true) continue;
      const id = decode(textOf(value["id"]) ?? "");
      page.values[id] = [...arrayOf(page.values[id]), world.mintRandom()];
    }
    place(page, parent);
  }

  /** Where a page stands, as far as its parent is known; at the top otherwise. */
  function place(page: ContentRecord & { parent: string | null }, parent: Json): void {
    const id = oursOf(textOf(parent["page_id"]) ?? textOf(parent["block_id"]) ?? "");
    if (textOf(parent["data_source_id"]) !== undefined || page.parent !== null) return;
    if (id === "") {
      if (!world.roots.includes(page.id)) world.roots.push(page.id);
      return;
    }
    need(id, "page_id" in parent ? "page" : "block");
    page.parent = id;
    const container = world.store.get(id);
    if (
      container !== undefined &&
      "children" in container &&
      !container.children.includes(page.id)
    ) {
      container.children.push(page.id);
    }
  }

  function addBlock(object: Json, before: readonly string[] | null): void {
    const record = blockRecord(object, oursOf);
    world.store.add(record);
    record.children = [...(before ?? [])];
    if (object["has_children"] === true && record.content["synced_from"] == null) holdPlace(record);
    place(record, jsonOf(object["parent"]));
  }

  function addSource(id: string, database: string | null): DataSourceRecord {
    addDatabase(world, database ?? world.mint(), null, "", nobody, id);
    const source = world.dataSource(id);
    if (source === undefined) throw new Error(`No data source was made for ${id}`);
    return source;
  }

  /** A data source within its database, which may have been met by another id than its own. */
  function sourceIn(id: string, database: string | undefined): DataSourceRecord {
    const source = world.dataSource(id) ?? addSource(id, database ?? null);
    const around = world.database(source.parent ?? "");
    if (
      database === undefined ||
      around === undefined ||
      around.id === oursOf(database) ||
      made.has(database)
    ) {
      return source;
    }
    if (world.database(database) === undefined) world.store.add({ ...around, id: database });
    keep(database);
    source.parent = database;
    return source;
  }

  function fillSource(object: Json): void {
    const id = textOf(object["id"]) ?? "";
    const parent = textOf(jsonOf(object["parent"])["database_id"]) ?? "";
    const source = sourceIn(id, parent);
    const before = source.properties;
    Object.assign(source, dataSourceFields(object, oursOf));
    source.properties = withMirrors(source.properties, before);
    const database = world.database(source.parent ?? "");
    if (database === undefined || knows(database.id)) return;
    Object.assign(database, {
      title: source.title,
      description: source.description,
      inline: object["is_inline"] === true,
      trashed: false,
      icon: source.icon,
    });
    place(database, jsonOf(object["database_parent"]));
  }

  function fillDatabase(object: Json): void {
    const id = textOf(object["id"]) ?? "";
    const sources = arrayOf(object["data_sources"]).map(jsonOf);
    const [first] = sources;
    const firstId = textOf(first?.["id"]);
    const database = world.database(id) ?? addDatabase(world, id, null, "", nobody, firstId);
    Object.assign(database, databaseFields(object));
    database.dataSources = sources.map((source) => {
      const sourceId = textOf(source["id"]) ?? "";
      const record = world.dataSource(sourceId) ?? addSource(sourceId, id);
      record.title = textRuns(textOf(source["name"]) ?? "");
      record.parent = id;
      return sourceId;
    });
    place(database, jsonOf(object["parent"]));
  }

  /** A block that stands for a sub-page or a database, of which it tells the title. */
  function seeChild(object: Json, id: string): void {
    const title = textOf(jsonOf(object[String(object["type"])])["title"]) ?? "";
    const stub = world.store.get(id);
    if (stub !== undefined) {
      if (knows(id) || stub.parent !== null) return;
      Object.assign(stub, stampOf(object));
      if (stub.kind !== "page") return;
      if (arrayOf(stub.values["title"]).length === 0) stub.values["title"] = textRuns(title);
      if (object["has_children"] === true) holdPlace(stub);
      place(stub, jsonOf(object["parent"]));
      return;
    }
    if (object["type"] === "child_page") {
      addPage({
        ...object,
        properties: { title: { id: "title", type: "title", title: textRuns(title) } },
      });
      const page = world.page(id);
      if (page !== undefined && object["has_children"] === true) holdPlace(page);
      return;
    }
    const database = addDatabase(world, id, null, title, stampOf(object));
    database.trashed = object["in_trash"] === true;
    place(database, jsonOf(object["parent"]));
  }

  /** Something unknown inside, where all that is known is that there is something. */
  function holdPlace(container: PageRecord | BlockRecord): void {
    if (container.children.length > 0) return;
    const inside = world.mint();
    world.store.add({
      ...blockRecord({ id: inside, type: "paragraph", paragraph: {} }, oursOf),
      parent: container.id,
    });
    container.children.push(inside);
    listings.holdPlace(container.id, inside);
  }

  function see(object: Json, query: Readonly<Record<string, string>>): void {
    const id = dashed(textOf(object["id"]) ?? "");
    const { object: kind, type } = object;
    if (id === "" || knows(id)) return;
    if (made.has(parentOf(object))) {
      made.add(id);
      return;
    }
    const whole = { ...object, id };
    if (kind === "view" && typeof object["data_source_id"] === "string") {
      sourceIn(object["data_source_id"], textOf(jsonOf(object["parent"])["database_id"]));
    }
    if (seeOther(world, whole, query)) {
      keep(id);
      // Lists tell of views by their ids alone.
      if (kind !== "view" || "name" in object) seen.add(id);
      return;
    }
    if (kind === "block" && (type === "child_page" || type === "child_database")) {
      keep(id);
      seeChild(whole, id);
      return;
    }
    if (kind === "page" && "properties" in object) addPage(whole);
    else if (kind === "block") addBlock(whole, world.block(id)?.children ?? null);
    else if (kind === "data_source") fillSource(whole);
    else if (kind === "database" && "data_sources" in object) fillDatabase(whole);
    else return;
    keep(id);
    seen.add(id);
  }

  function mentioned(id: string, kind: "page" | "database"): boolean {
    if (knows(id)) return false;
    need(id, kind);
    return true;
  }

  /** Columns of a data source that was not seen itself yet, as a row of it tells them. */
  function seeColumns(row: Json): void {
    const parent = jsonOf(row["parent"]);
    const id = textOf(parent["data_source_id"]);
    if (row["object"] !== "page" || id === undefined || knows(id)) return;
    const source = sourceIn(id, textOf(parent["database_id"]));
    keep(id);
    addColumns(source, jsonOf(row["properties"]));
  }

  return {
    need,
    knows,
    isMade: (id) => made.has(dashed(id)),
    firstSights(answer, query) {
      const objects =
        answer["object"] === "list" ? arrayOf(answer["results"]).map(jsonOf) : [answer];
      for (const object of objects) {
        seeColumns(object);
        see(object, query);
      }
      seeNamed(world, answer, { mentioned, keep });
    },
    made: (id) => made.add(dashed(id)),
    found(ids) {
      // The exact time is not told: of equal minutes, the order tells which came later.
      for (const [at, id] of ids.entries()) {
        const record = world.store.get(id);
        if (record === undefined || made.has(id) || ordered.has(id)) continue;
        ordered.add(id);
        record.editedMs =
          Math.floor(record.editedMs / 60_000) * 60_000 + Math.max(0, 59_000 - at * 10);
      }
    },
    listed: (listing) => listings.listed({ ...listing, ids: listing.ids.map(oursOf) }),
  };
}

/** Id of the containing object, empty where there is none. */
function parentOf(object: Json): string {
  const parent = jsonOf(object["parent"]);
  return dashed(textOf(parent[textOf(parent["type"]) ?? ""]) ?? "");
}

/** Columns as seen, but those that the server itself added to an unseen table, mirrors of relations, as it has them. */
const withMirrors = (seen: Property[], before: readonly Property[]): Property[] =>
  seen.map((property) => {
    const mirror = before.find((one) => one.name === property.name && one.type === "relation");
    return mirror !== undefined && mirror.id !== property.id ? mirror : property;
  });
