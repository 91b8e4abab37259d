/**
 * What Markdown can't carry: U+0000 and lone surrogates become U+FFFD.
 */
const doubtful = /[\0\ud800-\udfff]/;
const suspect = /[\ud800-\udfff]/;

export function cleanText(text: string): string {
  if (!doubtful.test(text)) return text;
  const whole = text.includes("\u0000") ? text.replaceAll("\u0000", "\ufffd") : text;
  return suspect.test(whole) ? whole.replace(/\p{Surrogate}/gu, "\ufffd") : whole;
}
