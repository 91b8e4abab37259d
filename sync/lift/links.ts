/**
 * What the links of a settled file lead to, whatever has moved or got another title since.
 *
 * The base says it: its blocks and properties name pages by id, in the order in which the file shows them. So a
 * path in the file is the page that stands at the same place of the base, and a line that nobody touched is
 * never read as something else.
 */
import type { Context, ConvertOptions } from "../../converters/context.ts";
import { type ParsedFrontMatter, readPageFrontMatter } from "../../converters/page/read.ts";
import { type ParsedBody, readBody } from "../../converters/page.ts";
import { encodePath } from "../../converters/rich-text/destination.ts";
import { dashed } from "../../src/notion/ids.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { Page } from "../../src/notion/types.ts";
import { withNothingAt } from "./open-links.ts";
import { type Reference, referencesIn, referencesOf, typedReferences } from "./references.ts";

export interface SettledText {
  readonly page: Page;
  readonly blocks: readonly BlockTree[];
  /** The file as it was last settled. */
  readonly text: string;
}

/** The settled file, read as it was meant. */
export interface Reading {
  readonly frontMatter: ParsedFrontMatter;
  readonly body: ParsedBody;
  /** In which the file says what the base says. */
  readonly context: Context;
  /** The same for an edit of the file; for one that lies elsewhere now, see `relocated`. */
  readonly edited: (text: string) => Context;
}

/**
 * Read in `options.context` as long as that gives what the base has; else paths mean what they meant.
 *
 * @param relocated The file was moved: its paths may have been written anew, from where it lies now.
 * @param open Paths at which nothing lay when the file was settled: in it they lead to nothing, whatever lies there now.
 */
export function readSettled(
  base: SettledText,
  options: ConvertOptions,
  relocated = false,
  open: ReadonlySet<string> = new Set(),
): Reading {
  const today = options.context ?? {};
  const context = withNothingAt(today, open);
  let asked = false;
  const listening: Context = {
    ...context,
    ...(context.idOf === undefined
      ? {}
      : {
          idOf: (path) => {
            asked ||= isPagePath(path, context);
            return context.idOf?.(path) ?? null;
          },
        }),
  };
  const first = readIn(base.text, { ...options, context: listening });
  const asIs = { ...first, context, edited: () => today };
  if (!asked) return asIs;
  if (
    sameReferences(referencesOf(base.page), typedReferences(first.frontMatter)) &&
    sameReferences(listsIn(base.blocks), listsIn(first.body.blocks))
  )
    return asIs;
  const meant = meantBy(base, options, open);
  if (meant === null) return asIs;
  const settled = contextWith(meant, context, true);
  return {
    ...readIn(base.text, { ...options, context: settled }),
    context: settled,
    edited: (text) =>
      contextWith(
        meant,
        today,
        !relocated || [...meant.paths.keys()].every((path) => text.includes(encodePath(path))),
      ),
  };
}

function readIn(text: string, options: ConvertOptions) {
  const frontMatter = readPageFrontMatter(text, options);
  return { frontMatter, body: readBody(text, frontMatter.bodyStart, options) };
}

/** References block by block, so that one that can't be told spoils no other. */
type List = readonly Reference[];

const listsIn = (blocks: readonly BlockTree[]): readonly List[] => blocks.flatMap(referencesIn);

const sameReferences = (a: readonly List[], b: readonly List[]): boolean =>
  JSON.stringify(a.flat().map(keyOf)) === JSON.stringify(b.flat().map(keyOf));

const keyOf = ({ kind, id }: Reference): string => `${kind} ${id}`;

interface Meant {
  /** By the path as it stands in the file, decoded. */
  readonly paths: ReadonlyMap<string, { readonly id: string; readonly kind: "page" | "database" }>;
  readonly children: ReadonlySet<string>;
  /** Pages and databases that the file shows and that are no children. */
  readonly others: ReadonlySet<string>;
  /** Titles that mentions bear in the file, by id. `null`: links bear the title of today and are no mentions. */
  readonly titles: ReadonlyMap<string, string | null>;
}

/** The file read with a stand-in for every path, and laid beside the base. */
function meantBy(
  base: SettledText,
  options: ConvertOptions,
  open: ReadonlySet<string>,
): Meant | null {
  const context = options.context ?? {};
  const standIns = new Map<string, string>();
  const pathsOf = new Map<string, string>();
  const probe: Context = {
    ...context,
    title: () => null,
    isChild: () => true,
    idOf: (path) => {
      if (open.has(path) || !isPagePath(path, context)) return null;
      const key = path.normalize("NFC");
      let id = standIns.get(key);
      if (id === undefined) {
        id = dashed(`feed${standIns.size.toString(16).padStart(28, "0")}`) ?? "";
        standIns.set(key, id);
        pathsOf.set(id, key);
      }
      return { id, kind: kindAt(path) };
    },
  };
  const read = readIn(base.text, { ...options, context: probe });
  const pairs = [
    ...paired(referencesOf(base.page), typedReferences(read.frontMatter)),
    ...paired(listsIn(base.blocks), listsIn(read.body.blocks)),
  ];
  if (pairs.length === 0) return null;
  const paths = new Map<string, { id: string; kind: "page" | "database" }>();
  const children = new Set<string>();
  const others = new Set<string>();
  const titles = new Map<string, string | null>();
  for (const [is, shown] of pairs) {
    const path = pathsOf.get(shown.id);
    if (path !== undefined && !paths.has(path)) paths.set(path, { id: is.id, kind: kindAt(path) });
    if (is.kind === "child") children.add(is.id);
    else others.add(is.id);
    if (shown.label === null) continue;
    if (is.kind === "mention") titles.set(is.id, shown.label);
    else if (is.kind === "text" && !titles.has(is.id) && context.title?.(is.id) === shown.label)
      titles.set(is.id, null);
  }
  return { paths, children, others, titles };
}

/** List by list, where the two show the same number of pages. */
function paired(
  wanted: readonly List[],
  found: readonly List[],
): readonly (readonly [Reference, Reference])[] {
  if (wanted.length === found.length)
    return wanted.flatMap((list, index) => zipped(list, found[index] ?? []));
  return zipped(wanted.flat(), found.flat());
}

function zipped(a: List, b: List): readonly (readonly [Reference, Reference])[] {
  if (a.length !== b.length) return [];
  return a.flatMap((one, index) => {
    const other = b[index];
    return other === undefined ? [] : [[one, other] as const];
  });
}

const kindAt = (path: string) => (/\.yaml$/i.test(path) ? "database" : "page");

/** Whether a page's or a database's file may lie there; copies of attachments do not. */
const isPagePath = (path: string, context: Context): boolean =>
  /\.(?:md|yaml)$/i.test(path) && (context.attachmentUrl?.(path) ?? null) === null;

function contextWith(meant: Meant, context: Context, formerFirst: boolean): Context {
  const now = (path: string) => context.idOf?.(path) ?? null;
  const then = (path: string) => meant.paths.get(path.normalize("NFC")) ?? null;
  return {
    ...context,
    idOf: (path) => (formerFirst ? (then(path) ?? now(path)) : (now(path) ?? then(path))),
    isChild: (id) =>
      meant.children.has(id) || (!meant.others.has(id) && context.isChild?.(id) !== false),
    title: (id) => {
      const title = meant.titles.get(id);
      return title === undefined ? (context.title?.(id) ?? null) : title;
    },
  };
}
