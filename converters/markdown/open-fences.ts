/**
 * Puts right what the tokenizer says of a fence that only the end of its list item closes: the item seems to
 * reach into what is below, and how many of the blank lines behind it are code hangs on what follows: none is.
 */
import type { Blockquote, List, ListItem, RootContent } from "mdast";

type Container = Blockquote | List | ListItem;

const isContainer = (node: RootContent): node is Container =>
  node.type === "list" || node.type === "listItem" || node.type === "blockquote";

/** Nodes with positions in `source`, which are changed. */
export function mendOpenFences(source: string, nodes: readonly RootContent[]): void {
  if (!/`{3}|~{3}|\${2}/.test(source)) return;
  mendSiblings(source, nodes, source.length, false);
}

/** `end`: of what the nodes stand in. */
function mendSiblings(
  source: string,
  nodes: readonly RootContent[],
  end: number,
  isInside: boolean,
): void {
  nodes.forEach((node, i) => {
    const limit = Math.min(end, nodes[i + 1]?.position?.start.offset ?? end);
    if (isContainer(node)) {
      mendSiblings(source, node.children, limit, true);
      endBefore(node, limit);
    } else if (isInside && (node.type === "code" || node.type === "math"))
      node.value = withoutBlankEnd(node, source);
  });
}

/** A container that reaches beyond `limit` ends with the last node in it. */
function endBefore(node: Container, limit: number): void {
  const { position } = node;
  const last = node.children.at(-1)?.position;
  if (position === undefined || last === undefined || (position.end.offset ?? 0) <= limit) return;
  node.position = { start: position.start, end: { ...last.end } };
}

const opening = /^(?:`{3,}|~{3,}|\${2,})/;
const closing = /[\r\n][ \t>]*(`{3,}|~{3,}|\${2,})[ \t]*$/;

/** The code without the blank lines at its end, unless a fence closes it below them. */
function withoutBlankEnd(
  { value, position }: Extract<RootContent, { type: "code" | "math" }>,
  source: string,
): string {
  if (!/[ \t\n]$/.test(value)) return value;
  const own = source.slice(position?.start.offset, position?.end.offset);
  const marks = opening.exec(own)?.[0];
  if (marks === undefined || closing.exec(own)?.[1]?.startsWith(marks) === true) return value;
  for (let end = value.length; end > 0; ) {
    const start = value.lastIndexOf("\n", end - 1) + 1;
    if (/[^ \t]/.test(value.slice(start, end))) return value.slice(0, end);
    end = start - 1;
  }
  return "";
}
