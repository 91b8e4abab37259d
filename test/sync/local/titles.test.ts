/**
 * A title stays as it is (L4): what the file's name can't say stands in the front matter, and the two together
 * read back as the very title.
 */
import { describe, expect, test } from "vitest";
import { markdownToPage } from "../../../converters/index.ts";
import { nameKey } from "../../../src/vault/names.ts";
import { type Node, placesOf } from "../../../src/vault/paths.ts";
import { printFile, rewriteFile, textOf, titleInName } from "../../../sync/local/text.ts";
import { nastyStrings } from "../../support/nasty.ts";
import { p, pageOf } from "../../support/trees.ts";

const id = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;
const settings = { flavor: "plain", linkify: true } as const;

const titles = [
  ...nastyStrings,
  "",
  "Untitled",
  "A/B: c",
  "a\\b",
  "con",
  "NUL.txt",
  "_files",
  "~$lock",
  "-rf",
  ".hidden",
  "...",
  "ends.",
  "ends ",
  'what? *really* <yes> "no" |',
  "tab\there",
  "title: x",
  "'quoted'",
  '"quoted"',
  "null",
  "yes",
  "012",
  "2026-01-02",
  "Anna\u0308",
  "Ann\u00e4",
  "\u202eturned",
  "zero\u200bwidth",
  "\ufeffmark",
  "a\u0085b\u2028c",
  "\u0007bell",
  "👩\u200d👩\u200d👧",
  "漢".repeat(100),
  "long ".repeat(80).trim(),
  "A.conflict-a1b2c3",
  "A (case conflict)",
  "A (000001)",
  `A (${id(1).slice(-6)})`,
];

/** Every page with its title and the file that it gets. */
function files(nodes: readonly Node[]) {
  const places = placesOf(nodes);
  return nodes.map((node) => {
    const path = places.get(node.id)?.path ?? "";
    const version = { page: pageOf(node.id, node.title), blocks: [p("Text")] };
    return { node, path, version, bytes: printFile(version, path, {}, settings) };
  });
}

const titleSaid = (text: string, path: string, page: string): string =>
  markdownToPage(text).title ?? titleInName(path, page);

describe("titles", () => {
  test("there are more than two hundred", () => {
    expect(new Set(titles).size).toBeGreaterThan(200);
  });

  test.each([
    ["alone in the vault", (title: string) => [{ id: id(1), kind: "page", title, parent: null }]],
    [
      "beside another page of the same title",
      (title: string) => [
        { id: id(1), kind: "page", title, parent: null },
        { id: id(2), kind: "page", title, parent: null },
      ],
    ],
    [
      "below a page of the same title",
      (title: string) => [
        { id: id(1), kind: "page", title, parent: null },
        { id: id(2), kind: "page", title, parent: id(1) },
      ],
    ],
  ] satisfies readonly (readonly [string, (title: string) => Node[]])[])(
    "come back %s",
    (_name, nodes) => {
      for (const title of titles) {
        const made = files(nodes(title));
        expect(new Set(made.map(({ path }) => nameKey(path))).size).toBe(made.length);
        for (const { node, path, bytes, version } of made) {
          const text = textOf(bytes);
          const name = path.split("/").at(-1) ?? "";
          expect(titleSaid(text, path, node.id), `${JSON.stringify(title)} ${path}`).toBe(title);
          expect(markdownToPage(text).notes).toEqual([]);
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
          // A page that says so already is not written again.
          expect(rewriteFile({ bytes, blocks: version.blocks }, version, path, {}, settings)).toBe(
            bytes,
          );
        }
      }
    },
  );

  test("stand in the front matter only where the name can't say them", () => {
    const said = (title: string) => {
      const [file] = files([{ id: id(1), kind: "page", title, parent: null }]);
      return [file?.path, markdownToPage(textOf(file?.bytes ?? new Uint8Array())).title];
    };
    expect(said("Plain title")).toEqual(["Plain title.md", undefined]);
    expect(said("1. #x [y]")).toEqual(["1. #x [y].md", undefined]);
    expect(said("A/B: c")).toEqual(["A-B - c.md", "A/B: c"]);
    expect(said("")).toEqual(["Untitled.md", ""]);
  });
});
