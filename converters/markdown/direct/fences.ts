/**
 * Fenced code and `$$` equations.
 */
import type { RootContent } from "mdast";
import { isBlank, isLazy, type Lines, lineAt } from "./lines.ts";
import { type Inside, positioned } from "./rules.ts";

const opening = /^(?:(`{3,}|~{3,})([\w+#.-]*)|(\${2,}))$/;

/** One that is open ends with the item or quote that it stands in. */
export function readFence(lines: Lines, i: number, out: RootContent[], { depth }: Inside): number {
  const found = opening.exec(lineAt(lines, i));
  if (found === null) return -1;
  const [, fence, info = "", dollars] = found;
  const marker = (fence ?? dollars) as string;
  const count = lines.from.length;
  let end = i + 1;
  while (end < count && !closes(lines, end, marker)) {
    if (isLazy(lines, end)) return -1;
    end++;
  }
  const isOpen = end === count;
  if (isOpen && (depth === 0 || !endsThere(lines))) return -1;
  let value = "";
  for (let line = i + 1; line < end; line++)
    value += line === i + 1 ? lineAt(lines, line) : `\n${lineAt(lines, line)}`;
  const position = positioned(
    lines.from[i] as number,
    lines.to[isOpen ? count - 1 : end] as number,
  );
  if (dollars === undefined)
    out.push({ type: "code", lang: info === "" ? null : info, meta: null, value, position });
  else out.push({ type: "math", meta: null, value, position });
  return isOpen ? count : end + 1;
}

function closes({ text, from, to }: Lines, i: number, marker: string): boolean {
  const code = marker.charCodeAt(0);
  const start = from[i] as number;
  const end = to[i] as number;
  let at = start;
  while (at < end && text.charCodeAt(at) === 32) at++;
  if (text.charCodeAt(at) !== code || at - start > 3) return false;
  let size = 0;
  while (at < end && text.charCodeAt(at) === code) {
    at++;
    size++;
  }
  return size >= marker.length && !/[^ \t]/.test(text.slice(at, end));
}

/** Whether the container surely ends with its last line: that is not blank, nor is the one below. */
function endsThere(lines: Lines): boolean {
  const last = lines.from.length - 1;
  if (isBlank(lines, last)) return false;
  const end = lines.to[last] as number;
  return /^(?:$|\r?\n(?:$|[^\s>]))/.test(lines.text.slice(end, end + 3));
}
