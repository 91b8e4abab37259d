/**
 * Bare addresses in newly typed text become links. Those that the block had before as plain text stay so.
 */
import { type BlockTree, contentOf, withContent } from "../../src/notion/tree.ts";
import type { RichText, TextRun } from "../../src/notion/types.ts";

/** `before`: the same block as it was; absent for a new one. */
export function linkified(block: BlockTree, before?: BlockTree): BlockTree {
  if (block.type === "code") return block;
  const content = contentOf(block);
  const old = before === undefined ? new Set<string>() : addressesIn(contentOf(before));
  const changed: Record<string, unknown> = {};
  for (const key of ["rich_text", "caption"]) {
    const runs = content[key];
    if (!Array.isArray(runs)) continue;
    const linked = linkedRuns(runs as RichText[], old);
    if (linked !== null) changed[key] = linked;
  }
  if (Array.isArray(content["cells"])) {
    const cells = content["cells"] as RichText[][];
    const linked = cells.map((cell) => linkedRuns(cell, old));
    if (linked.some((cell) => cell !== null))
      changed["cells"] = cells.map((cell, index) => linked[index] ?? cell);
  }
  return Object.keys(changed).length === 0 ? block : withContent(block, { ...content, ...changed });
}

const address = /(?<![\p{L}\p{N}_/.@-])https?:\/\/[^\s<>"`|\\^{}]+/giu;

/** Without the punctuation of the sentence around it, and without a bracket that it does not open. */
function trimmed(found: string): string {
  let end = found.length;
  for (;;) {
    const last = found[end - 1] ?? "";
    if (/[.,:;!?'’”*_~]/.test(last)) end--;
    else if (last === ")" && count(found.slice(0, end), ")") > count(found.slice(0, end), "("))
      end--;
    else if (last === "]" && count(found.slice(0, end), "]") > count(found.slice(0, end), "["))
      end--;
    else return found.slice(0, end);
  }
}

const count = (text: string, char: string): number => text.split(char).length - 1;

function isAddress(text: string): boolean {
  if (!/^https?:\/\/[^\s/?#]/i.test(text)) return false;
  return URL.canParse(text);
}

const isBare = (run: RichText): run is TextRun =>
  run.type === "text" && !run.text.link && run.annotations?.code !== true;

function* addresses(text: string): Generator<{ readonly at: number; readonly url: string }> {
  for (const match of text.matchAll(address)) {
    const url = trimmed(match[0]);
    if (isAddress(url)) yield { at: match.index, url };
  }
}

function addressesIn(content: Readonly<Record<string, unknown>>): Set<string> {
  const found = new Set<string>();
  const lists = [
    content["rich_text"],
    content["caption"],
    ...((content["cells"] as unknown[]) ?? []),
  ];
  for (const runs of lists) {
    if (!Array.isArray(runs)) continue;
    for (const run of runs as RichText[])
      if (isBare(run)) for (const { url } of addresses(run.text.content)) found.add(url);
  }
  return found;
}

/** `null`: nothing to link. */
function linkedRuns(
  runs: readonly RichText[],
  old: ReadonlySet<string>,
): readonly RichText[] | null {
  let any = false;
  const result = runs.flatMap((run): readonly RichText[] => {
    if (!isBare(run)) return [run];
    const parts: RichText[] = [];
    const text = run.text.content;
    let done = 0;
    for (const { at, url } of addresses(text)) {
      if (old.has(url)) continue;
      if (at > done) parts.push(textRun(run, text.slice(done, at), null));
      parts.push(textRun(run, url, url));
      done = at + url.length;
    }
    if (parts.length === 0) return [run];
    any = true;
    if (done < text.length) parts.push(textRun(run, text.slice(done), null));
    return parts;
  });
  return any ? result : null;
}

function textRun(like: TextRun, content: string, url: string | null): RichText {
  const run = {
    type: "text",
    text: { content, link: url === null ? null : { url } },
    ...(like.annotations === undefined ? {} : { annotations: like.annotations }),
  };
  return run as RichText;
}
