/**
 * What Markdown can't carry: U+0000 and lone surrogates become U+FFFD.
 */
const suspect = /[\ud800-\udfff]/;

export function cleanText(text: string): string {
  const whole = text.includes("\u0000") ? text.replaceAll("\u0000", "\ufffd") : text;
  return suspect.test(whole) ? whole.replace(/\p{Surrogate}/gu, "\ufffd") : whole;
}
