/**
 * The link definitions of a document, wherever they stand in it.
 */
import type { Definition, Nodes, RootContent } from "mdast";

export interface Definitions {
  /** By identifier; the first of a name counts. */
  readonly definitions: ReadonlyMap<string, Definition>;
  /** Those whose name is taken by an earlier one. */
  readonly overridden: readonly Definition[];
}

export function collectDefinitions(nodes: readonly RootContent[]): Definitions {
  const definitions = new Map<string, Definition>();
  const overridden: Definition[] = [];
  const open: Nodes[] = [...nodes].reverse();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === "definition") {
      if (definitions.has(node.identifier)) overridden.push(node);
      else definitions.set(node.identifier, node);
    } else if ("children" in node && node.type !== "paragraph") {
      for (let i = node.children.length - 1; i >= 0; i--) open.push(node.children[i] as Nodes);
    }
  }
  return { definitions, overridden };
}

export const noDefinitions: Definitions = { definitions: new Map(), overridden: [] };
