/**
 * A seeded workspace in the API's shapes, to store: pages of nested blocks, and rows of one data source.
 */
import type { BlockTree } from "../../src/notion/tree.ts";
import type { DataSource, Page } from "../../src/notion/types.ts";
import type { Random } from "../../src/platform/random.ts";
import { apiText as run } from "../support/api-text.ts";
import { vocabulary } from "./vocabulary.ts";

export interface Corpus {
  readonly pages: readonly { readonly page: Page; readonly blocks: readonly BlockTree[] }[];
  readonly rows: readonly Page[];
  readonly blockCount: number;
}

const types = [
  ...Array(9).fill("paragraph"),
  ...Array(4).fill("bulleted_list_item"),
  "heading_2",
  "to_do",
  "quote",
] as const;
const statuses = ["Not started", "In progress", "In review", "Done"];

export const rowsSource = {
  object: "data_source",
  id: "00000000-0000-4000-8000-00000000aaaa",
  title: [run("Rows")],
  parent: { type: "database_id", database_id: "00000000-0000-4000-8000-00000000bbbb" },
  created_time: "2026-01-01T00:00:00.000Z",
  in_trash: false,
  properties: Object.fromEntries(
    Object.entries({
      Name: "title",
      Status: "status",
      Points: "number",
      Done: "checkbox",
      "Due date": "date",
      Tags: "multi_select",
      Notes: "rich_text",
      Blocks: "relation",
      Owner: "people",
      Link: "url",
    }).map(([name, type]) => [name, { id: `p-${name}`, name, type, [type]: {} }]),
  ),
} as unknown as DataSource;

let minted = 0;
const mint = (): string =>
  `${((minted++ * 2654435761) % 2 ** 32).toString(16).padStart(8, "0")}-0000-4000-8000-${minted.toString(16).padStart(12, "0")}`;

export function corpus(
  random: Random,
  size: { readonly pages: number; readonly blocks: number; readonly rows: number },
): Corpus {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random.next() * items.length)] as T;
  const words = (count: number) => Array.from({ length: count }, () => pick(vocabulary)).join(" ");
  const person = { object: "user", id: "00000000-0000-4000-8000-0000000000f1" };
  const minute = () =>
    `2026-0${1 + Math.floor(random.next() * 9)}-1${Math.floor(random.next() * 9)}T08:30:00.000Z`;

  let blockCount = 0;
  const block = (page: string, depth: number, budget: { left: number }): BlockTree => {
    budget.left--;
    blockCount++;
    const children: BlockTree[] = [];
    if (depth < 3 && random.next() < 0.1)
      while (budget.left > 0 && children.length < 4) children.push(block(page, depth + 1, budget));
    const type = pick(types);
    return {
      object: "block",
      id: mint(),
      parent: { type: "page_id", page_id: page },
      created_time: minute(),
      last_edited_time: minute(),
      created_by: person,
      last_edited_by: person,
      has_children: children.length > 0,
      in_trash: false,
      type,
      [type]: { rich_text: [run(words(8)), run(words(4))], color: "default" },
      ...(children.length > 0 ? { children } : {}),
    } as unknown as BlockTree;
  };
  const page = (parent: unknown, properties: object): Page => {
    const id = mint();
    return {
      object: "page",
      id,
      created_time: minute(),
      last_edited_time: minute(),
      created_by: person,
      last_edited_by: person,
      cover: null,
      icon: null,
      in_trash: false,
      is_locked: false,
      parent,
      properties,
      url: `https://www.notion.so/${id.replaceAll("-", "")}`,
      public_url: null,
    } as unknown as Page;
  };

  const pages = Array.from({ length: size.pages }, (_, at) => {
    const own = page(
      { type: "workspace", workspace: true },
      { title: { id: "title", type: "title", title: [run(words(3))] } },
    );
    const end = Math.floor(((at + 1) * size.blocks) / size.pages);
    const budget = { left: end - blockCount };
    const blocks: BlockTree[] = [];
    while (budget.left > 0) blocks.push(block(own.id, 0, budget));
    return { page: own, blocks };
  });
  const rows = Array.from({ length: size.rows }, () => {
    const value = (name: string, type: string, content: unknown) => ({
      [name]: { id: name === "Name" ? "p-Name" : `p-${name}`, type, [type]: content },
    });
    return page(
      {
        type: "data_source_id",
        data_source_id: rowsSource.id,
        database_id: "00000000-0000-4000-8000-00000000bbbb",
      },
      {
        ...value("Name", "title", [run(words(4))]),
        ...value("Status", "status", { id: "s", name: pick(statuses), color: "blue" }),
        ...value("Points", "number", Math.floor(random.next() * 100)),
        ...value("Done", "checkbox", random.next() < 0.3),
        ...value("Due date", "date", { start: minute().slice(0, 10), end: null, time_zone: null }),
        ...value("Tags", "multi_select", [{ id: "t", name: pick(vocabulary), color: "red" }]),
        ...value("Notes", "rich_text", [run(words(12))]),
        ...value("Blocks", "relation", pages.length === 0 ? [] : [{ id: pick(pages).page.id }]),
        ...value("Owner", "people", [{ ...person, name: "Ada" }]),
        ...value("Link", "url", "https://example.com/"),
      },
    );
  });
  return { pages, rows, blockCount };
}
