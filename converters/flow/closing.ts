/**
 * How tags are closed, and put right where someone left one open.
 */
import type { Reader } from "../blocks/converter.ts";
import type { Level, OpenTag } from "./level.ts";

export type Closing<L extends Level> = ReturnType<typeof createClosing<L>>;

/** `close` makes the innermost tag's block, which ends at `end`. */
export function createClosing<L extends Level>(
  reader: Reader,
  close: (level: L, end: number) => void,
) {
  /** Closes what is open until the innermost tag is one that `isWanted`. */
  function closeUnless(level: L, end: number, isWanted: (tag: OpenTag) => boolean): void {
    for (
      let last = level.open.at(-1);
      last !== undefined && !isWanted(last);
      last = level.open.at(-1)
    ) {
      reader.warn("unclosed_tag", `<${last.name}> is not closed`, last.node);
      close(level, end);
    }
  }

  /** Attributes that no block followed are told. */
  function dropPending(level: L): void {
    const { pending } = level;
    if (pending === null) return;
    level.pending = null;
    reader.unknown(pending.attributes, [], pending.node);
  }

  return {
    dropPending,
    isOpen: (level: L, name: string): boolean => level.open.some((tag) => tag.name === name),
    /** Closes the innermost tag of that name, which stands at `start` to `end`, and those left open in it. */
    closeNamed(level: L, name: string, start: number, end: number): void {
      closeUnless(level, start, (tag) => tag.name === name);
      close(level, end);
    },
    closeAll(level: L, end: number): void {
      dropPending(level);
      closeUnless(level, end, () => false);
    },
  };
}
