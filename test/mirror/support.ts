/**
 * Small pages and blocks, and a mirror to put them in.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Mirror } from "../../src/mirror/mirror.ts";
import { openMirror } from "../../src/mirror/open.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { DataSource, Page } from "../../src/notion/types.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { openDatabase } from "../../src/platform/sqlite.ts";
import { apiText as run } from "../support/api-text.ts";

export { openDatabase };

/** A folder of its own, gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "notion-mirror-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function mirrorAt(path = ":memory:"): Mirror {
  const mirror = openMirror({ openDatabase, path, clock: systemClock });
  onTestFinished(() => mirror.close());
  return mirror;
}

/** `uuid(7)` ends in …0007. */
export const uuid = (n: number): string =>
  `00000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;

export interface PageParts {
  readonly id?: string;
  readonly title?: string;
  readonly parent?: unknown;
  readonly edited?: string;
  readonly inTrash?: boolean;
  /** By name, in the API's form. */
  readonly properties?: Readonly<Record<string, unknown>>;
}

export function page(parts: PageParts = {}): Page {
  return {
    object: "page",
    id: parts.id ?? uuid(1),
    created_time: "2026-01-01T00:00:00.000Z",
    last_edited_time: parts.edited ?? "2026-01-02T00:00:00.000Z",
    created_by: { object: "user", id: uuid(900) },
    last_edited_by: { object: "user", id: uuid(900) },
    cover: null,
    icon: null,
    in_trash: parts.inTrash ?? false,
    is_locked: false,
    parent: parts.parent ?? { type: "workspace", workspace: true },
    properties: {
      Name: { id: "title", type: "title", title: [run(parts.title ?? "Untitled")] },
      ...parts.properties,
    },
    url: `https://www.notion.so/${parts.id ?? uuid(1)}`,
    public_url: null,
  } as unknown as Page;
}

/** A paragraph, or another type of text. */
export function block(id: string, text: string, children?: readonly BlockTree[]): BlockTree {
  return {
    object: "block",
    id,
    type: "paragraph",
    has_children: children !== undefined && children.length > 0,
    paragraph: { rich_text: [run(text)], color: "default" },
    ...(children === undefined ? {} : { children }),
  } as unknown as BlockTree;
}

export interface SourceParts {
  readonly id?: string;
  readonly database?: string;
  readonly title?: string;
  readonly created?: string;
  /** By name: the type, or the whole schema of the property. */
  readonly properties?: Readonly<Record<string, string | object>>;
}

export function dataSource(parts: SourceParts = {}): DataSource {
  const properties = Object.entries(parts.properties ?? {}).map(([name, schema]) => [
    name,
    typeof schema === "string"
      ? { id: schema === "title" ? "title" : `p-${name}`, name, type: schema, [schema]: {} }
      : { id: `p-${name}`, name, ...schema },
  ]);
  return {
    object: "data_source",
    id: parts.id ?? uuid(500),
    title: [run(parts.title ?? "Tasks")],
    description: [],
    parent: { type: "database_id", database_id: parts.database ?? uuid(400) },
    database_parent: { type: "workspace", workspace: true },
    created_time: parts.created ?? "2026-01-01T00:00:00.000Z",
    last_edited_time: "2026-01-01T00:00:00.000Z",
    is_inline: false,
    in_trash: false,
    icon: null,
    cover: null,
    properties: Object.fromEntries(properties),
    url: "https://www.notion.so/source",
    public_url: null,
  } as unknown as DataSource;
}

export const inSource = (source = uuid(500), database = uuid(400)) => ({
  type: "data_source_id",
  data_source_id: source,
  database_id: database,
});
