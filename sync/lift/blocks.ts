/**
 * Edited blocks carried back onto the base: what was left alone is the base's own, what was edited keeps
 * its id, what is new has none.
 *
 * Compares like with like: the base as its file said it (`was`) with what the file says now, both parsed
 * by the same parser. Each block of `was` is a block of the base, since the one is the other, printed.
 */
import type { Note, ParsedBlocks, Span } from "../../converters/context.ts";
import { type BlockTree, childrenOf, walk, withChildren } from "../../src/notion/tree.ts";
import { carried } from "./carry.ts";
import { linkified } from "./linkify.ts";
import { match } from "./match.ts";
import { type Node, sameShape } from "./nodes.ts";
import { isProtected, isSyncedCopy, nameOf } from "./protected.ts";
import { putBack } from "./put-back.ts";

export interface LiftBlocksOptions {
  /** Bare addresses in newly typed text become links. Default true. */
  readonly linkify?: boolean | undefined;
  /** Taking an opaque block's lines out of the file deletes it. */
  readonly deleteOpaque?: boolean | undefined;
  /** Whether the page is known to be a child of this one. Default: of none it is known. */
  readonly isChild?: ((id: string) => boolean) | undefined;
  /** Line and column of an offset, for notes. */
  readonly positionOf?: (offset: number) => { readonly line: number; readonly column: number };
}

export interface LiftedBlocks {
  readonly blocks: readonly BlockTree[];
  readonly notes: readonly Note[];
  /** Where each block of `blocks` stands in the file, keyed by the very object. Blocks put back have no place. */
  readonly spans: ReadonlyMap<BlockTree, Span>;
}

export function liftBlocks(
  base: readonly BlockTree[],
  was: readonly BlockTree[],
  now: Pick<ParsedBlocks, "blocks" | "spans">,
  options: LiftBlocksOptions = {},
): LiftedBlocks {
  const baseOf = basesOf(base, was);
  const matching = match(was, now.blocks);
  const notes: Note[] = [];
  /** Child pages whose lines the file has, or would have if nobody had taken them out. */
  const shown = new Set<string>();
  for (const block of walk(base))
    if (block.type === "child_page" && block.id !== undefined) shown.add(block.id);
  const spans = new Map<BlockTree, Span>();
  /** The block of the base that each block of the result is, by the result's object. */
  const origins = new Map<BlockTree, BlockTree>();

  const place = (block: BlockTree, node: Node): BlockTree => {
    const span = now.spans.get(node.block);
    if (span !== undefined) spans.set(block, span);
    return block;
  };
  const note = (code: string, message: string, node: Node): void => {
    const span = now.spans.get(node.block);
    const at = span === undefined ? {} : (options.positionOf?.(span.start) ?? {});
    notes.push({ kind: "warning", code, message, ...at });
  };
  const list = (nodes: readonly Node[]): readonly BlockTree[] =>
    nodes.flatMap((node) => {
      const old = matching.oldOf.get(node);
      const original = old === undefined ? undefined : baseOf.get(old.block);
      return old === undefined || original === undefined
        ? created(node)
        : [place(kept(node, old, original), node)];
    });

  /** Both subtrees are equal, and no block of the old one has gone elsewhere. */
  const isWhole = (node: Node, old: Node): boolean =>
    node.tree === old.tree &&
    node.children.every((child, index) => {
      const other = old.children[index];
      return other !== undefined && matching.oldOf.get(child) === other && isWhole(child, other);
    });

  function kept(node: Node, old: Node, original: BlockTree): BlockTree {
    origins.set(original, original);
    if (isProtected(original) || isSyncedCopy(original)) {
      if (node.tree !== old.tree) {
        const why = `${nameOf(original)} can't be edited here: what was changed in it is not sent, and put back`;
        note("read_only_block", why, node);
      }
      return placed(original, node);
    }
    if (isWhole(node, old)) return placed(original, node);
    const children = list(node.children);
    const block =
      node.own === old.own ? original : edited(carried(original, old.block, node.block), old.block);
    const before = childrenOf(original);
    const isSame = children.length === before.length && children.every((c, i) => c === before[i]);
    if (isSame) return mark(block, original);
    const meta = "has_children" in block ? { ...block, has_children: children.length > 0 } : block;
    return mark(withChildren(meta, children), original);
  }

  const mark = (block: BlockTree, original: BlockTree): BlockTree => {
    origins.set(block, original);
    return block;
  };
  const edited = (block: BlockTree, before?: BlockTree): BlockTree =>
    options.linkify === false ? block : linkified(block, before);

  /** The base's own subtree, with the places of all its blocks. */
  function placed(original: BlockTree, node: Node): BlockTree {
    place(original, node);
    origins.set(original, original);
    for (const [index, child] of childrenOf(original).entries()) {
      const other = node.children[index];
      if (other !== undefined) placed(child, other);
      else for (const block of walk([child])) origins.set(block, block);
    }
    return original;
  }

  function created(node: Node): readonly BlockTree[] {
    const { id, object: _, children: __, ...block } = node.block;
    const fresh = block as BlockTree;
    if (fresh.type === "child_page" || fresh.type === "child_database") {
      const key = fresh.type === "child_page" ? "page_id" : "database_id";
      if (id === undefined) {
        note("page_not_made", "A page is made by adding a file, not by adding a link", node);
        return [];
      }
      if (!shown.has(id) && options.isChild?.(id) === true) {
        shown.add(id);
        note("child_line", "The line of a new child page stands where Notion has that page", node);
        return [];
      }
      note("link_to_page", "A second link to a child page becomes a link to that page", node);
      const link = { type: "link_to_page", link_to_page: { type: key, [key]: id } };
      return [place(link as unknown as BlockTree, node)];
    }
    if (isProtected(fresh)) {
      note("not_made", `${nameOf(fresh)} can't be made here: it is not sent`, node);
      return [];
    }
    const children = isSyncedCopy(fresh) ? [] : list(node.children);
    const result = edited(fresh);
    return [place(children.length === 0 ? result : withChildren(result, children), node)];
  }

  const lifted = list(matching.now);
  const back = putBack(base, lifted, origins, options.deleteOpaque === true);
  for (const [was, is] of back.replaced) {
    const span = spans.get(was);
    if (span !== undefined) spans.set(is, span);
  }
  return { blocks: back.blocks, notes: [...notes, ...back.notes], spans };
}

/** The base block of each block of its file; a hand-formatted file may differ in shape, then by likeness. */
function basesOf(
  base: readonly BlockTree[],
  was: readonly BlockTree[],
): ReadonlyMap<BlockTree, BlockTree> {
  const found = new Map<BlockTree, BlockTree>();
  if (!sameShape(base, was)) {
    for (const [node, other] of match(base, was).oldOf) found.set(node.block, other.block);
    return found;
  }
  const left = walk(base);
  for (const block of walk(was)) {
    const other = left.next().value;
    if (other !== undefined) found.set(block, other);
  }
  return found;
}
