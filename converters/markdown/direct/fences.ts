/**
 * Fenced code and `$$` equations that are closed.
 */
import type { RootContent } from "mdast";
import { isLazy, type Lines, lineAt } from "./lines.ts";
import { positioned } from "./rules.ts";

const opening = /^(?:(`{3,}|~{3,})([\w+#.-]*)|(\${2,}))$/;

export function readFence(lines: Lines, i: number, out: RootContent[]): number {
  const { text } = lines;
  const found = opening.exec(lineAt(lines, i));
  if (found === null) return -1;
  const [, fence, info = "", dollars] = found;
  const marker = (fence ?? dollars) as string;
  const code = marker.charCodeAt(0);
  for (let end = i + 1; end < lines.from.length; end++) {
    if (isLazy(lines, end)) return -1;
    let at = lines.from[end] as number;
    const to = lines.to[end] as number;
    while (at < to && text.charCodeAt(at) === 32) at++;
    if (text.charCodeAt(at) !== code || at - (lines.from[end] as number) > 3) continue;
    let size = 0;
    while (at < to && text.charCodeAt(at) === code) {
      at++;
      size++;
    }
    if (size < marker.length || /[^ \t]/.test(text.slice(at, to))) continue;
    let value = "";
    for (let line = i + 1; line < end; line++)
      value += line === i + 1 ? lineAt(lines, line) : `\n${lineAt(lines, line)}`;
    const position = positioned(lines.from[i] as number, to);
    if (dollars === undefined)
      out.push({ type: "code", lang: info === "" ? null : info, meta: null, value, position });
    else out.push({ type: "math", meta: null, value, position });
    return end + 1;
  }
  return -1;
}
