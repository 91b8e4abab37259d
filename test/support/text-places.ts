/**
 * A block for every place that holds text.
 */
import type { BlockTree } from "../../src/notion/tree.ts";

export const run = (content: string, link: string | null = null) => ({
  type: "text",
  text: { content, link: link === null ? null : { url: link } },
});
export const make = (type: string, content: object, children?: readonly unknown[]) =>
  ({
    type,
    [type]: content,
    ...(children === undefined ? {} : { children }),
  }) as unknown as BlockTree;

export const textPlaces: Readonly<Record<string, (text: string) => BlockTree>> = {
  "a paragraph": (text) => make("paragraph", { rich_text: [run(text)] }),
  "a list item": (text) => make("bulleted_list_item", { rich_text: [run(text)] }),
  "a numbered item": (text) => make("numbered_list_item", { rich_text: [run(text)] }),
  "a to-do": (text) => make("to_do", { rich_text: [run(text)], checked: false }),
  "a heading": (text) => make("heading_2", { rich_text: [run(text)] }),
  "a quote": (text) => make("quote", { rich_text: [run(text)] }),
  "a callout": (text) =>
    make("callout", { rich_text: [run(text)], icon: { type: "emoji", emoji: "💡" } }),
  "a cell": (text) =>
    make("table", { table_width: 1, has_column_header: true, has_row_header: false }, [
      make("table_row", { cells: [[run(text)]] }),
    ]),
  "a caption": (text) =>
    make("image", {
      type: "external",
      external: { url: "https://a.b/c.png" },
      caption: [run(text)],
    }),
  "a summary": (text) => make("toggle", { rich_text: [run(text)] }),
  "a toggle heading": (text) => make("heading_1", { rich_text: [run(text)], is_toggleable: true }),
  "a link's text": (text) =>
    make("paragraph", { rich_text: [run("x "), run(text, "https://a.b/"), run(" y")] }),
  "an italic caption": (text) =>
    make("pdf", {
      type: "external",
      external: { url: "https://a.b/c.pdf" },
      caption: [{ ...run(text), annotations: { italic: true } }],
    }),
  "bold text": (text) =>
    make("paragraph", {
      rich_text: [run("x"), { ...run(text), annotations: { bold: true } }, run("y")],
    }),
  code: (text) =>
    make("code", { rich_text: [run(text)], language: "plain text", caption: [run(text)] }),
  "a tab's label": (text) => make("tab", {}, [make("paragraph", { rich_text: [run(text)] })]),
};
