/**
 * The characters of a text that are syntax somewhere in Markdown, found in one look: most texts have none, and
 * whoever prints asks the signs instead of searching the text again.
 */
export const sign = {
  backslash: 1 << 0,
  tick: 1 << 1,
  star: 1 << 2,
  underscore: 1 << 3,
  opening: 1 << 4,
  closing: 1 << 5,
  less: 1 << 6,
  ampersand: 1 << 7,
  dollar: 1 << 8,
  tilde: 1 << 9,
  colon: 1 << 10,
  pipe: 1 << 11,
  bang: 1 << 12,
  lineFeed: 1 << 13,
  carriageReturn: 1 << 14,
  /** U+0000 and halves of characters: Markdown can't carry them, unless two halves make a whole. */
  doubtful: 1 << 15,
} as const;

const any = /[\\`*_[\]<&$~:|!\n\r\0\ud800-\udfff]/g;

/** By character code. */
const bits = new Uint16Array(128);
for (const [char, bit] of [
  ["\\", sign.backslash],
  ["`", sign.tick],
  ["*", sign.star],
  ["_", sign.underscore],
  ["[", sign.opening],
  ["]", sign.closing],
  ["<", sign.less],
  ["&", sign.ampersand],
  ["$", sign.dollar],
  ["~", sign.tilde],
  [":", sign.colon],
  ["|", sign.pipe],
  ["!", sign.bang],
  ["\n", sign.lineFeed],
  ["\r", sign.carriageReturn],
  ["\0", sign.doubtful],
] as const)
  bits[char.charCodeAt(0)] = bit;

/** One bit of `sign` for each kind of character that occurs. */
export function signsIn(text: string): number {
  let found = 0;
  any.lastIndex = 0;
  // `test` makes no objects, and a text without signs costs one call.
  while (any.test(text)) found |= bits[text.charCodeAt(any.lastIndex - 1)] ?? sign.doubtful;
  return found;
}

/** Those that are syntax only with another one of their kind. */
export const pairing = sign.tick | sign.star | sign.underscore | sign.dollar;

const pairingChars = [
  ["`", sign.tick],
  ["*", sign.star],
  ["_", sign.underscore],
  ["$", sign.dollar],
] as const;

/** Those of `wanted` that occur twice, or once where `once` has them. */
export function pairedIn(text: string, wanted: number, once = 0): number {
  let found = 0;
  for (const [char, bit] of pairingChars) {
    if ((wanted & bit) === 0) continue;
    const at = text.indexOf(char);
    if (at !== -1 && ((once & bit) !== 0 || text.includes(char, at + 1))) found |= bit;
  }
  return found;
}

/** Whether `](` or `]:` stands in it, which could end the label of a link or of a definition. */
export const hasLinkEnd = (text: string, signs: number): boolean =>
  (signs & sign.closing) !== 0 && /\][(:]/.test(text);
