/**
 * Rich text ⇄ inline Markdown for values of properties: a line of the value is a line of the text, so the
 * `\` that a page's text has before a line break is left out.
 */

import { plainAnnotations } from "../../src/notion/canonical.ts";
import type { RichText } from "../../src/notion/types.ts";
import { canonicalJson } from "../../src/platform/hash.ts";
import { withoutLoneBreak } from "../blocks/breaks.ts";
import { parseBlocks } from "../blocks/read.ts";
import type { Context, Note } from "../context.ts";
import { type Place, places } from "../rich-text/place.ts";
import { printRichText } from "../rich-text/print.ts";

/** Behind the word that the reader puts first, so no block can start there. */
const place: Place = { ...places.line, breaks: true };
const lead = "x ";

export function printInline(runs: readonly RichText[], context: Context): string {
  return printRichText(runs, place, { context }).replaceAll("\\\n", "\n");
}

export interface InlineReading {
  readonly runs: readonly RichText[];
  readonly notes: readonly Note[];
}

export function readInline(value: string, context: Context): InlineReading {
  // A block scalar ends its last line; what we print never ends so.
  const text = value.replace(/[\r\n]+$/, "");
  if (text === "") return { runs: [], notes: [] };
  const { runs, notes } = readText(text, context);
  return { runs: joined(runs), notes };
}

/** Neighbours of equal formatting as one, as Notion gives them back. */
function joined(runs: readonly RichText[]): readonly RichText[] {
  const result: RichText[] = [];
  for (const run of runs) {
    const last = result.at(-1);
    const same =
      last?.type === "text" &&
      run.type === "text" &&
      canonicalJson([last.annotations, last.text.link]) ===
        canonicalJson([run.annotations, run.text.link]);
    if (same)
      result[result.length - 1] = {
        ...last,
        text: { ...last.text, content: last.text.content + run.text.content },
      };
    else result.push(run);
  }
  return result;
}

function readText(text: string, context: Context): InlineReading {
  const whole = readParagraph(
    text.replace(lineBreak, (found, marks: string) => hardBreak(found, marks)),
    context,
  );
  return whole === null
    ? readLines(text, context)
    : { ...whole, runs: withoutLoneBreak(whole.runs) };
}

/** A line ending with the backslashes before it: an odd one already makes it a hard break. */
const lineBreak = /(\\*)(?:\r\n|\n|\r)/g;
const hardBreak = (found: string, marks: string): string =>
  marks.length % 2 === 1 ? found : `${marks}\\\n`;

/** `null` where the text is more than one paragraph's: somebody typed a list, say. */
function readParagraph(text: string, context: Context): InlineReading | null {
  const { blocks, warnings } = parseBlocks(lead + text, { context });
  const [only] = blocks;
  if (blocks.length !== 1 || only?.type !== "paragraph" || (only.children ?? []).length > 0)
    return null;
  const runs = only.paragraph.rich_text as readonly RichText[];
  const [first, ...rest] = runs;
  if (first?.type !== "text" || !first.text.content.startsWith("x")) return null;
  const content = first.text.content.slice(first.text.content.startsWith(lead) ? 2 : 1);
  const start = content === "" ? [] : [{ ...first, text: { ...first.text, content } } as RichText];
  return { runs: [...start, ...rest], notes: warnings };
}

function readLines(text: string, context: Context): InlineReading {
  const runs: RichText[] = [];
  const notes: Note[] = [];
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (index > 0) runs.push(plain("\n"));
    const reading = line === "" ? null : readParagraph(line, context);
    if (reading !== null) {
      runs.push(...reading.runs);
      notes.push(...reading.notes);
    } else if (line !== "") runs.push(plain(line));
  }
  return { runs, notes };
}

const plain = (content: string): RichText =>
  ({ type: "text", text: { content, link: null }, annotations: plainAnnotations }) as RichText;
