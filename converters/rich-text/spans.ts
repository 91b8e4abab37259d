/**
 * Spans whose content is not Markdown: code and equations.
 */
import { ticksMax } from "../markdown/limits.ts";
import { cleanText } from "./characters.ts";
import { sign } from "./signs.ts";

const unlikeCode =
  sign.tick | sign.lineFeed | sign.carriageReturn | sign.closing | sign.pipe | sign.backslash;

/** The content in backticks; `null` where they can't hold it. `signs`: those in the content. */
export function codeSpan(
  content: string,
  signs: number,
  cell: boolean,
  label: boolean,
): string | null {
  // Only these can end the span, the line or the cell; a space on both sides is taken for padding.
  if ((signs & unlikeCode) === 0 && !(content.startsWith(" ") && content.endsWith(" ")))
    return `\`${content}\``;
  // At the start of a line a bracket and a colon, even in backticks, make the label a definition's.
  if (/[\n\r]/.test(content) || (label && content.includes("]"))) return null;
  if (cell && /\\\||\\$/.test(content)) return null;
  let fence = "`";
  for (const run of content.match(/`+/g) ?? [])
    if (run.length >= fence.length) fence = "`".repeat(run.length + 1);
  if (fence.length > ticksMax) return null;
  const isPadded =
    content.startsWith("`") ||
    content.endsWith("`") ||
    (content.startsWith(" ") && content.endsWith(" ") && /[^ ]/.test(content));
  const inner = cell ? content.replaceAll("|", "\\|") : content;
  return isPadded ? `${fence} ${inner} ${fence}` : `${fence}${inner}${fence}`;
}

const dollarsHold = /^(?![\s])(?:[^\\$\n\r|]|\\[^\n\r|])+(?<!\s)$/;

/** `$…$`, or a tag where that can't hold the expression. */
export function printEquation(source: string, cell: boolean, touches: boolean): string {
  const expression = cleanText(source);
  const inCell = cell ? expression.includes("|") : false;
  const fits = dollarsHold.test(expression.replaceAll("|", "x")) && !/\s$/.test(expression);
  if (fits && !inCell && !touches) return `$${expression}$`;
  const inner = expression.replace(
    /[<>|\]\n\r]|&(?=#|\w+;)/g,
    (char) => `&#${char.charCodeAt(0)};`,
  );
  return `<equation>${inner}</equation>`;
}
