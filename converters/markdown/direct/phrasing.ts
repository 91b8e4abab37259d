/**
 * Inline Markdown whose reading is beyond doubt → phrasing content, without the tokenizer.
 *
 * Plain text, escapes, marks of which each can only open or only close and that nest, code, our tags,
 * equations, emoji, links and images of the simplest form. Whatever is not one of these is left to the
 * tokenizer: the answer is `null`. Both give the same nodes; a test holds them to it.
 */
import type { PhrasingContent } from "mdast";
import { marksMax } from "../limits.ts";
import { mathEnd, tagEnd } from "./ends.ts";
import { endFrames, type Frame, readMarks, runAt } from "./marks.ts";
import { Nodes, type Place } from "./nodes.ts";
import type { Labels, Rules } from "./rules.ts";

const special = /[\\`*_~[\]<&$:!\n]/g;
/** A tab that no line is indented with. */
const otherTab = /(?:^|[^\n \t])[ \t]*\t/;

/** `marks`: that the tokenizer has counted before the text. */
export function readPhrasing(
  text: string,
  place: Place,
  rules: Rules,
  marks = 0,
): PhrasingContent[] | null {
  if (text.includes("\t") && (otherTab.test(text) || /[`$]/.test(text))) return null;
  return new Scan(text, place, rules, marks).span(0, text.length);
}

const link = /\[([^[\]\\`<$\n]*)\]\(([^\s<>()\\&\p{Cc}]*)\)/uy;
const image = /!\[([^[\]\\`<$&*_~!:\n]*)\]\(([^\s<>()\\&\p{Cc}]*)\)/uy;
const shortcut = /\[([\w.-]+)\](?![[(])/y;
const autolink = /<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\p{Cc} <>]*)>/uy;
const email = /<[\w.!#$%&'*+/=?^`{|}~-]{1,400}@[A-Za-z\d][A-Za-z\d.-]{0,400}>/y;
const longEmail = /<[^\s<>]{400}/y;
const emoji = /:[\w+-]{1,101}:(?![\w:])/y;
const reference = /&(?:#|[A-Za-z][A-Za-z\d]*;)/y;
const printable = /&#(3[2-9]|[4-9]\d|1[01]\d|12[0-6]);/y;
const punctuation = /[!-/:-@[-`{-~]/;
class Scan {
  readonly #text: string;
  readonly #rules: Rules;
  readonly #nodes: Nodes;
  #hasMathEnd = true;
  /** Sizes of backtick runs of which no more stand ahead. */
  readonly #withoutEnd = new Set<number>();

  /** Where the last link's target and the last bracket stand: looked for once, not at every bracket. */
  readonly #lastTarget: number;
  readonly #lastBracket: number;

  /** Runs of marks, and brackets, so far: the tokenizer takes those beyond its limit for text, and so does this. */
  #marks: number;

  constructor(text: string, place: Place, rules: Rules, marks: number) {
    this.#text = text;
    this.#marks = marks;
    this.#lastTarget = text.lastIndexOf("](");
    this.#lastBracket = text.lastIndexOf("]");
    this.#rules = rules;
    this.#nodes = new Nodes(text, place);
  }

  span(from: number, to: number): PhrasingContent[] | null {
    const found: PhrasingContent[] = [];
    const outer = this.#nodes.swap(found, from);
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
    endFrames(this.#text, to, frames, this.#nodes);
    this.#nodes.swap(outer, to);
    return found;
  }

  /** What starts with the special character at `i`; where to go on, or -1. */
  #step(i: number, to: number, frames: Frame[]): number {
    const text = this.#text;
    switch (text.charCodeAt(i)) {
      case 92: // backslash
        return this.#escape(i, to);
      case 96: // backtick
        return this.#isBeyond() ? i + runAt(text, i, to) : this.#code(i, to);
      case 42: // *
      case 95: // _
      case 126: // ~
        return this.#isBeyond() ? i + 1 : readMarks(text, i, frames, this.#nodes);
      case 91: // [
        return this.#isBeyond() ? i + 1 : this.#link(i, to);
      case 93: // ]
        this.#isBeyond();
        return i + 1;
      case 33: // !
        if (this.#isBeyond() || text[i + 1] !== "[" || i + 1 >= to) return i + 1;
        return this.#image(i, to);
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

  /** Counts a mark: whether it is one too many. */
  #isBeyond(): boolean {
    return ++this.#marks > marksMax;
  }

  /** Two spaces before it make it a break; spaces around it go. */
  #lineEnd(i: number, to: number): number {
    const text = this.#text;
    let start = i;
    while (start > this.#nodes.plain && text[start - 1] === " ") start--;
    const end = this.#indentEnd(i + 1, to);
    if (i - start >= 2) {
      this.#nodes.put({ type: "break" }, start, i + 1);
      this.#nodes.skip(end);
    } else if (end - start > 1) {
      this.#nodes.say("\n", start, end);
      this.#nodes.endText(i + 1);
    }
    return end;
  }

  #indentEnd(from: number, to: number): number {
    let at = from;
    while (at < to && /[ \t]/.test(this.#text[at] as string)) at++;
    return at;
  }

  #escape(i: number, to: number): number {
    const next = i + 1 < to ? (this.#text[i + 1] as string) : "";
    if (next === "\n") {
      this.#nodes.put({ type: "break" }, i, i + 2);
      const end = this.#indentEnd(i + 2, to);
      this.#nodes.skip(end);
      return end;
    }
    return next !== "" && punctuation.test(next) ? this.#nodes.say(next, i, i + 2) : i + 1;
  }

  #code(i: number, to: number): number {
    const text = this.#text;
    const size = runAt(text, i, to);
    if (size > 16) return -1;
    let end = i + size;
    if (this.#withoutEnd.has(size)) return end;
    for (;;) {
      end = text.indexOf("`", end);
      if (end === -1 || end >= to) return this.#codeWithoutEnd(i, to, size);
      const other = runAt(text, end, to);
      if (other === size) break;
      end += other;
    }
    let value = text.slice(i + size, end);
    if (value.includes("\n")) return -1;
    if (value.startsWith(" ") && value.endsWith(" ") && /[^ ]/.test(value))
      value = value.slice(1, -1);
    return this.#nodes.put({ type: "inlineCode", value }, i, end + size);
  }

  /** A run that no other of its size follows is text; within a link one might follow behind it. */
  #codeWithoutEnd(i: number, to: number, size: number): number {
    if (to < this.#text.length) return -1;
    this.#withoutEnd.add(size);
    return i + size;
  }

  #link(i: number, to: number): number {
    link.lastIndex = i;
    const found = link.exec(this.#text);
    if (found === null || link.lastIndex > to) {
      if (this.#lastTarget >= i) return -1;
      return this.#rules.labels === null ? i + 1 : this.#reference(i, to, this.#rules.labels);
    }
    const end = link.lastIndex;
    const [, label = "", url = ""] = found;
    this.#nodes.flush(i);
    const children = this.span(i + 1, i + 1 + label.length);
    if (children === null || this.#isBeyond()) return -1;
    this.#nodes.skip(end);
    return this.#nodes.put({ type: "link", title: null, url, children: children as never }, i, end);
  }

  /** `[label]`, and what only looks like it. */
  #reference(i: number, to: number, labels: Labels): number {
    shortcut.lastIndex = i;
    const found = shortcut.exec(this.#text);
    if (found === null || shortcut.lastIndex > to) return this.#lastBracket >= i ? -1 : i + 1;
    const end = shortcut.lastIndex;
    const label = found[1] as string;
    if (!labels.includes(label.toUpperCase())) return i + 1;
    this.#marks += label.match(/_+/g)?.length ?? 0;
    if (this.#isBeyond()) return -1;
    const children = [
      { type: "text" as const, value: label, position: this.#nodes.position(i + 1, end - 1) },
    ];
    const identifier = label.toLowerCase();
    return this.#nodes.put(
      { type: "linkReference", identifier, label, referenceType: "shortcut", children },
      i,
      end,
    );
  }

  #image(i: number, to: number): number {
    image.lastIndex = i;
    const found = image.exec(this.#text);
    if (found === null || image.lastIndex > to || this.#isBeyond()) return -1;
    const [, alt = "", url = ""] = found;
    return this.#nodes.put({ type: "image", title: null, url, alt }, i, image.lastIndex);
  }

  #tag(i: number, to: number): number {
    const text = this.#text;
    const first = i + 1 < to ? (text[i + 1] as string) : " ";
    if (/[\s<>]/.test(first)) return i + 1;
    const end = /[a-z/!]/i.test(first) ? tagEnd(text, i, to, this.#rules.matcher) : 0;
    if (end === -1) return -1;
    if (end > 0)
      return this.#nodes.put({ type: "notionInline", value: text.slice(i, end) }, i, end);
    autolink.lastIndex = i;
    const found = autolink.exec(text);
    if (found !== null && autolink.lastIndex <= to) {
      const url = found[1] as string;
      const position = this.#nodes.position(i + 1, i + 1 + url.length);
      const children = [{ type: "text" as const, value: url, position }];
      return this.#nodes.put({ type: "link", title: null, url, children }, i, autolink.lastIndex);
    }
    email.lastIndex = i;
    longEmail.lastIndex = i;
    return email.test(text) || longEmail.test(text) ? -1 : i + 1;
  }

  #characterReference(i: number): number {
    printable.lastIndex = i;
    const found = printable.exec(this.#text);
    if (found !== null)
      return this.#nodes.say(String.fromCharCode(Number(found[1])), i, printable.lastIndex);
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
    const end = mathEnd(text, i, to);
    if (end === -1) this.#hasMathEnd = false;
    if (end === -1 || /\d/.test(text[end + 1] ?? "")) return i + 1;
    const value = text.slice(i + 1, end).replace(/\n +/g, "\n");
    return this.#nodes.put({ type: "notionMath", value }, i, end + 1);
  }

  #emoji(i: number): number {
    if (/[\w:]/.test(this.#text[i - 1] ?? "")) return i + 1;
    emoji.lastIndex = i;
    const found = emoji.exec(this.#text);
    if (found === null) return i + 1;
    return this.#nodes.put({ type: "notionEmoji", value: found[0] }, i, emoji.lastIndex);
  }
}
