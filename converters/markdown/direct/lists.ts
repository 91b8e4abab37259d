/**
 * Lists that were cut between their items.
 */
import type { List, RootContent } from "mdast";

/** Puts a node behind the others; the items of a numbered list that goes on are the list's. */
export function addNode(text: string, nodes: RootContent[], node: RootContent): void {
  const last = nodes.at(-1);
  if (node.type !== "list" || last?.type !== "list" || !isSame(text, last, node)) {
    nodes.push(node);
    return;
  }
  for (const item of node.children) last.children.push(item);
  if (last.position !== undefined && node.position !== undefined)
    last.position = { start: last.position.start, end: node.position.end };
}

/** Bullets need no joining: nothing of theirs counts. */
const isSame = (text: string, a: List, b: List): boolean =>
  a.ordered === true && b.ordered === true && delimiterOf(text, a) === delimiterOf(text, b);

function delimiterOf(text: string, list: List): string {
  let at = list.position?.start.offset ?? 0;
  while (/\d/.test(text[at] ?? "")) at++;
  return text[at] ?? "";
}
