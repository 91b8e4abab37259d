/**
 * Child pages, child databases and links to pages: a link alone in its paragraph.
 */
import type { BlockTree } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import type { Context } from "../context.ts";
import { printComment } from "../markdown/attributes.ts";
import { encodePath, isPath, printDestination } from "../rich-text/destination.ts";
import { linkTarget, pageDestination, printLabel, readTarget } from "../rich-text/mentions.ts";
import { make, type Print } from "./converter.ts";
import { isWeb } from "./media.ts";

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
    shownTitle(printer.context.title?.(block.id ?? "") ?? block.child_page.title),
    childDestination("page", block.id ?? "", printer.context),
  );

export const printChildDatabase: Print<"child_database"> = (block, printer) =>
  titled(
    shownTitle(printer.context.title?.(block.id ?? "") ?? block.child_database.title),
    childDestination("database", block.id ?? "", printer.context),
  );

export const printLinkToPage: Print<"link_to_page"> = (block, printer) => {
  const link = block.link_to_page as unknown as Readonly<Record<string, string>>;
  const type = link["type"] ?? "page_id";
  const kind = type.replace(/_id$/, "");
  const id = link[type] ?? "";
  const { context } = printer;
  const title = shownTitle(context.title?.(id) ?? "");
  const path = kind === "comment" ? null : (context.pathOf?.(id) ?? null);
  return path === null
    ? titled(title, `notion://link_to_${kind}/${id}`)
    : titled(title, encodePath(path)) + printComment({ type: "link_to_page" });
};

/** Whether a paragraph of nothing but this would read as another block. */
export function readsAsBlock(runs: readonly RichText[], context: Context): boolean {
  const [lead] = runs;
  const isText = lead?.type === "text" && lead.text.content !== "" && !lead.text.link;
  if (isText || lead === undefined) return false;
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
  if (isPath(target) || explicitTarget(target) !== null) return true;
  return (
    isWeb(target) &&
    (text === "embed" || text === "link_preview") &&
    only.type === "text" &&
    isPlain(only)
  );
}

const isPlain = (run: RichText): boolean => {
  const a = run.annotations;
  return (
    a === undefined ||
    (!a.bold && !a.italic && !a.strikethrough && !a.underline && !a.code && a.color === "default")
  );
};

interface Target {
  readonly role: "child" | "link_to";
  readonly kind: string;
  readonly id: string;
}

function explicitTarget(url: string): Target | null {
  const [, role, kind = "", id = ""] =
    /^notion:\/\/(child|link_to)_(page|database|comment)\/([^\s/?#]*)$/.exec(url) ?? [];
  return role === undefined ? null : { role: role as Target["role"], kind, id };
}

/** The block that a lone link with this label is; `null` when it is just a link. */
export function readReference(
  url: string,
  label: string,
  type: string | undefined,
  context: Context,
): BlockTree | null {
  const target = explicitTarget(url) ?? targetAt(url, type, context);
  if (target === null) return null;
  const { role, kind, id } = target;
  if (role === "link_to") {
    const key = `${kind}_id`;
    return make("link_to_page", { type: key, [key]: id });
  }
  if (kind !== "page" && kind !== "database") return null;
  const block = make(`child_${kind}`, { title: label });
  return id === "" ? block : ({ object: "block", id, ...block } as BlockTree);
}

function targetAt(url: string, type: string | undefined, context: Context): Target | null {
  const target = readTarget(url, context);
  if (target === null) return null;
  if (type === "link_to_page") return { role: "link_to", ...target };
  const isChild = isPath(url) && context.isChild?.(target.id) !== false;
  return isChild ? { role: "child", ...target } : null;
}
