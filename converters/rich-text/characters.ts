/**
 * What Markdown can't carry: U+0000 and lone surrogates become U+FFFD.
 */
const doubtful = /[\0\ud800-\udfff]/;
const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

export function cleanText(text: string): string {
  if (!doubtful.test(text)) return text;
  return text.replaceAll("\u0000", "\ufffd").replace(lone, "\ufffd");
}
