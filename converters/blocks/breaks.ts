/**
 * Empty texts: a lone `<br>` stands for one, so a text of nothing but line breaks has one `<br>` more.
 */
import type { RichText } from "../../src/notion/types.ts";

export function withoutLoneBreak(runs: readonly RichText[]): readonly RichText[] {
  if (
    !runs.every(
      (run) => run.type === "text" && run.text.link === null && /^\n+$/.test(run.text.content),
    )
  )
    return runs;
  return runs.slice(0, -1);
}
