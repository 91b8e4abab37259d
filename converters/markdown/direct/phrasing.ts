/**
 * Inline Markdown whose reading is beyond doubt → phrasing content, without the tokenizer.
 *
 * Plain text, escapes, marks of which each can only open or only close and that nest, code, our tags,
 * equations, emoji, links and images of the simplest form. Whatever is not one of these is left to the
 * tokenizer: the answer is `null`. Both give the same nodes; a test holds them to it.
 */
import type { PhrasingContent } from "mdast";
import { unicodePunctuation, unicodeWhitespace } from "micromark-util-character";
import { inlineComment } from "../tag-names.ts";
import { type Labels, positioned, type Rules } from "./rules.ts";

/** Where a character of the text stands in the document. */
export type Place = (at: number) => number;

/** Text with as many marks may reach the tokenizer's limit. */
const marksSure = 500;
const special = /[\\`*_~[\]<&$:!\n]/g;
const mark = /[*_~[\]!`]/g;
/** Without any of these the others are text. */
const mayPair = /[*_~[\]`]/;

export function readPhrasing(text: string, place: Place, rules: Rules): PhrasingContent[] | null {
  if (text.includes("\t")) return null;
  if (text.length > marksSure && mayPair.test(text) && (text.match(mark)?.length ?? 0) > marksSure)
    return null;
  return new Scan(text, place, rules).span(0, text.length);
}

interface Frame {
  readonly marker: number;
  readonly size: number;
  readonly nodes: PhrasingContent[];
  readonly start: number;
}

const link = /\[([^[\]\\`<$\n]*)\]\(([^\s<>()\\&\p{Cc}]*)\)/uy;
const image = /!\[([^[\]\\`<$&*_~!:\n]*)\]\(([^\s<>()\\&\p{Cc}]*)\)/uy;
const shortcut = /\[([\w.-]+)\](?![[(])/y;
const autolink = /<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\p{Cc} <>]*)>/uy;
const email = /<[^\s<>]{0,400}@/y;
const emoji = /:[\w+-]{1,101}:(?![\w:])/y;
const reference = /&(?:#|[A-Za-z][A-Za-z\d]*;)/y;
const printable = /&#(3[2-9]|[4-9]\d|1[01]\d|12[0-6]);/y;
const punctuation = /[!-/:-@[-`{-~]/;
/** Longest tag that is looked at here. */
const tagMax = 2_000;

class Scan {
  readonly #text: string;
  readonly #place: Place;
  readonly #rules: Rules;
  #hasMathEnd = true;
  #nodes: PhrasingContent[] = [];
  /** Text not yet made a node: its value so far, where it starts and ends, from where on it is as typed. */
  #value = "";
  #textFrom = -1;
  #textEnd = 0;
  #plain = 0;

  constructor(text: string, place: Place, rules: Rules) {
    this.#text = text;
    this.#place = place;
    this.#rules = rules;
  }

  span(from: number, to: number): PhrasingContent[] | null {
    const outer = this.#nodes;
    this.#nodes = [];
    this.#plain = from;
    const frames: Frame[] = [];
    let at = from;
    while (at < to) {
      special.lastIndex = at;
      const i = special.exec(this.#text)?.index ?? to;
      if (i >= to) break;
      const next = this.#step(i, to, frames);
      if (next === -1) return null;
      at = next;
    }
    if (frames.length > 0) return null;
    this.#flush(to);
    const nodes = this.#nodes;
    this.#nodes = outer;
    return nodes;
  }

  /** What starts with the special character at `i`; where to go on, or -1. */
  #step(i: number, to: number, frames: Frame[]): number {
    const text = this.#text;
    switch (text.charCodeAt(i)) {
      case 92: // backslash
        return this.#escape(i, to);
      case 96: // backtick
        return this.#code(i, to);
      case 42: // *
      case 95: // _
      case 126: // ~
        return this.#marks(i, frames);
      case 91: // [
        return this.#link(i, to);
      case 33: // !
        return text[i + 1] === "[" && i + 1 < to ? this.#image(i, to) : i + 1;
      case 60: // <
        return this.#tag(i, to);
      case 38: // &
        return this.#characterReference(i);
      case 36: // $
        return this.#math(i, to);
      case 58: // :
        return this.#emoji(i);
      case 10:
        return this.#lineEnd(i, to);
      default:
        return i + 1;
    }
  }

  /** The text up to `end` becomes a node. */
  #flush(end: number): void {
    this.#take(end);
    if (this.#value !== "") {
      const position = this.#position(this.#textFrom, this.#textEnd);
      this.#nodes.push({ type: "text", value: this.#value, position });
    }
    this.#value = "";
    this.#textFrom = -1;
  }

  #take(end: number): void {
    if (end <= this.#plain) return;
    if (this.#textFrom < 0) this.#textFrom = this.#plain;
    this.#value += this.#text.slice(this.#plain, end);
    this.#plain = end;
    this.#textEnd = end;
  }

  #position(start: number, end: number) {
    return positioned(this.#place(start), this.#place(end));
  }

  /** A node from `start` up to `end`, after the text before it. */
  #put(node: PhrasingContent, start: number, end: number): number {
    this.#flush(start);
    node.position = this.#position(start, end);
    this.#nodes.push(node);
    this.#plain = end;
    return end;
  }

  /** `value` stands for what is written from `start` up to `end`. */
  #say(value: string, start: number, end: number): number {
    this.#take(start);
    if (this.#textFrom < 0) this.#textFrom = start;
    this.#value += value;
    this.#plain = end;
    this.#textEnd = end;
    return end;
  }

  /** Two spaces before it make it a break; spaces around it go. */
  #lineEnd(i: number, to: number): number {
    const text = this.#text;
    let start = i;
    while (start > this.#plain && text[start - 1] === " ") start--;
    const end = this.#spacesEnd(i + 1, to);
    if (i - start >= 2) {
      this.#put({ type: "break" }, start, i + 1);
      this.#plain = end;
    } else if (end - start > 1) {
      this.#say("\n", start, end);
      this.#textEnd = i + 1;
    }
    return end;
  }

  #spacesEnd(from: number, to: number): number {
    let at = from;
    while (at < to && this.#text[at] === " ") at++;
    return at;
  }

  #escape(i: number, to: number): number {
    const next = i + 1 < to ? (this.#text[i + 1] as string) : "";
    if (next === "\n") {
      this.#put({ type: "break" }, i, i + 2);
      this.#plain = this.#spacesEnd(i + 2, to);
      return this.#plain;
    }
    return next !== "" && punctuation.test(next) ? this.#say(next, i, i + 2) : i + 1;
  }

  #code(i: number, to: number): number {
    const text = this.#text;
    const size = runAt(text, i, to);
    if (size > 16) return -1;
    let end = i + size;
    for (;;) {
      end = text.indexOf("`", end);
      if (end === -1 || end >= to) return -1;
      const other = runAt(text, end, to);
      if (other === size) break;
      end += other;
    }
    let value = text.slice(i + size, end);
    if (value.includes("\n")) return -1;
    if (value.startsWith(" ") && value.endsWith(" ") && /[^ ]/.test(value))
      value = value.slice(1, -1);
    return this.#put({ type: "inlineCode", value }, i, end + size);
  }

  #marks(i: number, frames: Frame[]): number {
    const text = this.#text;
    const marker = text.charCodeAt(i);
    const end = i + runAt(text, i, text.length);
    const size = end - i;
    if (marker === 126 && size === 1) return end;
    if (size > (marker === 126 ? 2 : 3)) return -1;
    const before = kindOf(text, i - 1);
    const after = kindOf(text, end);
    let opens = after === letter || (after === mayBe && before !== letter);
    let closes = before === letter || (before === mayBe && after !== letter);
    if (marker !== 126) {
      opens ||= text.charCodeAt(end) === 126;
      closes ||= text.charCodeAt(i - 1) === 126;
    }
    if (marker === 95) {
      const both = opens && closes;
      if (both) {
        opens = before !== letter;
        closes = after !== letter;
      }
    }
    if (opens && closes) return -1;
    if (opens) {
      this.#flush(i);
      frames.push({ marker, size, nodes: this.#nodes, start: i });
      this.#nodes = [];
      this.#plain = end;
      return end;
    }
    if (!closes) return end;
    const frame = frames.pop();
    if (frame === undefined || frame.marker !== marker || frame.size !== size) return -1;
    this.#flush(i);
    const children = this.#nodes;
    this.#nodes = frame.nodes;
    const { start } = frame;
    if (marker === 126) return this.#put({ type: "delete", children }, start, end);
    if (size === 1) return this.#put({ type: "emphasis", children }, start, end);
    const strong: PhrasingContent = { type: "strong", children };
    if (size === 2) return this.#put(strong, start, end);
    strong.position = this.#position(start + 1, end - 1);
    return this.#put({ type: "emphasis", children: [strong] }, start, end);
  }

  #link(i: number, to: number): number {
    link.lastIndex = i;
    const found = link.exec(this.#text);
    if (found === null || link.lastIndex > to) {
      if (this.#text.includes("](", i)) return -1;
      return this.#rules.labels === null ? i + 1 : this.#reference(i, to, this.#rules.labels);
    }
    const end = link.lastIndex;
    const [, label = "", url = ""] = found;
    this.#flush(i);
    const children = this.span(i + 1, i + 1 + label.length);
    if (children === null) return -1;
    this.#plain = end;
    return this.#put({ type: "link", title: null, url, children: children as never }, i, end);
  }

  /** `[label]`, and what only looks like it. */
  #reference(i: number, to: number, labels: Labels): number {
    shortcut.lastIndex = i;
    const found = shortcut.exec(this.#text);
    if (found === null || shortcut.lastIndex > to) return this.#text.includes("]", i) ? -1 : i + 1;
    const end = shortcut.lastIndex;
    const label = found[1] as string;
    if (!labels.includes(label.toUpperCase())) return i + 1;
    const children = [
      { type: "text" as const, value: label, position: this.#position(i + 1, end - 1) },
    ];
    const identifier = label.toLowerCase();
    return this.#put(
      { type: "linkReference", identifier, label, referenceType: "shortcut", children },
      i,
      end,
    );
  }

  #image(i: number, to: number): number {
    image.lastIndex = i;
    const found = image.exec(this.#text);
    if (found === null || image.lastIndex > to) return -1;
    const [, alt = "", url = ""] = found;
    return this.#put({ type: "image", title: null, url, alt }, i, image.lastIndex);
  }

  #tag(i: number, to: number): number {
    const text = this.#text;
    const first = i + 1 < to ? (text[i + 1] as string) : " ";
    if (/[\s<>]/.test(first)) return i + 1;
    const end = /[a-z/!]/i.test(first) ? this.#tagEnd(i, to) : 0;
    if (end === -1) return -1;
    if (end > 0) return this.#put({ type: "notionInline", value: text.slice(i, end) }, i, end);
    autolink.lastIndex = i;
    const found = autolink.exec(text);
    if (found !== null && autolink.lastIndex <= to) {
      const url = found[1] as string;
      const position = this.#position(i + 1, i + 1 + url.length);
      const children = [{ type: "text" as const, value: url, position }];
      return this.#put({ type: "link", title: null, url, children }, i, autolink.lastIndex);
    }
    email.lastIndex = i;
    return email.test(text) ? -1 : i + 1;
  }

  /** Where the tag that starts at `i` ends, as the tokenizer sees it; 0 if it is none, -1 if it is too long. */
  #tagEnd(i: number, to: number): number {
    const text = this.#text;
    let quote = 0;
    for (let at = i + 1; at < to; at++) {
      if (at - i > tagMax) return -1;
      const code = text.charCodeAt(at);
      if (code === 10 || (quote === 0 && code === 60)) return 0;
      if (quote !== 0) {
        if (code === quote) quote = 0;
      } else if (code === 34 || code === 39) quote = code;
      else if (code === 62) {
        const raw = text.slice(i, at + 1);
        if (!this.#rules.matcher.inline.test(raw) && !inlineComment.test(raw)) return 0;
        if (raw !== "<equation>") return at + 1;
        const closing = text.indexOf("</equation>", at + 1);
        if (closing === -1 || closing >= to) return -1;
        return text.slice(at, closing).includes("\n") ? 0 : closing + "</equation>".length;
      }
    }
    return 0;
  }

  #characterReference(i: number): number {
    printable.lastIndex = i;
    const found = printable.exec(this.#text);
    if (found !== null)
      return this.#say(String.fromCharCode(Number(found[1])), i, printable.lastIndex);
    reference.lastIndex = i;
    return reference.test(this.#text) ? -1 : i + 1;
  }

  #math(i: number, to: number): number {
    const text = this.#text;
    if (text[i - 1] === "$") return i + 1;
    const first = i + 1 < to ? (text[i + 1] as string) : "$";
    if (!this.#hasMathEnd || /[$\s]/.test(first)) {
      // Spaces of other alphabets may stand inside.
      return /[^\S \n]/.test(first) ? -1 : i + 1;
    }
    let last = "";
    for (let at = i + 1; at < to; at++) {
      const char = text[at] as string;
      if (char === "$" && last !== "" && last !== " " && last !== "\n") {
        if (/\d/.test(text[at + 1] ?? "")) return i + 1;
        const value = text.slice(i + 1, at).replace(/\n +/g, "\n");
        return this.#put({ type: "notionMath", value }, i, at + 1);
      }
      // What a line is indented by stands outside.
      if (char === " " && last === "\n") continue;
      last = char === "\\" && at + 1 < to ? (text[++at] as string) : char;
    }
    this.#hasMathEnd = false;
    return i + 1;
  }

  #emoji(i: number): number {
    if (/[\w:]/.test(this.#text[i - 1] ?? "")) return i + 1;
    emoji.lastIndex = i;
    const found = emoji.exec(this.#text);
    if (found === null) return i + 1;
    return this.#put({ type: "notionEmoji", value: found[0] }, i, emoji.lastIndex);
  }
}

/** How often the character at `i` stands there in a row. */
function runAt(text: string, i: number, to: number): number {
  const code = text.charCodeAt(i);
  let end = i + 1;
  while (end < to && text.charCodeAt(end) === code) end++;
  return end - i;
}

const letter = 0;
const space = 1;
/** Punctuation: lets a mark open or close where something else stands on the other side. */
const mayBe = 2;

function kindOf(text: string, at: number): number {
  if (at < 0 || at >= text.length) return space;
  const code = text.charCodeAt(at);
  if (unicodeWhitespace(code)) return space;
  return unicodePunctuation(code) ? mayBe : letter;
}
