/**
 * Descriptions of images that are Markdown themselves: a parser of Markdown keeps no more than their text.
 */
import { plainText } from "../../src/notion/canonical.ts";
import type { RichText } from "../../src/notion/types.ts";

/**
 * The description of the image that `source` is, with its formatting; `null` where it has none, or where more
 * than the text of it, `alt`, would come out.
 */
export function formattedCaption(
  source: string,
  alt: string,
  parseLine: (markdown: string) => readonly RichText[] | null,
): readonly RichText[] | null {
  const label = labelIn(source);
  // Images within are no text; their descriptions would be read again and again.
  if (!/[*_~]/.test(label) || label.includes("![")) return null;
  const runs = parseLine(label);
  return runs !== null && plainText(runs) === alt ? runs : null;
}

/** What stands between the brackets of an image. */
function labelIn(source: string): string {
  let depth = 0;
  for (let i = 2; i < source.length; i++) {
    const char = source[i];
    if (char === "\\") i++;
    else if (char === "[") depth++;
    else if (char === "]" && depth-- === 0) return source.slice(2, i);
  }
  return "";
}
