/**
 * The converters beside notion-to-md 3, martian and bare remark, on one seeded corpus of 10,000 mixed blocks
 * that `converters-corpus.ts` makes: on some 200 pages, and all on one.
 *
 * Figures are CPU time (`process.cpuUsage`). The variants take turns over several rounds, and each is judged
 * by its least: what else runs on the machine only ever adds. All readers read the same text, the one that
 * we print. What is printed is taken as bytes, as a file takes it. notion-to-md is fed by a client that answers
 * from memory as Notion does, by pages of 100 children.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { markdownToBlocks as martian } from "@tryfabric/martian";
import { NotionToMarkdown } from "notion-to-md";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { blocksToMarkdown, markdownToBlocks } from "../../converters/index.ts";
import { extensionsOf } from "../../converters/markdown/extensions.ts";
import { plainTags } from "../../converters/markdown/tag-names.ts";
import { plainRun } from "../../converters/rich-text/plain.ts";
import {
  childrenByParent,
  type MixedCorpus,
  type MixedPage,
  mixedCorpus,
  onePage,
} from "./converters-corpus.ts";
import { costly, costlySize } from "./converters-costly.ts";
import type { Row } from "./run.ts";

const rounds = Number(process.env["BENCH_ROUNDS"] ?? 7);
const blockCount = 10_000;

/** Rows as they are measured: the last of them take minutes. */
export async function* bench(): AsyncGenerator<Row> {
  const corpus = mixedCorpus(blockCount);
  const large = mixedCorpus(10 * blockCount, 2);
  yield* await printing(corpus);
  yield* await reading(corpus);
  yield* await growing(corpus, large);
  yield* await pathological();
  yield* await huge(large);
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

type Variant = () => unknown;

/** CPU milliseconds of every variant, the least of all rounds. */
async function measure<T extends string>(
  variants: Readonly<Record<T, Variant>>,
  turns = rounds,
): Promise<Record<T, number>> {
  const least = {} as Record<T, number>;
  for (let round = 0; round < turns; round++) {
    for (const name of Object.keys(variants) as T[]) {
      collectGarbage();
      const before = process.cpuUsage();
      await variants[name]();
      const { user, system } = process.cpuUsage(before);
      least[name] = Math.min(least[name] ?? Number.POSITIVE_INFINITY, (user + system) / 1000);
    }
  }
  return least;
}

const each =
  <T>(items: readonly T[], convert: (item: T) => unknown): Variant =>
  () => {
    for (const item of items) convert(item);
  };

const print = (page: MixedPage): string => blocksToMarkdown(page.blocks);
/** A text that was only put together from pieces is no text yet. */
const toBytes = (text: string): Uint8Array => Buffer.from(text);
const printBytes = (page: MixedPage): Uint8Array => toBytes(print(page));
const textsOf = (corpus: MixedCorpus): string[] => corpus.pages.map(print);

/** Answers `blocks.children.list` from memory, 100 children at a time. */
function notionToMd(pages: readonly MixedPage[]): Variant {
  const children = childrenByParent(pages);
  const list = async (query: { block_id: string; start_cursor?: string }) => {
    const all = children.get(query.block_id) ?? [];
    const start = Number(query.start_cursor ?? 0);
    const end = start + 100;
    const next_cursor = end < all.length ? String(end) : null;
    return { results: all.slice(start, end), next_cursor, has_more: next_cursor !== null };
  };
  const notionClient = { blocks: { children: { list } } } as never;
  return async () => {
    for (const { id } of pages) {
      const n2m = new NotionToMarkdown({ notionClient });
      toBytes(n2m.toMarkdownString(await n2m.pageToMarkdown(id))["parent"] ?? "");
    }
  };
}

async function printing(corpus: MixedCorpus): Promise<Row[]> {
  const whole = onePage(corpus);
  const times = await measure({
    ours: each(corpus.pages, printBytes),
    theirs: notionToMd(corpus.pages),
    oursOne: () => printBytes(whole),
    theirsOne: notionToMd([whole]),
  });
  const name = `blocks → Markdown, ${corpus.blockCount} blocks`;
  return [
    { name: `${name} on ${corpus.pages.length} pages`, value: times.ours, unit: "ms" },
    { name: "  notion-to-md 3", value: times.theirs, unit: "ms" },
    atLeast("  times the speed of notion-to-md", times.theirs / times.ours, 1),
    { name: `${name} on one page`, value: times.oursOne, unit: "ms" },
    { name: "  notion-to-md 3", value: times.theirsOne, unit: "ms" },
    atLeast("  times the speed of notion-to-md", times.theirsOne / times.oursOne, 1),
  ];
}

function bareRemark(): (text: string) => unknown {
  const { syntax, tree } = extensionsOf(plainTags);
  const processor = unified()
    .use(remarkParse)
    .data("micromarkExtensions", syntax)
    .data("fromMarkdownExtensions", tree)
    .freeze();
  return (text) => processor.parse(text);
}

async function reading(corpus: MixedCorpus): Promise<Row[]> {
  const texts = textsOf(corpus);
  const whole = print(onePage(corpus));
  const remark = bareRemark();
  const name = `Markdown → blocks, ${corpus.blockCount} blocks`;
  const times = await measure({
    ours: each(texts, markdownToBlocks),
    remark: each(texts, remark),
    martian: each(texts, (text) => martian(text)),
  });
  const one = await measure(
    {
      ours: () => markdownToBlocks(whole),
      remark: () => remark(whole),
      martian: () => martian(whole),
    },
    Math.min(rounds, 3),
  );
  return [
    { name: `${name} on ${corpus.pages.length} pages`, value: times.ours, unit: "ms" },
    { name: "  bare remark, the same extensions", value: times.remark, unit: "ms" },
    { name: "  martian", value: times.martian, unit: "ms" },
    atMost("  times the time of bare remark", times.ours / times.remark, 1.15),
    atLeast("  times the speed of martian", times.martian / times.ours, 1.5),
    { name: `${name} in one document`, value: one.ours, unit: "ms" },
    { name: "  bare remark, the same extensions", value: one.remark, unit: "ms" },
    { name: "  martian", value: one.martian, unit: "ms" },
    atMost("  times the time of bare remark", one.ours / one.remark, 1.15),
    atLeast("  times the speed of martian", one.martian / one.ours, 4),
  ];
}

async function growing(small: MixedCorpus, large: MixedCorpus): Promise<Row[]> {
  const [texts, largeTexts] = [textsOf(small), textsOf(large)];
  const [one, largeOne] = [onePage(small), onePage(large)];
  const [text, largeText] = [print(one), print(largeOne)];
  const times = await measure({
    print: each(small.pages, printBytes),
    printLarge: each(large.pages, printBytes),
    read: each(texts, markdownToBlocks),
    readLarge: each(largeTexts, markdownToBlocks),
    printOne: () => printBytes(one),
    printLargeOne: () => printBytes(largeOne),
    readOne: () => markdownToBlocks(text),
    readLargeOne: () => markdownToBlocks(largeText),
  });
  const factor = large.blockCount / small.blockCount / 10;
  return [
    atMost(
      "10 × the pages, blocks → Markdown, times the time",
      times.printLarge / times.print / factor,
      11,
    ),
    atMost(
      "10 × the pages, Markdown → blocks, times the time",
      times.readLarge / times.read / factor,
      11,
    ),
    atMost(
      "10 × the document, blocks → Markdown, times the time",
      times.printLargeOne / times.printOne / factor,
      11,
    ),
    atMost(
      "10 × the document, Markdown → blocks, times the time",
      times.readLargeOne / times.readOne / factor,
      11,
    ),
  ];
}

async function pathological(): Promise<Row[]> {
  const reading: Row[] = [];
  const returning: Row[] = [];
  const printing: Row[] = [];
  const row = (name: string, value: number): Row => ({
    name: `  ${name}`,
    value,
    unit: "ms",
    limit: 2_000,
  });
  const texts = [...costly()];
  for (const [i, [name, text]] of texts.entries()) {
    if (i % 20 === 0) process.stderr.write(`costly texts: ${i} of ${texts.length}\n`);
    for (const flavor of ["plain", "notion"] as const) {
      let { blocks } = markdownToBlocks("");
      const read = () => {
        ({ blocks } = markdownToBlocks(text, { flavor }));
      };
      const { ours } = await measure({ ours: read }, 1);
      reading.push(row(`${flavor}: ${name}`, ours));
      const { back } = await measure({ back: () => blocksToMarkdown(blocks, { flavor }) }, 1);
      returning.push(row(`${flavor}: ${name}`, back));
    }
    const said = lone(text);
    const { plain, notion } = await measure(
      {
        plain: () => blocksToMarkdown(said),
        notion: () => blocksToMarkdown(said, { flavor: "notion" }),
      },
      1,
    );
    printing.push(row(name, Math.max(plain, notion)));
  }
  const size = `of ${costlySize} characters that cost`;
  return [
    ...slowest(`texts ${size}, read in either flavor`, reading, 12),
    ...slowest(`texts ${size}, printed as they were read`, returning, 4),
    ...slowest(`texts ${size}, said in one paragraph and printed`, printing, 4),
  ];
}

/** A paragraph of the same characters as plain text. */
const lone = (content: string): MixedPage["blocks"] =>
  [
    { type: "paragraph", paragraph: { rich_text: [plainRun(content)], color: "default" } },
  ] as unknown as MixedPage["blocks"];

function slowest(name: string, rows: readonly Row[], count: number): Row[] {
  const sorted = [...rows].sort((a, b) => b.value - a.value);
  const shown = sorted.filter((row, i) => i < count || row.value > (row.limit ?? 0));
  return [{ name: `${name}, the slowest of`, value: rows.length, unit: "texts" }, ...shown];
}

/** A file of 10 MB: what it takes, and the most memory that the process has used till then. */
async function huge(corpus: MixedCorpus): Promise<Row[]> {
  const part = print(onePage(corpus));
  const text = part.repeat(Math.ceil(10_000_000 / part.length)).slice(0, 10_000_000);
  collectGarbage();
  const before = process.memoryUsage();
  let blocks = markdownToBlocks("").blocks;
  let peak = 0;
  const { read } = await measure(
    {
      read: () => {
        blocks = markdownToBlocks(text).blocks;
        peak = process.memoryUsage().heapUsed - before.heapUsed;
      },
    },
    1,
  );
  const { write } = await measure({ write: () => blocksToMarkdown(blocks) }, 1);
  const word = "a".repeat(10_000_000);
  const { line } = await measure({ line: () => markdownToBlocks(word) }, 1);
  return [
    { name: "10 MB of mixed Markdown → blocks", value: read, unit: "ms" },
    { name: "  heap at its end", value: peak / 2 ** 20, unit: "MB" },
    { name: "  and back", value: write, unit: "ms" },
    { name: "10 MB that are one word → blocks", value: line, unit: "ms" },
    {
      name: "most resident memory of the whole run",
      value: process.resourceUsage().maxRSS / 1024,
      unit: "MB",
    },
  ];
}

const atLeast = (name: string, value: number, limit: number): Row => ({
  name,
  value,
  unit: "×",
  limit,
  atLeast: true,
});
const atMost = (name: string, value: number, limit: number): Row => ({
  name,
  value,
  unit: "×",
  limit,
});
