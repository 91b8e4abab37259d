/**
 * One printer made of a table of them, one a block type.
 */
import type { BlockTree } from "../../src/notion/tree.ts";
import type { BlockType } from "../../src/notion/types.ts";
import type { Position, Print, Printer } from "./converter.ts";

export type Printers = { readonly [T in BlockType]: Print<T> };

type PrintAny = (block: BlockTree, printer: Printer, at: Position) => string;

/** `unknown` prints a type that we have not met. */
export function printerOf(printers: Printers, unknown: PrintAny): PrintAny {
  const byType = new Map(Object.entries(printers) as [string, PrintAny][]);
  return (block, printer, at) => (byType.get(block.type) ?? unknown)(block, printer, at);
}
