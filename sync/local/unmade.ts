/**
 * New files as targets of links: until Notion has given their pages ids, stand-ins take the ids' place, so that a
 * link to one reads like a link to any page. What is sent says the real id, or for now the label alone.
 */
import { canonicalLink } from "../../src/notion/canonical.ts";
import { dashed, idIn, notionUrl } from "../../src/notion/ids.ts";
import { sha256 } from "../../src/platform/hash.ts";
import { nameKey } from "../../src/vault/names.ts";
import type { Home, NewPage } from "./structure.ts";

/** A file whose page is not made yet, or was made a moment ago. */
export interface Unmade {
  readonly path: string;
  readonly title: string;
  readonly home: Home;
  readonly standIn: string;
  /** The page's own; `null` until it has one. */
  readonly id: string | null;
}

export interface UnmadePages {
  /** The new file at `path`. */
  at(path: string): Unmade | null;
  /** By the page's id or what stands for it. */
  get(id: string): Unmade | null;
  /** The page of the file at `path` has got its id. */
  made(path: string, id: string): void;
  readonly size: number;
}

/** @param made Ids of pages that an earlier run made, by the path of the file. */
export function unmadeOf(
  created: readonly NewPage[],
  made: ReadonlyMap<string, string>,
  titleIn: (page: NewPage) => string = ({ title }) => title,
): UnmadePages {
  const byPath = new Map<string, Unmade>();
  const byId = new Map<string, Unmade>();
  const put = (page: Unmade) => {
    byPath.set(nameKey(page.path), page);
    byId.set(page.standIn, page);
    if (page.id !== null) byId.set(page.id, page);
  };
  for (const page of created) {
    const { path } = page.file;
    const standIn = standInFor(path);
    put({ path, title: titleIn(page), home: page.home, standIn, id: made.get(path) ?? null });
  }
  return {
    at: (path) => byPath.get(nameKey(path)) ?? null,
    get: (id) => byId.get(id) ?? null,
    made: (path, id) => {
      const page = byPath.get(nameKey(path));
      if (page !== undefined) put({ ...page, id });
    },
    size: byPath.size,
  };
}

export const noneUnmade: UnmadePages = unmadeOf([], new Map());

/** What a link to the file is read as a link to. */
export const idOrStandIn = ({ id, standIn }: Unmade): string => id ?? standIn;

const standInFor = (path: string): string =>
  dashed(sha256(`a page for ${nameKey(path)}`).slice(0, 32)) ?? "";

export interface Replaced<T> {
  readonly value: T;
  /** Paths of the files that `value` leads to and whose pages have no ids yet. */
  readonly left: ReadonlySet<string>;
}

/**
 * `value` (blocks, properties) without stand-ins. Where a page has no id yet a link or mention becomes its label, and
 * a relation leaves it out. Without any stand-in the very value comes back.
 */
export function withoutStandIns<T>(value: T, pages: UnmadePages): Replaced<T> {
  return replaced(value, pages, () => null);
}

/** The same as it is shown before it is sent: `{path}` stands for an id that is known by then. */
export function withPaths<T>(value: T, pages: UnmadePages): T {
  return replaced(value, pages, placeholder).value;
}

/** The same when the pages of the files at `made` are there by then, and the others are not. */
export function withPathsOf<T>(
  value: T,
  pages: UnmadePages,
  made: ReadonlySet<string>,
): Replaced<T> {
  return replaced(value, pages, (page) => (made.has(page.path) ? placeholder(page) : null));
}

const placeholder = ({ path }: Unmade): string => `{${path}}`;

function replaced<T>(
  value: T,
  pages: UnmadePages,
  idFor: (page: Unmade) => string | null,
): Replaced<T> {
  const left = new Set<string>();
  if (pages.size === 0) return { value, left };
  const at = (id: unknown): Unmade | null => {
    const page = typeof id === "string" ? pages.get(id) : null;
    return page !== null && page.standIn === id ? page : null;
  };
  const known = (page: Unmade): string | null => {
    const id = page.id ?? idFor(page);
    if (id === null) left.add(page.path);
    return id;
  };
  const visit = (item: unknown): unknown => {
    if (Array.isArray(item)) {
      const list = item.flatMap((one) => {
        const next = visit(one);
        return next === gone ? [] : [next];
      });
      return list.length === item.length && list.every((one, i) => one === item[i]) ? item : list;
    }
    if (item === null || typeof item !== "object") return item;
    const object = item as Members;
    const own = replacedObject(object, at, known);
    if (own !== null) return own;
    let changed = false;
    const members = Object.entries(object).map(([key, member]) => {
      const next = visit(member);
      changed ||= next !== member;
      return [key, next] as const;
    });
    return changed ? Object.fromEntries(members) : item;
  };
  return { value: visit(value) as T, left };
}

type Members = Readonly<Record<string, unknown>>;

/** In a list: the item is left out. */
const gone = Symbol("gone");

/** What an object that names a page without an id becomes; `null`: it is none. */
function replacedObject(
  object: Members,
  at: (id: unknown) => Unmade | null,
  idFor: (page: Unmade) => string | null,
): unknown {
  const { type } = object;
  if (type === "mention") {
    const { mention, annotations } = object as { mention?: Members; annotations?: unknown };
    const page = at(membersOf(mention?.["page"])["id"]);
    if (page === null) return null;
    const id = idFor(page);
    if (id !== null) return { ...object, mention: { ...mention, page: { id } } };
    return textRun(page.title, annotations);
  }
  if (type === "text") {
    const text = membersOf(object["text"]);
    const url = membersOf(text["link"])["url"];
    const page = typeof url === "string" ? at(idIn(url)) : null;
    if (page === null) return null;
    const id = idFor(page);
    const link = id === null ? null : { url: addressOf(id) };
    return { ...object, text: { ...text, link } };
  }
  if (type === "link_to_page") {
    const page = at(membersOf(object["link_to_page"])["page_id"]);
    if (page === null) return null;
    const id = idFor(page);
    if (id !== null) return { ...object, link_to_page: { type: "page_id", page_id: id } };
    return { type: "paragraph", paragraph: { rich_text: [textRun(page.title, undefined)] } };
  }
  const page = type === undefined && Object.keys(object).length === 1 ? at(object["id"]) : null;
  if (page === null) return null;
  const id = idFor(page);
  return id === null ? gone : { id };
}

/** A placeholder is shown as it is. */
const addressOf = (id: string): string =>
  id.startsWith("{") ? `${notionUrl("")}${id}` : canonicalLink(notionUrl(id));

const membersOf = (value: unknown): Members =>
  value !== null && typeof value === "object" ? (value as Members) : {};

const textRun = (content: string, annotations: unknown) => ({
  type: "text",
  text: { content, link: null },
  ...(annotations === undefined ? {} : { annotations }),
});
