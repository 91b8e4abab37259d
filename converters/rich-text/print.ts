/**
 * Rich text → inline Markdown.
 *
 * Annotations nest in one order (link, colour, underline, strikethrough, bold, italic, code), so that
 * the same runs always give the same bytes.
 */
import type { RichText } from "../../src/notion/types.ts";
import type { Context } from "../context.ts";
import { printAttributes } from "../markdown/attributes.ts";
import { marksPrinted } from "../markdown/limits.ts";
import { isAutolink, printDestination } from "./destination.ts";
import { type Group, joinParts, type Part } from "./emphasis.ts";
import { escapeText, type Surroundings } from "./escape.ts";
import type { InlineForms } from "./forms.ts";
import { hasTooManyMarks } from "./marks.ts";
import type { Place } from "./place.ts";
import { plainForms } from "./plain-forms.ts";
import {
  isPlain,
  leafLevel,
  levelsOf,
  outermost,
  pairsIn,
  type Run,
  runsOf,
  whole,
} from "./runs.ts";
import { codeSpan, printEquation } from "./spans.ts";

export interface InlineOptions {
  readonly context: Context;
  /** A link that is the whole text is written out, because alone in its paragraph `<…>` is a bookmark. */
  readonly standsAlone?: boolean;
  readonly forms?: InlineForms;
  /** Definitions stand in the text around, of which `[word]` would be a reference. */
  readonly escapesBrackets?: boolean;
}

/** Only line breaks: one `<br>` more than breaks, since a lone `<br>` is an empty text. */
const onlyBreaks = /^\n*$/;

export function printRichText(
  items: readonly RichText[],
  place: Place,
  options: InlineOptions,
): string {
  const asTyped = simpleText(items);
  if (asTyped !== null) return asTyped;
  const runs = runsOf(items);
  const [first] = runs;
  const { lineBreak } = options.forms ?? plainForms;
  if (first === undefined) return place.alone ? lineBreak : "";
  if (
    place.breaks &&
    first.text?.startsWith("\n") === true &&
    runs.every((run) => run.text !== null && onlyBreaks.test(run.text) && run.link === null)
  ) {
    return `${printer(runs, { ...place, breaks: false }, options).print(0, runs.length)}${lineBreak}`;
  }
  const result = isLoneText(runs)
    ? escapeText(first.text ?? "", loneSurroundings(first, place, options))
    : printer(runs, place, options).print(0, runs.length);
  return place.heading && result.endsWith("#")
    ? result.replace(/(^|[ \t])(#+)$/, "$1\\$2")
    : result;
}

/** Starts like a word, ends like one, and nothing between is syntax anywhere. */
const simple =
  /^[^\s\d+\-=\ufeff\\`*_[\]<>&$~:|#!\0\ud800-\udfff](?:[^\\`*_[\]<>&$~:|#!\n\r\0\ud800-\udfff]*[^\\`*_[\]<>&$~:|#!\s\0\ud800-\udfff])?$/;

/** The text of plain runs in which nothing has to be escaped, wherever it stands; `null` if it is not one. */
function simpleText(items: readonly RichText[]): string | null {
  let text = "";
  for (const item of items) {
    if (item.type !== "text" || (item.text.link ?? null) !== null) return null;
    if (!isPlain(whole(item.annotations))) return null;
    text += item.text.content;
  }
  return simple.test(text) ? text : null;
}

/** One plain run, too short to have too many marks. */
function isLoneText(runs: readonly Run[]): boolean {
  const [run] = runs;
  return (
    runs.length === 1 &&
    run !== undefined &&
    run.text !== null &&
    run.link === null &&
    run.text.length < marksPrinted &&
    isPlain(run.annotations)
  );
}

/** As `surroundings` below has them where there is one run. */
function loneSurroundings(run: Run, place: Place, options: InlineOptions): Surroundings {
  const { escapesAll, lineBreak } = options.forms ?? plainForms;
  return {
    start: place.start,
    endsLine: true,
    breaks: place.breaks,
    cell: place.cell,
    label: false,
    linkEnds: options.escapesBrackets === true || /\][(:]/.test(run.text ?? ""),
    pairs: escapesAll ? "`$*_" : pairsIn([run]),
    escapesAll,
    lineBreak,
    first: true,
    last: true,
    beforeLink: false,
    textBefore: false,
    textAfter: false,
  };
}

/** `inTags`: all formatting and links are said in tags, because a reader would not look at so many marks. */
function printer(runs: readonly Run[], place: Place, options: InlineOptions, inTags = false) {
  const linkEnds =
    options.escapesBrackets === true ||
    runs.some((run) => run.text !== null && /\][(:]/.test(run.text));
  const forms = options.forms ?? plainForms;
  const pairs = forms.escapesAll ? "`$*_" : pairsIn(runs);
  const levels = runs.map((run) => levelsOf(run, forms.emphasis));
  const parts: Part[] = [];
  const text = (value: string) => void parts.push({ kind: "text", text: value });
  /** Syntax of which a reader looks at so many characters. */
  const syntax = (value: string, marks: number) =>
    void parts.push({ kind: "text", text: value, marks });

  function surroundings(i: number, label: boolean): Surroundings {
    const before = runs[i - 1];
    const after = runs[i + 1];
    return {
      start: parts.length === 0 ? place.start : "inline",
      endsLine: after === undefined && !label,
      breaks: place.breaks,
      cell: place.cell,
      label,
      linkEnds,
      pairs,
      escapesAll: forms.escapesAll,
      lineBreak: forms.lineBreak,
      first: parts.length === 0,
      last: after === undefined && !label && isPlain((runs[i] as Run).annotations),
      beforeLink: after !== undefined && (after.link !== null || after.text === null),
      textBefore: before !== undefined && before.text?.endsWith("\n") !== true,
      textAfter: after !== undefined && after.text?.startsWith("\n") !== true,
    };
  }

  /** Runs from `from` up to `to`, of which all links and annotations up to `level` are already written. */
  function level(from: number, to: number, depth: number, label: boolean): void {
    for (let i = from; i < to; ) {
      const run = runs[i] as Run;
      const first = outermost(levels[i] as number, depth);
      if (first === leafLevel) {
        leaf(i, label);
        i++;
        continue;
      }
      // Neighbours go on together that have the same, and nothing that is written further outside.
      let end = i + 1;
      while (end < to && outermost(levels[end] as number, depth) === first) {
        const other = runs[end] as Run;
        if (first === 0 && other.link !== run.link) break;
        if (first === 1 && other.annotations.color !== run.annotations.color) break;
        end++;
      }
      switch (first) {
        case 0:
          link(i, end, run.link ?? "");
          break;
        case 1: {
          const color = forms.printColor(run.annotations.color);
          syntax(`<span${printAttributes({ color })}>`, 0);
          level(i, end, 2, label);
          text("</span>");
          break;
        }
        case 2:
          text("<u>");
          level(i, end, 3, label);
          text("</u>");
          break;
        case 6:
          code(i, end, label);
          break;
        default: {
          const group: Group = { ...emphasis[forms.emphasis[first - 3] ?? "bold"], asTag: inTags };
          parts.push({ kind: "open", group });
          level(i, end, first + 1, label);
          parts.push({ kind: "close", group });
        }
      }
      i = end;
    }
  }

  function link(from: number, to: number, url: string): void {
    const [only] = runs.slice(from, to);
    const target = forms.linkTarget(url, only?.text ?? "", options.context);
    if (
      forms.autolinks &&
      to - from === 1 &&
      only !== undefined &&
      isPlain(only.annotations) &&
      only.text === target &&
      isAutolink(target) &&
      !(options.standsAlone === true && runs.length === 1)
    ) {
      syntax(`<${target}>`, 0);
      return;
    }
    if (inTags || target.startsWith("notion://")) {
      syntax(`<span${printAttributes({ link: inTags ? url : target })}>`, 0);
      level(from, to, 1, false);
      text("</span>");
      return;
    }
    text("[");
    level(from, to, 1, true);
    syntax(`](${printDestination(target, place.cell)})`, 1);
  }

  function code(from: number, to: number, label: boolean): void {
    const run = runs[from] as Run;
    const span =
      !inTags && to - from === 1 && run.text !== null
        ? codeSpan(run.text, place.cell, label)
        : null;
    if (span !== null) {
      syntax(span, 2);
      return;
    }
    text("<code>");
    level(from, to, 7, label);
    text("</code>");
  }

  function leaf(i: number, label: boolean): void {
    const run = runs[i] as Run;
    const next = runs[i + 1];
    if (run.text !== null) {
      text(escapeText(run.text, surroundings(i, label)));
    } else if (run.source.type === "equation") {
      const before = parts.at(-1);
      const touches =
        (before?.kind === "text" && before.text.endsWith("$")) ||
        (next !== undefined && (next.text === null || /^[\d$]/.test(next.text)));
      syntax(printEquation(run.source.equation.expression, place.cell, touches || label), 0);
    } else if (run.source.type === "mention") {
      const before = parts.at(-1);
      const touches =
        (before?.kind === "text" && /[\w:]$/.test(before.text)) ||
        (next !== undefined && (next.text === null || /^[\w:]/.test(next.text)));
      const { cell } = place;
      text(forms.printMention(run.source, options.context, { cell, touches, inTags }));
    }
  }

  return {
    print(from: number, to: number): string {
      level(from, to, 0, false);
      if (!inTags && hasTooManyMarks(parts))
        return printer(runs, place, options, true).print(from, to);
      return joinParts(parts);
    },
  };
}

const emphasis = {
  strikethrough: { marks: "~~", tag: "s" },
  bold: { marks: "**", tag: "b" },
  italic: { marks: "*", tag: "i" },
} as const;
