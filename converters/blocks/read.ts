/**
 * Markdown → blocks, with the place of every block in the text.
 */

import type { Definition, PhrasingContent } from "mdast";
import { plainAnnotations as plain } from "../../src/notion/canonical.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import type { ConvertOptions, Note, ParsedBlocks, Span } from "../context.ts";
import { flavors } from "../flavors.ts";
import { tooDeep } from "../flow/level.ts";
import { linesMax } from "../markdown/cuts.ts";
import { parseDocument } from "../markdown/pipeline.ts";
import type { ImageSegment, Inline, InlineReader } from "../rich-text/inline.ts";
import { readInline } from "../rich-text/read.ts";
import { withoutLoneBreak } from "./breaks.ts";
import type { FlowNode, Reader, Split, Text } from "./converter.ts";
import { make } from "./converter.ts";
import { makeMedia } from "./media.ts";

type Positioned = { readonly position?: FlowNode["position"] };

export const parseBlocks = (source: string, options: ConvertOptions = {}): ParsedBlocks =>
  parseBlocksBy(parseDocument, source, options);

/** The same by another parser: tests compare. */
export function parseBlocksBy(
  parse: typeof parseDocument,
  source: string,
  options: ConvertOptions = {},
): ParsedBlocks {
  const context = options.context ?? {};
  const flavor = flavors[options.flavor ?? "plain"];
  const text = source.replace(/\p{Surrogate}/gu, "\ufffd");
  const warnings: (Omit<Note, "line" | "column"> & { readonly offset: number })[] = [];
  const spans = new Map<BlockTree, Span>();
  const heads = new Map<BlockTree, Span>();
  const { nodes, definitions, overridden, deep, cuts } = parse(text, flavor.tags);
  const used = new Set<string>();

  const note = (code: string, message: string, offset: number) =>
    void warnings.push({ kind: "warning", code, message, offset });
  if (text !== source)
    note("invalid_character", "A lone surrogate became U+FFFD", source.search(/\p{Surrogate}/u));
  const nul = text.indexOf("\u0000");
  if (nul !== -1) note("invalid_character", "U+0000 became U+FFFD", nul);

  const startOf = (node: Positioned) => node.position?.start.offset ?? 0;
  const endOf = (node: Positioned) => node.position?.end.offset ?? 0;

  const inlineReader: InlineReader = {
    context,
    forms: flavor.forms,
    definitions,
    used,
    slice: (start, end) => text.slice(start, end),
    warn: (code, message, offset) => note(code, message, offset),
    parseLine,
  };
  const inline = (nodes: readonly PhrasingContent[]): Inline => readInline(nodes, inlineReader);

  function parseLine(markdown: string): readonly RichText[] | null {
    const inner = parseBlocksBy(parse, `x ${markdown}`, options);
    const [only] = inner.blocks;
    return inner.blocks.length === 1 && only?.type === "paragraph"
      ? withoutStart(only.paragraph.rich_text as readonly RichText[])
      : null;
  }

  function image(segment: ImageSegment): BlockTree {
    const block = makeMedia("image", segment.url, {}, segment.caption, context);
    spans.set(block, { start: segment.start, end: segment.end });
    return block;
  }

  const reader: Reader = {
    context,
    flow: (nodes) => flow.nested(nodes),
    text(nodes): Text {
      const { segments, attributes } = inline(nodes);
      if (segments.length === 1 && Array.isArray(segments[0]))
        return { runs: segments[0], attributes };
      const runs: RichText[] = [];
      for (const segment of segments) {
        if (Array.isArray(segment)) runs.push(...segment);
        else {
          const { url, start } = segment as ImageSegment;
          note("image_in_text", `No image can stand here, it becomes a link: ${url}`, start);
          runs.push(...imageLink(segment as ImageSegment));
        }
      }
      return { runs, attributes };
    },
    split(nodes): Split {
      const { segments, attributes } = inline(nodes);
      const [first] = segments;
      const lead = Array.isArray(first) ? (first as readonly RichText[]) : [];
      if (segments.length <= 1 && (first === undefined || Array.isArray(first)))
        return { runs: withoutLoneBreak(lead), attributes, rest: [] };
      const rest: BlockTree[] = [];
      let at = 0;
      for (const segment of segments.slice(Array.isArray(first) ? 1 : 0)) {
        if (!Array.isArray(segment)) {
          rest.push(image(segment as ImageSegment));
          at = (segment as ImageSegment).end;
          continue;
        }
        const runs = trimmed(segment as readonly RichText[], true);
        if (runs.length === 0) continue;
        const block = make("paragraph", { rich_text: runs, color: "default" });
        const next = segments[segments.indexOf(segment) + 1] as ImageSegment | undefined;
        const end = next === undefined ? endOf(nodes.at(-1) ?? {}) : next.start;
        spans.set(block, { start: at, end: Math.max(at, end) });
        rest.push(block);
      }
      return { runs: trimmed(lead, rest.length > 0), attributes, rest };
    },
    parseText(markdown, node) {
      if (markdown === "") return [];
      const runs = parseLine(markdown);
      if (runs === null) {
        note("attribute_not_text", `Read as plain text: ${markdown}`, startOf(node));
        return [{ type: "text", text: { content: markdown, link: null } } as unknown as RichText];
      }
      return runs;
    },
    textEnd(start, end) {
      let at = end;
      for (let last = end; ; last = at) {
        while (last > start && /[ \t>]/.test(text[last - 1] ?? "")) last--;
        if (last === start || !/[\n\r]/.test(text[last - 1] ?? "")) return at;
        at = text.startsWith("\r\n", last - 2) ? last - 2 : last - 1;
        if (at <= start) return end;
      }
    },
    isNear: (end, start) => (text.slice(end, start).match(/\r\n|\n|\r/g)?.length ?? 0) < 2,
    source: (node) => text.slice(startOf(node), endOf(node)),
    warn: (code, message, node) => note(code, message, startOf(node)),
    unknown(attributes, known, node) {
      for (const [name, value] of Object.entries(attributes)) {
        if (known.includes(name)) continue;
        note("unknown_attribute", `Unknown attribute ${name}="${value}"`, startOf(node));
      }
    },
  };

  const flow = flavor.createFlow({ reader, spans, heads, startOf, endOf });
  for (const offset of deep) note("nested_too_deep", tooDeep, offset);
  for (const offset of cuts) note("long_block_cut", tooLong, offset);
  flow.read(nodes);
  const blocks = flow.finish(text.length);
  for (const [identifier, definition] of definitions) {
    if (used.has(identifier) || identifier.startsWith("^")) continue;
    const at = text.indexOf(`[${definition.label ?? identifier}]:`);
    note("unused_definition", `Nothing refers to ${shownDefinition(definition)}`, at);
  }
  for (const definition of overridden) {
    if (definition.identifier.startsWith("^")) continue;
    const message = `Defined already, so this says nothing: ${shownDefinition(definition)}`;
    note("overridden_definition", message, startOf(definition));
  }
  return { blocks, warnings: located(text, warnings), spans, heads };
}

const shownDefinition = ({ identifier, label, url, title }: Definition): string =>
  `[${label ?? identifier}]: ${url} ${title ?? ""}`.trimEnd();

/** Markdown → API block shapes, children under `children`, uncut. */
export function markdownToBlocks(
  text: string,
  options: ConvertOptions = {},
): { readonly blocks: readonly BlockTree[]; readonly warnings: readonly Note[] } {
  const { blocks, warnings } = parseBlocks(text, options);
  return { blocks, warnings };
}

function located(
  text: string,
  warnings: readonly (Omit<Note, "line" | "column"> & { readonly offset: number })[],
): Note[] {
  if (warnings.length === 0) return [];
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return warnings
    .map(({ offset, ...note }) => {
      const at = Math.max(0, offset);
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= at) low = middle;
        else high = middle - 1;
      }
      return { ...note, line: low + 1, column: at - (starts[low] ?? 0) + 1 };
    })
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

/** An image where no block can stand: a link to it. */
function imageLink({ url, caption }: ImageSegment): RichText[] {
  const link = url === "" ? null : { url };
  if (caption.length === 0) {
    return url === ""
      ? []
      : [{ type: "text", text: { content: url, link }, annotations: plain } as RichText];
  }
  return caption.map((run) =>
    run.type === "text" && run.text.link === null ? { ...run, text: { ...run.text, link } } : run,
  );
}

/** Text beside an image without the spaces and breaks that parted them. */
function trimmed(runs: readonly RichText[], doesTrim: boolean): readonly RichText[] {
  if (!doesTrim) return runs;
  const result = [...runs];
  for (const side of [0, -1] as const) {
    for (let run = result.at(side); run?.type === "text"; run = result.at(side)) {
      const content = side === 0 ? run.text.content.trimStart() : run.text.content.trimEnd();
      if (content !== "") {
        result[side === 0 ? 0 : result.length - 1] = { ...run, text: { ...run.text, content } };
        break;
      }
      if (side === 0) result.shift();
      else result.pop();
    }
  }
  return result;
}

/** Without the `x ` that kept an attribute's text from starting a block. */
function withoutStart(runs: readonly RichText[]): readonly RichText[] {
  const [first, ...rest] = runs;
  if (first?.type !== "text") return runs;
  const content = first.text.content.slice(2);
  return content === "" ? rest : [{ ...first, text: { ...first.text, content } }, ...rest];
}

const tooLong = `A block of more than ${linesMax} lines goes on as another from here; no text is lost`;
