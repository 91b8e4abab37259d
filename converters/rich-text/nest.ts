/**
 * Runs → inline Markdown: formatting, links and mentions around the texts.
 *
 * Annotations nest in one order (link, colour, underline, strikethrough, bold, italic, code), so that
 * the same runs always give the same bytes.
 */
import type { Context } from "../context.ts";
import { printAttributes } from "../markdown/attributes.ts";
import { isAutolink, printDestination } from "./destination.ts";
import { type Group, joinParts, type Part } from "./emphasis.ts";
import { endsInSpace, escapeText } from "./escape.ts";
import type { InlineForms } from "./forms.ts";
import { mayOpen } from "./line-starts.ts";
import { hasTooManyMarks } from "./marks.ts";
import type { Place } from "./place.ts";
import { plainForms } from "./plain-forms.ts";
import { isPlain, leafLevel, levelsOf, outermost, pairsIn, type Run } from "./runs.ts";
import { hasLinkEnd, pairing } from "./signs.ts";
import { codeSpan, printEquation } from "./spans.ts";

export interface InlineOptions {
  readonly context: Context;
  /** A link that is the whole text is written out, because alone in its paragraph `<…>` is a bookmark. */
  readonly standsAlone?: boolean;
  readonly forms?: InlineForms;
  /** Definitions stand in the text around, of which `[word]` would be a reference. */
  readonly escapesBrackets?: boolean;
}

/** A rich text on its way to Markdown. */
interface Draft {
  readonly runs: readonly Run[];
  /** Of each run, what is written around it: see `levelsOf`. */
  readonly levels: readonly number[];
  readonly place: Place;
  readonly options: InlineOptions;
  readonly forms: InlineForms;
  /** Somewhere in it stands `](` or `]:`. */
  readonly linkEnds: boolean;
  /** The signs that could pair with another one of their kind. */
  readonly pairs: number;
  /** All formatting and links are said in tags, because a reader would not look at so many marks. */
  readonly inTags: boolean;
  readonly parts: Part[];
}

export function printRuns(
  runs: readonly Run[],
  place: Place,
  options: InlineOptions,
  inTags = false,
): string {
  const forms = options.forms ?? plainForms;
  const draft: Draft = {
    runs,
    levels: runs.map((run) => levelsOf(run, forms.emphasis)),
    place,
    options,
    forms,
    linkEnds:
      options.escapesBrackets === true ||
      runs.some(({ text, signs }) => text !== null && hasLinkEnd(text, signs)),
    pairs: forms.escapesAll ? pairing : pairsIn(runs),
    inTags,
    parts: [],
  };
  level(draft, 0, runs.length, 0, false);
  if (!inTags && hasTooManyMarks(draft.parts)) return printRuns(runs, place, options, true);
  return joinParts(draft.parts);
}

const say = ({ parts }: Draft, text: string): void => void parts.push({ kind: "text", text });
/** Syntax of which a reader looks at so many characters. */
const syntax = ({ parts }: Draft, text: string, marks: number): void =>
  void parts.push({ kind: "text", text, marks });

/** Runs from `from` up to `to`, of which all links and annotations up to level `depth` are already written. */
function level(draft: Draft, from: number, to: number, depth: number, label: boolean): void {
  const { runs, levels, forms } = draft;
  for (let i = from; i < to; ) {
    const run = runs[i] as Run;
    const first = outermost(levels[i] as number, depth);
    if (first === leafLevel) {
      leaf(draft, i, label);
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
        link(draft, i, end, run.link ?? "");
        break;
      case 1: {
        const color = forms.printColor(run.annotations.color);
        syntax(draft, `<span${printAttributes({ color })}>`, 0);
        level(draft, i, end, 2, label);
        say(draft, "</span>");
        break;
      }
      case 2:
        say(draft, "<u>");
        level(draft, i, end, 3, label);
        say(draft, "</u>");
        break;
      case 6:
        code(draft, i, end, label);
        break;
      default: {
        const { marks, tag } = emphasis[forms.emphasis[first - 3] ?? "bold"];
        const group: Group = { marks, tag, asTag: draft.inTags };
        draft.parts.push({ kind: "open", group });
        level(draft, i, end, first + 1, label);
        draft.parts.push({ kind: "close", group });
      }
    }
    i = end;
  }
}

const emphasis = {
  strikethrough: { marks: "~~", tag: "s" },
  bold: { marks: "**", tag: "b" },
  italic: { marks: "*", tag: "i" },
} as const;

function link(draft: Draft, from: number, to: number, url: string): void {
  const { runs, forms, options, inTags } = draft;
  const only = runs[from] as Run;
  const target = forms.linkTarget(url, only.text ?? "", options.context);
  if (
    forms.autolinks &&
    to - from === 1 &&
    only.text === target &&
    isPlain(only.annotations) &&
    isAutolink(target) &&
    !(options.standsAlone === true && runs.length === 1)
  ) {
    syntax(draft, `<${target}>`, 0);
    return;
  }
  if (inTags || target.startsWith("notion://")) {
    syntax(draft, `<span${printAttributes({ link: inTags ? url : target })}>`, 0);
    level(draft, from, to, 1, false);
    say(draft, "</span>");
    return;
  }
  say(draft, "[");
  level(draft, from, to, 1, true);
  syntax(draft, `](${printDestination(target, draft.place.cell)})`, 1);
}

function code(draft: Draft, from: number, to: number, label: boolean): void {
  const { text, signs } = draft.runs[from] as Run;
  const span =
    !draft.inTags && to - from === 1 && text !== null
      ? codeSpan(text, signs, draft.place.cell, label)
      : null;
  if (span !== null) {
    syntax(draft, span, 2);
    return;
  }
  say(draft, "<code>");
  level(draft, from, to, 7, label);
  say(draft, "</code>");
}

function leaf(draft: Draft, i: number, label: boolean): void {
  const { runs, parts, place, forms } = draft;
  const run = runs[i] as Run;
  if (run.text !== null) {
    say(draft, escaped(draft, i, run, run.text, label));
    return;
  }
  const before = parts.at(-1);
  const next = runs[i + 1];
  /** What is read on from the text before, or goes on in the text behind. */
  const meets = (end: RegExp, start: RegExp): boolean =>
    (before?.kind === "text" && end.test(before.text)) ||
    (next !== undefined && (next.text === null || start.test(next.text)));
  if (run.source.type === "equation") {
    const touches = meets(/\$$/, /^[\d$]/) || label;
    syntax(draft, printEquation(run.source.equation.expression, place.cell, touches), 0);
  } else if (run.source.type === "mention") {
    const touches = meets(/[\w:]$/, /^[\w:]/);
    const { cell } = place;
    say(
      draft,
      forms.printMention(run.source, draft.options.context, {
        cell,
        touches,
        inTags: draft.inTags,
      }),
    );
  }
}

function escaped(draft: Draft, i: number, run: Run, text: string, label: boolean): string {
  const { runs, place, forms, linkEnds, pairs } = draft;
  const isFirst = draft.parts.length === 0;
  const before = runs[i - 1];
  const after = runs[i + 1];
  const endsLine = after === undefined && !label;
  // Without a sign only the ends of a line can be something else than text.
  if (run.signs === 0 && !(isFirst && mayOpen(text)) && !(endsLine && endsInSpace(text)))
    return text;
  return escapeText(
    text,
    {
      start: isFirst ? place.start : "inline",
      endsLine,
      breaks: place.breaks,
      cell: place.cell,
      label,
      linkEnds,
      pairs,
      escapesAll: forms.escapesAll,
      lineBreak: forms.lineBreak,
      first: isFirst,
      last: endsLine && isPlain(run.annotations),
      beforeLink: after !== undefined && (after.link !== null || after.text === null),
      textBefore: before !== undefined && before.text?.endsWith("\n") !== true,
      textAfter: after !== undefined && after.text?.startsWith("\n") !== true,
    },
    run.signs,
  );
}
