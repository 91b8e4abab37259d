/**
 * Block trees prepared for matching: every block with its parent, its children and a number for what it
 * says, so that comparing two blocks, or two whole subtrees, is comparing two integers.
 */
import { canonicalContent } from "../../src/notion/canonical.ts";
import { type BlockTree, childrenOf, walk } from "../../src/notion/tree.ts";

export interface Node {
  readonly block: BlockTree;
  readonly parent: Node | null;
  readonly children: readonly Node[];
  /** Equal for blocks of one type and content, children aside. */
  readonly own: number;
  /** Equal for equal subtrees. */
  readonly tree: number;
}

/** Gives equal texts equal numbers; shared by the forests that are to be compared. */
export class Numbers {
  private readonly numbers = new Map<string, number>();

  of(text: string): number {
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(text, number);
    }
    return number;
  }
}

export function nodesOf(blocks: readonly BlockTree[], numbers: Numbers): readonly Node[] {
  const build = (list: readonly BlockTree[], parent: Node | null): readonly Node[] =>
    list.map((block) => {
      const own = numbers.of(contentKey(block));
      const children: Node[] = [];
      const node = { block, parent, children, own, tree: 0 };
      children.push(...build(childrenOf(block), node));
      node.tree = numbers.of(`${own}(${children.map((child) => child.tree).join(",")})`);
      return node;
    });
  return build(blocks, null);
}

/** Type and content in one string. One parser made all of them, so only the fields' order is to be settled. */
function contentKey(block: BlockTree): string {
  const content = canonicalContent(block);
  const fields = Object.keys(content).sort();
  return `${block.type}${fields.map((key) => `\n${key} ${JSON.stringify(content[key])}`).join("")}`;
}

/** Parents before their children, in document order. */
export function* everyNode(nodes: readonly Node[]): Generator<Node> {
  for (const node of nodes) {
    yield node;
    yield* everyNode(node.children);
  }
}

/** Blocks below each other in both, types alike: the one is the other, printed and read back. */
export function sameShape(a: readonly BlockTree[], b: readonly BlockTree[]): boolean {
  const left = walk(a);
  const right = walk(b);
  for (;;) {
    const x = left.next();
    const y = right.next();
    if (x.done === true || y.done === true) return x.done === y.done;
    if (x.value.type !== y.value.type) return false;
    if (childrenOf(x.value).length !== childrenOf(y.value).length) return false;
  }
}
