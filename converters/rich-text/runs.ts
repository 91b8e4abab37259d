/**
 * Rich text as the printer goes over it: runs that differ from their neighbours, and what can be asked of them.
 */
import { plainAnnotations } from "../../src/notion/canonical.ts";
import type { Annotations, RichText } from "../../src/notion/types.ts";
import { cleanText } from "./characters.ts";
import { pairedIn, pairing, sign, signsIn } from "./signs.ts";

/** What is printed in one go: text of one look, a mention or an equation. */
export interface Run {
  readonly source: RichText;
  readonly annotations: Annotations;
  readonly link: string | null;
  /** `null` for a mention or an equation. */
  text: string | null;
  /** Those in the text. */
  signs: number;
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

/** Absent annotations filled in; the API always sends all of them. */
export function whole(given: Partial<Annotations> | undefined): Annotations {
  if (given === undefined) return plainAnnotations;
  const isWhole =
    given.color !== undefined &&
    given.bold !== undefined &&
    given.italic !== undefined &&
    given.strikethrough !== undefined &&
    given.underline !== undefined &&
    given.code !== undefined;
  return isWhole ? (given as Annotations) : { ...plainAnnotations, ...given };
}

/** Neighbours that differ in nothing joined, empty runs dropped, absent annotations filled in. */
export function runsOf(items: readonly RichText[] | undefined): Run[] {
  const runs: Run[] = [];
  let last: Run | undefined;
  for (const source of items ?? []) {
    const annotations = whole(source.annotations as Partial<Annotations> | undefined);
    if (source.type !== "text") {
      last = { source, annotations, link: null, text: null, signs: 0 };
      runs.push(last);
      continue;
    }
    let text = source.text.content;
    if (text === "") continue;
    const signs = signsIn(text);
    if ((signs & sign.doubtful) !== 0) text = cleanText(text);
    const run: Run = { source, annotations, link: source.text.link?.url ?? null, text, signs };
    if (last !== undefined && last.text !== null && same(last, run)) {
      last.text += text;
      last.signs |= signs;
    } else {
      runs.push(run);
      last = run;
    }
  }
  return runs;
}

/** The signs in the texts that would pair with another of their kind somewhere in the rich text. */
export function pairsIn(runs: readonly Run[]): number {
  let wanted = 0;
  for (const run of runs) wanted |= run.signs & pairing;
  if (wanted === 0) return 0;
  let all = "";
  let once = 0;
  for (const run of runs) {
    all += run.text ?? JSON.stringify(run.source);
    if (run.link !== null) all += run.link;
    if (run.annotations.bold || run.annotations.italic) once |= sign.star;
    if (run.annotations.code) once |= sign.tick;
    if (run.source.type === "equation") once |= sign.dollar;
  }
  return pairedIn(all, wanted, once);
}

/** The level of nesting at which the text itself stands. */
export const leafLevel = 7;

/** One bit for each level of nesting at which something is written around a run: link, colour, underline, the three with marks, code. */
export function levelsOf(
  run: Run,
  emphasis: readonly ("bold" | "italic" | "strikethrough")[],
): number {
  const a = run.annotations;
  let levels = run.link === null ? 0 : 1;
  if (!isBlank(a.color)) levels |= 2;
  if (a.underline) levels |= 4;
  if (a.bold) levels |= 8 << emphasis.indexOf("bold");
  if (a.italic) levels |= 8 << emphasis.indexOf("italic");
  if (a.strikethrough) levels |= 8 << emphasis.indexOf("strikethrough");
  if (a.code) levels |= 64;
  return levels;
}

/** The first level from `depth` on at which a run has something. */
export function outermost(levels: number, depth: number): number {
  const rest = levels >> depth;
  return rest === 0 ? leafLevel : depth + 31 - Math.clz32(rest & -rest);
}
