/**
 * Rich text as the printer goes over it: runs that differ from their neighbours, and what can be asked of them.
 */
import { plainAnnotations } from "../../src/notion/canonical.ts";
import type { Annotations, RichText } from "../../src/notion/types.ts";
import { cleanText } from "./characters.ts";

/** What is printed in one go: text of one look, a mention or an equation. */
export interface Run {
  readonly source: RichText;
  readonly annotations: Annotations;
  readonly link: string | null;
  /** `null` for a mention or an equation. */
  text: string | null;
}

export const isPlain = (a: Annotations): boolean =>
  !a.bold && !a.italic && !a.strikethrough && !a.underline && !a.code && a.color === "default";

const same = (a: Run, b: Run): boolean =>
  a.link === b.link &&
  a.annotations.bold === b.annotations.bold &&
  a.annotations.italic === b.annotations.italic &&
  a.annotations.strikethrough === b.annotations.strikethrough &&
  a.annotations.underline === b.annotations.underline &&
  a.annotations.code === b.annotations.code &&
  a.annotations.color === b.annotations.color;

/** Two names for no colour. */
export const isBlank = (color: string): boolean =>
  color === "default" || color === "default_background";

/** Neighbours that differ in nothing joined, empty runs dropped, absent annotations filled in. */
export function runsOf(items: readonly RichText[] | undefined): Run[] {
  const runs: Run[] = [];
  for (const source of items ?? []) {
    const given = source.annotations as Partial<Annotations> | undefined;
    const annotations = given === undefined ? plainAnnotations : { ...plainAnnotations, ...given };
    const isText = source.type === "text";
    const text = isText ? cleanText(source.text.content) : null;
    if (text === "") continue;
    const run: Run = {
      source,
      annotations,
      text,
      link: isText ? (source.text.link?.url ?? null) : null,
    };
    const last = runs.at(-1);
    if (last !== undefined && last.text !== null && text !== null && same(last, run))
      last.text += text;
    else runs.push(run);
  }
  return runs;
}

/** The characters that would pair with another of their kind somewhere in the text. */
export function pairsIn(runs: readonly Run[]): string {
  let all = "";
  let isMarked = false;
  let isCoded = false;
  let hasEquation = false;
  for (const run of runs) {
    all += run.text ?? JSON.stringify(run.source);
    if (run.link !== null) all += run.link;
    isMarked ||= run.annotations.bold || run.annotations.italic;
    isCoded ||= run.annotations.code;
    hasEquation ||= run.source.type === "equation";
  }
  const occurs = (char: string, once: boolean): string => {
    const at = all.indexOf(char);
    return at !== -1 && (once || all.includes(char, at + 1)) ? char : "";
  };
  return `${occurs("*", isMarked)}${occurs("_", false)}${occurs("`", isCoded)}${occurs("$", hasEquation)}`;
}

/** Whether a run has what is written at that level of nesting. */
export function has(
  run: Run,
  depth: number,
  emphasis: readonly ("bold" | "italic" | "strikethrough")[],
): boolean {
  const a = run.annotations;
  switch (depth) {
    case 0:
      return run.link !== null;
    case 1:
      return !isBlank(a.color);
    case 2:
      return a.underline;
    case 3:
    case 4:
    case 5:
      return a[emphasis[depth - 3] ?? "bold"];
    default:
      return depth === 6 && a.code;
  }
}
