/**
 * Rich text → inline Markdown.
 *
 * What is one plain text, as most are, is said here; formatting, links and mentions are nest.ts's.
 */
import type { RichText } from "../../src/notion/types.ts";
import { marksPrinted } from "../markdown/limits.ts";
import { cleanText } from "./characters.ts";
import { escapeText, type Surroundings } from "./escape.ts";
import { type InlineOptions, printRuns } from "./nest.ts";
import type { Place } from "./place.ts";
import { plainForms } from "./plain-forms.ts";
import { isPlain, runsOf, whole } from "./runs.ts";
import { hasLinkEnd, pairedIn, pairing, sign, signsIn } from "./signs.ts";
import { isVerbatim } from "./verbatim.ts";

export type { InlineOptions };

/** Only line breaks: one `<br>` more than breaks, since a lone `<br>` is an empty text. */
const onlyBreaks = /^\n*$/;

export function printRichText(
  items: readonly RichText[],
  place: Place,
  options: InlineOptions,
): string {
  const [only] = items;
  if (items.length === 1 && only !== undefined) {
    const result = printLone(only, place, options);
    if (result !== null) return result;
  }
  const runs = runsOf(items);
  const [first] = runs;
  const { lineBreak } = options.forms ?? plainForms;
  if (first === undefined) return place.alone ? lineBreak : "";
  if (
    place.breaks &&
    first.text?.startsWith("\n") === true &&
    runs.every((run) => run.text !== null && onlyBreaks.test(run.text) && run.link === null)
  )
    return `${printRuns(runs, { ...place, breaks: false }, options)}${lineBreak}`;
  return closed(printRuns(runs, place, options), place);
}

/** A row of `#` at the end of a heading would be dropped. */
const closed = (printed: string, place: Place): string =>
  place.heading && printed.endsWith("#") ? printed.replace(/(^|[ \t])(#+)$/, "$1\\$2") : printed;

/**
 * One run of plain text, as if it were all of several; `null` for any other, and for one that is nothing but
 * line breaks or could have too many marks.
 */
function printLone(item: RichText, place: Place, options: InlineOptions): string | null {
  if (item.type !== "text" || (item.text.link ?? null) !== null) return null;
  if (!isPlain(whole(item.annotations))) return null;
  const text = item.text.content;
  const signs = signsIn(text);
  if (isVerbatim(text, signs)) return text;
  if (text === "" || text.startsWith("\n") || text.length >= marksPrinted) return null;
  const clean = (signs & sign.doubtful) === 0 ? text : cleanText(text);
  return closed(escapeText(clean, surroundings(clean, signs, place, options), signs), place);
}

/** Nothing stands around a lone text. */
function surroundings(
  text: string,
  signs: number,
  place: Place,
  options: InlineOptions,
): Surroundings {
  const { escapesAll, lineBreak } = options.forms ?? plainForms;
  return {
    start: place.start,
    endsLine: true,
    breaks: place.breaks,
    cell: place.cell,
    label: false,
    linkEnds: options.escapesBrackets === true || hasLinkEnd(text, signs),
    pairs: escapesAll ? pairing : pairedIn(text, signs & pairing),
    escapesAll,
    lineBreak,
    first: true,
    last: true,
    beforeLink: false,
    textBefore: false,
    textAfter: false,
  };
}
