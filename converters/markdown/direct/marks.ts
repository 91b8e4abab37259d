/**
 * Runs of marks (`*`, `_`, `~`): which of them open, which close, and what becomes of those without a partner.
 */
import type { PhrasingContent } from "mdast";
import { unicodePunctuation, unicodeWhitespace } from "micromark-util-character";
import type { Nodes } from "./nodes.ts";

/** A run that opens, until its partner is found. */
export interface Frame {
  readonly marker: number;
  readonly size: number;
  /** What stands before it. */
  readonly nodes: PhrasingContent[];
  readonly start: number;
}

const letter = 0;
const space = 1;
/** Punctuation: lets a mark open or close where something else stands on the other side. */
const mayBe = 2;

function kindOf(text: string, at: number): number {
  if (at < 0 || at >= text.length) return space;
  const code = text.charCodeAt(at);
  if (unicodeWhitespace(code)) return space;
  return unicodePunctuation(code) ? mayBe : letter;
}

/** How often the character at `i` stands there in a row. */
export function runAt(text: string, i: number, to: number): number {
  const code = text.charCodeAt(i);
  let end = i + 1;
  while (end < to && text.charCodeAt(end) === code) end++;
  return end - i;
}

/** What the run from `i` up to `end` does, by what stands around it; `both` is left to the tokenizer. */
function workOf(text: string, i: number, end: number): "opens" | "closes" | "both" | "nothing" {
  const marker = text.charCodeAt(i);
  const before = kindOf(text, i - 1);
  const after = kindOf(text, end);
  let opens = after === letter || (after === mayBe && before !== letter);
  let closes = before === letter || (before === mayBe && after !== letter);
  if (marker !== 126) {
    opens ||= text.charCodeAt(end) === 126;
    closes ||= text.charCodeAt(i - 1) === 126;
  }
  if (marker === 95 && opens && closes) {
    opens = before !== letter;
    closes = after !== letter;
  }
  if (opens) return closes ? "both" : "opens";
  return closes ? "closes" : "nothing";
}

/** The run of marks at `i`: where to go on, or -1. */
export function readMarks(text: string, i: number, frames: Frame[], nodes: Nodes): number {
  const marker = text.charCodeAt(i);
  const end = i + runAt(text, i, text.length);
  const size = end - i;
  if (marker === 126 && size === 1) return end;
  if (size > (marker === 126 ? 2 : 3)) return -1;
  const work = workOf(text, i, end);
  if (work === "both") return -1;
  if (work === "nothing") return end;
  if (work === "opens") {
    nodes.flush(i);
    frames.push({ marker, size, nodes: nodes.swap([], end), start: i });
    return end;
  }
  const frame = frames.at(-1);
  if (frame === undefined || frame.marker !== marker || frame.size !== size)
    // What nothing has opened is text.
    return frames.some((one) => one.marker === marker) ? -1 : end;
  frames.pop();
  nodes.flush(i);
  const children = nodes.swap(frame.nodes, i);
  const { start } = frame;
  if (marker === 126) return nodes.put({ type: "delete", children }, start, end);
  if (size === 1) return nodes.put({ type: "emphasis", children }, start, end);
  const strong: PhrasingContent = { type: "strong", children };
  if (size === 2) return nodes.put(strong, start, end);
  strong.position = nodes.position(start + 1, end - 1);
  return nodes.put({ type: "emphasis", children: [strong] }, start, end);
}

/** Marks that nothing closes are text, of one piece with the text around them; all up to `to` is read. */
export function endFrames(text: string, to: number, frames: readonly Frame[], nodes: Nodes): void {
  nodes.flush(to);
  for (let i = frames.length - 1; i >= 0; i--) {
    const { nodes: before, start, size } = frames[i] as Frame;
    const behind = nodes.swap(before, to);
    const value = text.slice(start, start + size);
    addText(before, { type: "text", value, position: nodes.position(start, start + size) });
    for (const node of behind) addText(before, node);
  }
}

function addText(nodes: PhrasingContent[], node: PhrasingContent): void {
  const last = nodes.at(-1);
  if (last?.type !== "text" || node.type !== "text") {
    nodes.push(node);
    return;
  }
  last.value += node.value;
  if (last.position !== undefined && node.position !== undefined)
    last.position = { start: last.position.start, end: node.position.end };
}
