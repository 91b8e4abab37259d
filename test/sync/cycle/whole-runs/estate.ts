/**
 * What every scenario finds in Notion: pages with pages and a table below them, comments, and a row or two.
 */
import type { Notion } from "../../../../fixtures/index.ts";
import { ask, ok } from "../../../fixtures/support/ask.ts";

/** Ids of pages, databases and data sources by title; of blocks by their text. */
export type Ids = Readonly<Record<string, string>>;

type Json = Readonly<Record<string, unknown>>;

export const block = (type: string, text: string, more: Json = {}): Json => ({
  type,
  [type]: { rich_text: [{ type: "text", text: { content: text } }], ...more },
});
export const paragraph = (text: string): Json => block("paragraph", text);

const paragraphs = (name: string, from: number, to: number): readonly Json[] =>
  Array.from({ length: to - from + 1 }, (_, i) => paragraph(`${name} ${from + i}.`));

export async function plant(notion: Notion): Promise<Ids> {
  const { app, world } = notion;
  const ids: Record<string, string> = { Start: world.roots[0] ?? "" };
  const page = (parent: string, title: string, children: readonly Json[], properties?: Json) => {
    const more = properties === undefined ? {} : { properties };
    ids[title] = app.createPage({ parent: ids[parent] ?? "", title, children, ...more });
  };
  page("Start", "Guide", paragraphs("Guide", 1, 3));
  page("Guide", "Part", [paragraph("Text of Part.")]);
  const rest = [
    ...paragraphs("Guide", 4, 6),
    block("to_do", "Tick me", { checked: false }),
    block("toggle", "Fold", { children: paragraphs("Inner", 1, 2) }),
    block("paragraph", "The end."),
  ];
  app.insert(ids["Guide"] ?? "", rest);
  page("Start", "Notes", paragraphs("Note", 1, 4));
  page("Start", "Target", [paragraph("Text of Target.")]);
  page("Start", "Doomed", paragraphs("Doom", 1, 2));
  const made = ok(
    await ask(notion, "POST", "/databases", {
      parent: { type: "page_id", page_id: ids["Start"] },
      title: [{ text: { content: "Tasks" } }],
      initial_data_source: {
        properties: {
          Name: { title: {} },
          Count: { number: {} },
          Done: { checkbox: {} },
          Stage: { select: { options: [{ name: "Open" }, { name: "Closed" }] } },
          Due: { date: {} },
        },
      },
    }),
  );
  ids["Tasks"] = String(made["id"]);
  ids["Rows"] = (made["data_sources"] as { id: string }[])[0]?.id ?? "";
  page("Rows", "Buy", [paragraph("Text of Buy.")], {
    Count: { number: 1 },
    Stage: { select: { name: "Open" } },
  });
  page("Rows", "Sell", [paragraph("Text of Sell.")], { Count: { number: 2 } });
  for (const record of world.store.all()) {
    if (record.kind !== "block") continue;
    const text = /"content":"([^"]*)"/.exec(JSON.stringify(record.content))?.[1];
    if (text !== undefined) ids[text] = record.id;
  }
  for (const text of ["Guide 2.", "Guide 5.", "Inner 1.", "Note 2."])
    app.comment({ parent: ids[text] ?? "" }, `About ${text}`);
  return ids;
}
