/**
 * Texts that nobody writes and that cost a parser: 64 KB of one pattern each.
 */
export const costlySize = 65_536;

/** Said over and over until the text is full. */
const repeated: readonly string[] = [
  "[",
  "]",
  "[a",
  "[a](",
  "[a](b",
  "[a](<b",
  '[a](b "',
  "[[a](b)",
  "![",
  "![[[",
  "![a](",
  "[a][",
  "[a]: ",
  "[a]: /b\n",
  "[a]: <b\n",
  "](",
  "[](",
  "[^a",
  "\\[",
  "[\\",
  "<",
  "<a ",
  '<a b="',
  "<b>",
  "</b>",
  "<b><i>",
  "<b></i>",
  "<b",
  "<https://a.b",
  "<a@b",
  "</",
  "<!--",
  "<!--{",
  '<!--{a="b"}-->',
  '<!--{a="',
  "<?",
  "<equation>",
  "</equation>",
  "<equation>a",
  '<span color="red">',
  "<br>",
  "<u>a</u>",
  '<span a="<">',
  "<details>\n",
  "</details>\n",
  "<details><details>",
  "<details>\n\n",
  "<details>\n</details>\n",
  "<p>\n<p>\n",
  "<summary>",
  "<p>a</p>\n",
  "<tab>\n\n</tabs>\n\n",
  "$",
  "$a",
  "$a$",
  "a$",
  "$$",
  "$$\n",
  "$a\n",
  "$\\",
  "\\$",
  "$1$2",
  "*",
  "*a",
  "*a ",
  "a*",
  "**a ",
  "*a_",
  "*a **b ",
  "**a *b ",
  "_",
  "_a",
  "_a ",
  "__a ",
  "a_b",
  "*_",
  "*~~",
  "~",
  "~~a ",
  "~~",
  "a~~",
  "***a",
  "* ",
  "*a*",
  "**a**",
  "_a_ ",
  "~~a~~ ",
  "(**x**)",
  "`",
  "`a",
  "`a``",
  "` ",
  "``` ",
  "```\n",
  "~~~\n",
  "`a`",
  "\\`",
  "```a`",
  ">",
  "> ",
  ">a\n",
  "> a\n>",
  "> > a\n",
  "> - ",
  ">\n\n",
  "- ",
  "-",
  "- a\n",
  "-\n",
  "- - a\n",
  "1. ",
  "1.",
  "1. a\n",
  "1)\n",
  "+\n",
  "* a\n  ",
  "- a\n\n",
  "- a\n\n  ",
  "- > ",
  "- [ ] ",
  "- [x] a\n",
  "[ ] ",
  "| a | b |\n",
  "|",
  "| - ",
  "|-|\n",
  "a|b\n-|-\n",
  "|a|\n|-|\n",
  "| `|` ",
  "|\\",
  "| a |\n|-|\n\n",
  "&",
  "&amp;",
  "&a",
  "&#",
  "&#1;",
  "&#x41;",
  "&copy;&",
  "&ampamp",
  "\\",
  "\\\\",
  "\\\n",
  "\\a",
  "  \n",
  "a  \n",
  "a \n",
  "a\n  b\n",
  "- \n",
  ">>\n>",
  "$a$\n",
  "    a\n\n- ",
  "1. a\n\n2. b\n\n",
  "\n- \n|-|\n",
  "- +\n- [a]: /b\n",
  "**``1. \n\n[a]: /b\n\n",
  "**`1. \n\n[a]: /b\n\n",
  "[a]: <b\n\n",
  "1. ```\n",
  "> *a\n",
  '"\\\n\n\n<a@b',
  "<callout>a\n</callout>\n",
  "<tr>\n<td>a</td>\n",
  "a\\\n",
  "\t",
  " ",
  "\n",
  "\r",
  "\r\n",
  "a\n",
  "a\n\n",
  "a\n\t",
  "    a\n",
  "\n    ",
  "#",
  "# ",
  "# a\n",
  "#\n",
  "a\n=\n",
  "a\n-\n",
  "---\n",
  "***\n",
  "===",
  "# #",
  ":",
  ":a",
  ":a:",
  ":a: ",
  "a:",
  "::",
  "http://a.b ",
  "a@b.c ",
  "www.a.b ",
  "a",
  "a ",
  "é",
  "\u{1f600}",
  "\u00a0",
  "\ufeff",
  "\u0000",
  "\u2028",
  "e\u0301",
  "\u202e",
];

export function* costly(size = costlySize): Generator<readonly [name: string, text: string]> {
  const named = function* (name: string, text: string): Generator<readonly [string, string]> {
    yield [name, text.slice(0, size)];
  };
  for (const piece of repeated)
    yield* named(JSON.stringify(piece), piece.repeat(Math.ceil(size / piece.length)));
  yield* named(
    "backtick runs of many lengths",
    counted(size, (n) => `a${"`".repeat(n)}`),
  );
  yield* named(
    "backtick runs of few lengths",
    counted(size, (n) => `a${"`".repeat(1 + (n % 30))}`),
  );
  yield* named(
    "star runs of many lengths",
    counted(size, (n) => `a${"*".repeat(n)}`),
  );
  yield* named(
    "star runs of three lengths",
    counted(size, (n) => `a${"*".repeat(1 + (n % 3))}b `),
  );
  yield* named(
    "tilde runs of many lengths",
    counted(size, (n) => `a${"~".repeat(n)}`),
  );
  yield* named(
    "dollar runs of many lengths",
    counted(size, (n) => `a${"$".repeat(n)}`),
  );
  yield* named("brackets that open, then close", "[".repeat(size / 2) + "]".repeat(size / 2));
  yield* named(
    "brackets that open, then links that end",
    "[".repeat(size / 4) + "](a)".repeat(size / 4),
  );
  yield* named("marks that open, then close", `${"*a ".repeat(size / 6)}${" a*".repeat(size / 6)}`);
  yield* named(
    "marks of two kinds that cross",
    `${"*a _b ".repeat(size / 12)}${" c* d_".repeat(size / 12)}`,
  );
  yield* named("tags that open, then close", "<b>".repeat(size / 8) + "</b>".repeat(size / 8));
  yield* named("tags that cross", "<b><i>".repeat(size / 16) + "</b></i>".repeat(size / 16));
  yield* named(
    "containers that open, then close",
    "<details>\n\n".repeat(size / 24) + "</details>\n\n".repeat(size / 24),
  );
  yield* named(
    "containers on one line",
    "<details>".repeat(size / 24) + "</details>".repeat(size / 24),
  );
  yield* named("attributes on one tag", `<span ${'a="b" '.repeat(size / 6)}>`);
  yield* named("attributes on one line", `<!--{${'a="b" '.repeat(size / 6)}}-->`);
  yield* named("attribute lines that do not end", "<!--{a\n".repeat(size / 7));
  yield* named("a summary that does not end", `<details>\n${"<summary>a".repeat(size / 10)}`);
  for (const depth of [50, 99, 101, 1_000]) {
    yield* named(
      `quotes ${depth} deep`,
      `${"> ".repeat(depth)}a\n`.repeat(Math.ceil(size / depth / 2)),
    );
    yield* named(
      `quotes ${depth} deep, apart`,
      `${">".repeat(depth)}a\n\n`.repeat(Math.ceil(size / depth)),
    );
    yield* named(
      `lists ${depth} deep`,
      `${"- ".repeat(depth)}a\n`.repeat(Math.ceil(size / depth / 2)),
    );
  }
  yield* named(
    "lists that nest by indentation",
    counted(size, (n) => `${"  ".repeat(n - 1)}- a\n`),
  );
  yield* named(
    "lists that nest a hundred deep, over and over",
    counted(size, (n) => `${"  ".repeat(n % 100)}- a\n`),
  );
  yield* named(
    "quotes that grow",
    counted(size, (n) => `${">".repeat(n)} a\n`),
  );
  yield* named(
    "quotes that grow, apart",
    counted(size, (n) => `${">".repeat(n)} a\n\n`),
  );
  yield* named("quotes that go on lazily", `${"> ".repeat(90)}${"a\n".repeat(size / 2)}`);
  yield* named("items that go on lazily", `${"- ".repeat(90)}${"a\n".repeat(size / 2)}`);
  yield* named(
    "a quote in an item that goes on lazily, indented",
    `- > a\tb\n${"  a\n".repeat(size / 4)}`,
  );
  yield* named(
    "fences that nest",
    counted(size, (n) => `${"`".repeat(n + 2)}\n`),
  );
  yield* named(
    "a quote with a fence that ends, then marks",
    `> ~~~ a b\n> ~~~\n${"> *a\n".repeat(size / 5)}`,
  );
  yield* named("fences that do not end", "```\na\n\n~~~\n".repeat(size / 11));
  yield* named("fences in items that do not end", "- ```\n".repeat(size / 6));
  yield* named("one definition, many references", `[a]: /b\n\n${"[a] ".repeat(size / 4)}`);
  yield* named(
    "many definitions, many references",
    counted(size, (n) => `[a${n}]: /b\n\n[a${n}]\n\n`),
  );
  yield* named("a table of one column", `a\n-\n${"|b\n".repeat(size / 3)}`);
  yield* named(
    "a table of many columns",
    `${"|a".repeat(1_000)}|\n${"|-".repeat(1_000)}|\n${"|b\n".repeat(size / 3)}`,
  );
  yield* named(
    "a table of many columns without outer pipes",
    `${"a|".repeat(1_000)}b\n${"-|".repeat(1_000)}-\n${"b\n".repeat(size / 2)}`,
  );
  yield* named("a table of one row", `${"|a".repeat(size / 4)}|\n${"|-".repeat(size / 4)}|\n`);
  yield* named("a heading of all", `# ${"a ".repeat(size / 2)}`);
  yield* named("a heading of marks", `# ${"*a".repeat(size / 2)}`);
  yield* named("a cell of all", `| ${"a ".repeat(size / 2)}|\n| - |\n`);
  yield* named("a setext heading of many lines", `${"a\n".repeat(size / 2 - 2)}===`);
  yield* named(
    "sentences in one paragraph",
    "Some *words* and `code`, a [link](https://a.b/c_d) and more. ".repeat(Math.ceil(size / 62)),
  );
  yield* named("lines in one paragraph", "Some **words** here\n".repeat(Math.ceil(size / 20)));
  yield* named(
    "words with marks within",
    "snake_case_name $5 a*b <c ".repeat(Math.ceil(size / 26)),
  );
  yield* named("an alert of many lines", `> [!NOTE]\n${"> a\n".repeat(size / 4)}`);
}

/** Pieces made from 1, 2, 3 … until they fill the size. */
function counted(size: number, piece: (n: number) => string): string {
  let text = "";
  for (let n = 1; text.length < size; n++) text += piece(n);
  return text;
}
