/**
 * Child pages, child databases and links to pages: a link alone in its paragraph.
 */
import type { BlockTree } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import type { Context } from "../context.ts";
import { printComment } from "../markdown/attributes.ts";
import { isPath, printDestination } from "../rich-text/destination.ts";
import { linkTarget, pageDestination, printLabel, readTarget } from "../rich-text/mentions.ts";
import { make, type Print } from "./converter.ts";

const titled = (title: string, destination: string): string =>
  `[${printLabel(title, false)}](${printDestination(destination, false)})`;

/** Without a path to tell it by, the link itself says that the target is the block. */
function childDestination(kind: "page" | "database", id: string, context: Context): string {
  const path = context.isChild?.(id) === false ? null : (context.pathOf?.(id) ?? null);
  return path === null ? `notion://child_${kind}/${id}` : pageDestination(kind, id, context);
}

const shownTitle = (title: string): string => (title.trim() === "" ? "Untitled" : title);

export const printChildPage: Print<"child_page"> = (block, printer) =>
  titled(
    shownTitle(block.child_page.title),
    childDestination("page", block.id ?? "", printer.context),
  );

export const printChildDatabase: Print<"child_database"> = (block, printer) =>
  titled(
    shownTitle(block.child_database.title),
    childDestination("database", block.id ?? "", printer.context),
  );

export const printLinkToPage: Print<"link_to_page"> = (block, printer) => {
  const link = block.link_to_page as unknown as Readonly<Record<string, string>>;
  const type = link["type"] ?? "page_id";
  const kind = type.replace(/_id$/, "");
  const id = link[type] ?? "";
  const { context } = printer;
  const destination =
    kind === "page" || kind === "database"
      ? pageDestination(kind, id, context)
      : `notion://${kind}/${id}`;
  const title = context.title?.(id) ?? "";
  return titled(shownTitle(title), destination) + printComment({ type: "link_to_page" });
};

/** Whether a paragraph of nothing but this would read as another block. */
export function readsAsBlock(runs: readonly RichText[], context: Context): boolean {
  const filled = runs.filter((run) => run.type !== "text" || run.text.content !== "");
  const [only] = filled;
  if (only === undefined) return false;
  if (only.type === "mention") {
    const { type } = only.mention;
    if (filled.length > 1 || !isPlain(only) || (type !== "page" && type !== "database"))
      return false;
    const { id } = (only.mention as unknown as Record<string, { readonly id: string }>)[type] as {
      readonly id: string;
    };
    return (context.pathOf?.(id) ?? null) !== null && context.isChild?.(id) !== false;
  }
  const url = only.type === "text" ? only.text.link?.url : undefined;
  if (
    url === undefined ||
    !filled.every((run) => run.type === "text" && run.text.link?.url === url)
  )
    return false;
  const text = filled.length === 1 && only.type === "text" ? only.text.content : "";
  const target = linkTarget(url, text, context);
  return isPath(target) || childTarget(target) !== null;
}

const isPlain = (run: RichText): boolean => {
  const a = run.annotations;
  return (
    a === undefined ||
    (!a.bold && !a.italic && !a.strikethrough && !a.underline && !a.code && a.color === "default")
  );
};

type Child = { readonly kind: "page" | "database"; readonly id: string };

function childTarget(url: string): Child | null {
  const [, kind, id = ""] = /^notion:\/\/child_(page|database)\/([^\s/?#]*)$/.exec(url) ?? [];
  return kind === undefined ? null : { kind: kind as Child["kind"], id };
}

/** The block that a lone link with this label is; `null` when it is just a link. */
export function readReference(
  url: string,
  label: string,
  type: string | undefined,
  context: Context,
): BlockTree | null {
  if (type === "link_to_page") {
    const target = readTarget(url, context);
    if (target === null) return null;
    const key = `${target.kind}_id`;
    return make("link_to_page", { type: key, [key]: target.id });
  }
  const child = childTarget(url) ?? childAt(url, context);
  if (child === null) return null;
  const block = make(`child_${child.kind}`, { title: label });
  return child.id === "" ? block : ({ object: "block", id: child.id, ...block } as BlockTree);
}

function childAt(url: string, context: Context): Child | null {
  const target = isPath(url) ? readTarget(url, context) : null;
  if (target === null || (target.kind !== "page" && target.kind !== "database")) return null;
  return context.isChild?.(target.id) === false ? null : { kind: target.kind, id: target.id };
}
