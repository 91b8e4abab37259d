/**
 * Attributes of our tags and attribute comments: `color="red" icon="💡"`.
 *
 * A value is written so that nothing in it can end the tag, the table cell, or open a code span or an
 * equation around it; `&` stands alone unless it would read as a character reference.
 */
import { cleanText } from "../rich-text/characters.ts";

export type Attributes = Readonly<Record<string, string>>;

const pattern = /\s*([A-Za-z_][\w:.-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/gy;

const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
};

/** Character references resolved; what names no character stays as typed. */
export function decodeReferences(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(\w+));/g, (all, dec, hex, name) => {
    if (name !== undefined) return named[name] ?? all;
    const code = dec === undefined ? Number.parseInt(hex, 16) : Number.parseInt(dec, 10);
    const valid = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return valid ? String.fromCodePoint(code) : "\ufffd";
  });
}

/** `text` is what stands between the tag's name and its `>`; a name without a value reads as `""`. The first of two equal names counts. */
export function parseAttributes(text: string): Attributes {
  const result: Record<string, string> = Object.create(null);
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const name = match[1] ?? "";
    result[name] ??= decodeReferences(match[2] ?? match[3] ?? match[4] ?? "");
  }
  return result;
}

const unsafe = /["<>|`$\n\r]|&(?=#|\w+;)|\](?=:)/g;

const harmless = /^[\w .,:/#+@-]*$/;

export const encodeValue = (value: string): string =>
  harmless.test(value)
    ? value
    : cleanText(value).replace(unsafe, (char) =>
        char === '"' ? "&quot;" : `&#${char.charCodeAt(0)};`,
      );

/** ` name="value"` for every attribute that has a value, in the given order. */
export function printAttributes(
  attributes: Readonly<Record<string, string | null | undefined>>,
): string {
  let result = "";
  for (const name in attributes) {
    const value = attributes[name];
    if (value === null || value === undefined) continue;
    result += ` ${name}="${encodeValue(value)}"`;
  }
  return result;
}

/** `<!--{color="red"}-->`, or nothing where there is nothing to say. */
export function printComment(
  attributes: Readonly<Record<string, string | null | undefined>>,
): string {
  const inner = printAttributes(attributes);
  return inner === "" ? "" : `<!--{${inner.slice(1)}}-->`;
}
