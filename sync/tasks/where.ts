/**
 * Where in its file a block stands, for messages.
 */
import { positionOf } from "../../converters/front-matter/read.ts";
import { sameContent } from "../../src/notion/canonical.ts";
import { type BlockTree, walk } from "../../src/notion/tree.ts";
import { placeIn } from "../run/report.ts";

/** What was read of a file: its blocks, and where each begins, an offset in its text. */
export interface ReadFile {
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly BlockTree[];
  readonly spans: ReadonlyMap<BlockTree, { readonly start: number }>;
}

/** `path:line`, or the path alone for a block that is not in the file. It may have been put together anew since. */
export function whereIs(block: BlockTree | undefined, file: ReadFile): string {
  if (block === undefined) return file.path;
  const all = [...walk(file.blocks)];
  const found =
    all.find((one) => one === block) ??
    all.find((one) => block.id !== undefined && one.id === block.id) ??
    all.find((one) => sameContent(one, block));
  const span = found === undefined ? undefined : file.spans.get(found);
  const line = span === undefined ? null : positionOf(file.text, span.start).line;
  return placeIn(file.path, line);
}
