/**
 * What comes back when a person edits a file: tables of an edit of the text and what it does to the blocks.
 */
import { describe, expect, test } from "vitest";
import { pageToMarkdown } from "../../../converters/index.ts";
import { type BlockTree, childrenOf, walk } from "../../../src/notion/tree.ts";
import { type LiftOptions, lift } from "../../../sync/lift/lift.ts";
import {
  bookmark,
  callout,
  childPage,
  code,
  columns,
  divider,
  edit,
  h2,
  hosted,
  known,
  labelOf,
  li,
  mention,
  num,
  p,
  pageOf,
  quote,
  synced,
  syncedCopy,
  table,
  text,
  todo,
  toggle,
  unsupported,
} from "../../support/trees.ts";

const page = pageOf("00000000-0000-4000-8000-000000000001");

/** Edits the printed page and lifts it. */
function lifted(
  blocks: readonly BlockTree[],
  change: (text: string) => string,
  options: LiftOptions = {},
) {
  const base = known(blocks);
  const printed = pageToMarkdown(page, base, options);
  const result = lift({
    base: { page, blocks: base, text: printed },
    text: change(printed),
    options,
  });
  return { base, result };
}

/** `id: text` of every block, `+` for new ones, `*` for edited ones; children indented. */
function outline(blocks: readonly BlockTree[], base: readonly BlockTree[], depth = 0): string[] {
  const own = new Map([...walk(base)].map((block) => [block.id, block]));
  return blocks.flatMap((block) => {
    const old = block.id === undefined ? undefined : own.get(block.id);
    const mark = old === undefined ? "+" : old === block ? "=" : "*";
    const label = labelOf(block) || block.type;
    return [
      `${"  ".repeat(depth)}${mark} ${block.id ?? ""}${old === block ? "" : `: ${label}`}`,
      ...outline(old === block ? [] : childrenOf(block), base, depth + 1),
    ];
  });
}

function check(
  blocks: readonly BlockTree[],
  change: (text: string) => string,
  expected: readonly string[],
  options: LiftOptions = {},
) {
  const { base, result } = lifted(blocks, change, options);
  expect(outline(result.blocks, base)).toEqual(expected);
  expect(result.errors).toEqual([]);
  return result;
}

const swap = (from: string, to: string) => (whole: string) => {
  expect(whole).toContain(from);
  return whole.replace(from, to);
};

describe("edits of text", () => {
  test("one word changes one block", () => {
    check([p("one"), p("two"), p("three")], swap("two", "zwei"), [
      "= one",
      "* two: zwei",
      "= three",
    ]);
  });

  test("three inserted paragraphs are three new blocks", () => {
    check([p("a"), p("b")], swap("a\n", "a\n\nx\n\ny\n\nz\n"), [
      "= a",
      "+ : x",
      "+ : y",
      "+ : z",
      "= b",
    ]);
  });

  test("a deleted paragraph is gone and nothing else changes", () => {
    check([p("a"), p("b"), p("c")], swap("b\n\n", ""), ["= a", "= c"]);
  });

  test("a moved paragraph keeps its id", () => {
    check([p("a"), p("b"), p("c"), p("d")], (whole) => `${whole.replace("b\n\n", "")}\nb\n`, [
      "= a",
      "= c",
      "= d",
      "= b",
    ]);
  });

  test("of many empty paragraphs and dividers only the deleted one goes", () => {
    const blocks = [p("a"), p(), divider(), p(), p("b"), p(), divider(), p(), p("c")];
    const { base, result } = lifted(blocks, swap("\n\nb", "\n\nB"));
    expect(result.blocks.map((block) => block.id)).toEqual(base.map((block) => block.id));
    expect(result.blocks.filter((block, index) => block !== base[index])).toHaveLength(1);
  });

  test("of two swapped and edited neighbours each keeps the id of what it was", () => {
    check(
      [p("the quick brown fox jumps"), p("over the lazy dog today")],
      (whole) => whole.replace("quick", "slow").replace("lazy", "eager"),
      [
        "* the quick brown fox jumps: the slow brown fox jumps",
        "* over the lazy dog today: over the eager dog today",
      ],
    );
  });

  test("an edit beside an insertion goes to the block that is alike", () => {
    check(
      [p("alpha beta gamma delta")],
      swap("alpha beta gamma delta", "something new\n\nalpha beta GAMMA delta"),
      ["+ : something new", "* alpha beta gamma delta: alpha beta GAMMA delta"],
    );
  });

  test("a block that moved keeps its id though another like it was typed in its place", () => {
    check(
      [p("alpha beta gamma"), p("one"), p("two")],
      (whole) =>
        `${whole.replace("alpha beta gamma\n", "alpha beta gamma delta\n")}\nalpha beta gamma\n`,
      ["+ : alpha beta gamma delta", "= one", "= two", "= alpha beta gamma"],
    );
  });

  test("a changed type is a new block", () => {
    check([p("a"), p("b")], swap("\na\n", "\n## a\n"), ["+ : a", "= b"]);
  });

  test("a checked box is an edit", () => {
    const result = check([todo("buy"), todo("sell")], swap("[ ] sell", "[x] sell"), [
      "= buy",
      "* sell: sell",
    ]);
    expect(result.blocks[1]).toMatchObject({ to_do: { checked: true } });
  });
});

describe("trees", () => {
  test("an edited child changes neither its parent's id nor its siblings", () => {
    check([li("a", li("b"), li("c")), li("d")], swap("- c", "- C"), [
      "* a: a",
      "  = b",
      "  * c: C",
      "= d",
    ]);
  });

  test("an item indented below another keeps its id", () => {
    check([li("a"), li("b"), li("c")], swap("\n- b", "\n  - b"), ["* a: a", "  = b", "= c"]);
  });

  test("an edited toggle keeps its children's own objects", () => {
    check([toggle("more", p("inner"), p("other"))], swap("more", "even more"), [
      "* more: even more",
      "  = inner",
      "  = other",
    ]);
  });

  test("a changed cell edits one row", () => {
    check([table(["a", "b"], ["c", "d"], ["e", "f"])], swap("c", "C"), [
      "* table: table",
      "  = a b",
      "  * c d: C d",
      "  = e f",
    ]);
  });

  test("a paragraph in a column", () => {
    check([columns([p("left")], [p("right")])], swap("right", "right!"), [
      "* column_list: column_list",
      "  = column",
      "  * column~2: column",
      "    * right: right!",
    ]);
  });
});

describe("what Markdown can't say stays", () => {
  test("colour of an edited paragraph", () => {
    const red = edit(p("red"), { color: "red" });
    const { result } = lifted([red], swap("red<", "read<"));
    expect(result.blocks[0]).toMatchObject({ id: "red", paragraph: { color: "red" } });
  });

  test("signature of a hosted image whose caption was edited", () => {
    const { result, base } = lifted(
      [hosted("a.png"), p("x")],
      swap('"></image>', '">New</image>'),
      {},
    );
    expect(result.blocks[0]).toMatchObject({
      id: base[0]?.id,
      image: { type: "file", file: { url: "https://files.example/a.png?signature=1" } },
    });
  });

  test("mentions in an edited text are the base's own runs", () => {
    const other = "00000000-0000-4000-8000-0000000000aa";
    const run = mention(other, "Other page");
    const blocks = [p([text("see "), run, text(" soon")])];
    const { result } = lifted(blocks, swap("soon", "later"));
    const [block] = result.blocks;
    expect(block?.type === "paragraph" && block.paragraph.rich_text[1]).toBe(run);
  });

  test("number of an edited list item", () => {
    const first = edit(num("first"), { list_start_index: 5, list_format: "letters" });
    const { result } = lifted([first], swap("first", "erst"));
    expect(result.blocks[0]).toMatchObject({
      numbered_list_item: { list_start_index: 5, list_format: "letters" },
    });
  });
});

const childId = "00000000-0000-4000-8000-0000000000c1";
const child = { ...childPage("Child"), id: childId } as BlockTree;
const opaque = { ...unsupported(), id: "00000000-0000-4000-8000-0000000000c2" } as BlockTree;

describe("blocks that are not deleted by taking their lines out", () => {
  test("a child page comes back where it was", () => {
    const result = check([p("a"), child, p("b")], (whole) => whole.replace(/\[Child\].*\n\n/, ""), [
      "= a",
      `= ${childId}`,
      "= b",
    ]);
    expect(result.notes.map((note) => note.code)).toEqual(["put_back"]);
  });

  test("so does one in a container that was deleted, with the container", () => {
    const { base, result } = lifted([p("a"), toggle("box", p("in"), child), p("b")], (whole) =>
      whole.replace(/<details>[\s\S]*<\/details>\n\n/, ""),
    );
    expect(result.blocks).toEqual(base);
    expect(result.notes.map((note) => note.code)).toEqual(["put_back"]);
  });

  test("what was in the container and lies elsewhere now is not doubled", () => {
    check(
      [toggle("box", p("in"), child)],
      (whole) => whole.replace(/<details>[\s\S]*<\/details>\n/, "in\n"),
      ["+ : box", `  = ${childId}`, "= in"].map((line) => line.replace("+ : box", "* box: box")),
    );
  });

  test("an opaque block comes back, and goes if that is asked for", () => {
    const gone = (whole: string) => whole.replace(/<notion[\s\S]*<\/notion>\n\n/, "");
    check([p("a"), opaque, p("b")], gone, ["= a", `= ${opaque.id}`, "= b"]);
    check([p("a"), opaque, p("b")], gone, ["= a", "= b"], { deleteOpaque: true });
  });

  test("a second link to a child page becomes a link to that page", () => {
    const result = check(
      [child, p("b")],
      (whole) => `${whole}\n${/^\[Child\].*$/m.exec(whole)?.[0]}\n`,
      [`= ${childId}`, "= b", "+ : link_to_page"],
    );
    expect(result.notes.map((note) => note.code)).toEqual(["link_to_page"]);
  });

  test("the content of a synced copy is not edited", () => {
    const original = "00000000-0000-4000-8000-0000000000d1";
    const copy = syncedCopy(original, { ...p("shared"), id: original } as BlockTree);
    const { base, result } = lifted([copy], swap("shared", "changed"));
    expect(result.blocks).toEqual(base);
    expect(result.notes.map((note) => note.code)).toEqual(["read_only_block"]);
  });
});

describe("linkify", () => {
  const link = (block: BlockTree | undefined) =>
    block?.type === "paragraph"
      ? block.paragraph.rich_text.map((run) =>
          run.type === "text" ? (run.text.link?.url ?? null) : "",
        )
      : [];
  test("links a bare address in newly typed text, without the sentence's punctuation", () => {
    const { result } = lifted([p("a")], swap("\na\n", "\na\n\nsee https://x.y/z_(1).\n"));
    expect(link(result.blocks[1])).toEqual([null, "https://x.y/z_(1)", null]);
  });
  test("leaves alone one that was there as text", () => {
    const { result } = lifted([p("old https://x.y here")], swap("here", "there https://new.z"));
    expect(link(result.blocks[0])).toEqual([null, "https://new.z"]);
  });
  test("leaves code alone, and does nothing when it is off", () => {
    const { result } = lifted([p("a")], swap("\na\n", "\na `https://x.y`\n"));
    expect(link(result.blocks[0])).toEqual([null, null]);
    const off = lifted([p("a")], swap("\na\n", "\nhttps://x.y b\n"), { linkify: false });
    expect(link(off.result.blocks[0])).toEqual([null]);
  });
});

describe("files formatted by hand", () => {
  const blocks = [h2("Title"), li("a"), li("b"), p("text"), quote("q"), code("x = 1", "python")];
  const byHand = "Title\n-----\n\n* a\n* b\n\ntext\n\n>    q\n\n~~~python\nx = 1\n~~~\n";

  test("say nothing new", () => {
    const base = known(blocks);
    const result = lift({ base: { page, blocks: base, text: byHand }, text: `${byHand}\n\n` });
    expect(result.blocks).toHaveLength(base.length);
    for (const [index, block] of result.blocks.entries()) expect(block).toBe(base[index]);
  });

  test("change one block where one was changed", () => {
    const base = known(blocks);
    const edited = byHand.replace("* b", "* B");
    const result = lift({ base: { page, blocks: base, text: byHand }, text: edited });
    expect(outline(result.blocks, base)).toEqual([
      "= Title",
      "= a",
      "* b: B",
      "= text",
      "= q",
      "= x = 1",
    ]);
  });
});

test("tells where each block stands in the file", () => {
  const { result } = lifted([p("a"), toggle("b", p("inner")), p("c")], swap("c\n", "C\n"));
  const base = known([p("a"), toggle("b", p("inner")), p("c")]);
  const printed = pageToMarkdown(page, base).replace("c\n", "C\n");
  const places = [...walk(result.blocks)].map((block) => {
    const span = result.spans.get(block);
    return span === undefined ? null : printed.slice(span.start, span.end).trim().split("\n")[0];
  });
  expect(places).toEqual(["a", "<details>", "inner", "C"]);
});

test("objects of the base come back as they are when nothing was typed", () => {
  const blocks = [
    p("a"),
    callout("note", p("deep")),
    synced(p("s")),
    bookmark("https://x.y"),
    table(["h"], ["r"]),
    child,
    opaque,
  ];
  const base = known(blocks);
  const printed = pageToMarkdown(page, base);
  for (const again of [printed, `${printed}\n`, printed.replace(/\n$/, "")]) {
    const result = lift({ base: { page, blocks: base, text: printed }, text: again });
    expect(result.blocks).toHaveLength(base.length);
    for (const [index, block] of result.blocks.entries()) expect(block).toBe(base[index]);
    expect(result).toMatchObject({ update: {}, notes: [], errors: [] });
  }
});

describe("a link that Notion can't hold", () => {
  const context = {
    idOf: (path: string) => (path === "there.md" ? { id: there, kind: "page" as const } : null),
    title: (id: string) => (id === there ? "There" : null),
    isChild: () => false,
    holdsLink: (url: string) => url.startsWith("https:"),
  };
  const there = "00000000-0000-4000-8000-0000000000aa";
  const base = known([p("See there."), p("Then rest.")]);
  const settled = "See [there](there.md).\n\nThen rest.\n";

  test("is no edit of the text that it is around", () => {
    const before = "See [there](gone.md).\n\nThen rest.\n";
    const same = lift({
      base: { page, blocks: base, text: before },
      text: before,
      options: { context },
    });
    expect(same.blocks.map((block, i) => block === base[i])).toEqual([true, true]);
    expect(same.openLinks).toEqual(["gone.md"]);
    expect(same.notes.map(({ code, line }) => [code, line])).toEqual([["link_not_sent", 1]]);
    const other = lift({
      base: { page, blocks: base, text: before },
      text: before.replace("rest", "sleep"),
      options: { context, openLinks: ["gone.md"] },
    });
    expect(outline(other.blocks, base)).toEqual(["= See there.", "* Then rest.: Then sleep."]);
    expect(other.blocks[0]).toBe(base[0]);
  });

  test("is one as soon as there is something at its end", () => {
    const options = { context, openLinks: ["there.md"] };
    const result = lift({ base: { page, blocks: base, text: settled }, text: settled, options });
    expect(outline(result.blocks, base)).toEqual(["* See there.: See  there .", "= Then rest."]);
    expect(JSON.stringify(result.blocks[0])).toContain(there.replaceAll("-", ""));
    expect(result.openLinks).toEqual([]);
  });
});
