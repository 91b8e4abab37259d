/**
 * What a push must leave alone: other pages of the workspace, and what people said about the blocks of this one.
 */
import { expect } from "vitest";
import { addPage } from "../../fixtures/notion-server/write/pages.ts";
import { textRuns } from "../../fixtures/notion-server/write/rich-text.ts";
import { writerFor } from "../../fixtures/workspaces/builders.ts";
import { ask, ok } from "../fixtures/support/ask.ts";
import { type Bench, pageId } from "./bench.ts";

export interface Bystanders {
  /** Nothing of them has changed. `kept`: blocks of the page that have the ids they had. */
  check(kept: readonly string[]): Promise<void>;
}

/** Puts a page beside the bench's, with a page and a table with a row below it, and a comment on each of the blocks. */
export async function bystanders(bench: Bench, blocks: readonly string[]): Promise<Bystanders> {
  const { notion, clock } = bench;
  const { app, world } = notion;
  const beside = addPage(writerFor(world), null, {
    values: (page) => {
      page.values["title"] = textRuns("Beside");
    },
  });
  app.share(beside.id);
  const below = app.createPage({ parent: beside.id, title: "Below" });
  app.insert(below, [{ type: "paragraph", paragraph: { rich_text: [] } }]);
  const table = ok(
    await ask(notion, "POST", "/databases", {
      parent: { type: "page_id", page_id: beside.id },
      title: [{ text: { content: "Table" } }],
      initial_data_source: { properties: { Name: { title: {} } } },
    }),
  );
  const [source] = table["data_sources"] as readonly { readonly id: string }[];
  app.createPage({ parent: source?.id ?? "", title: "Row" });
  for (const id of [...blocks, pageId, below]) app.comment({ parent: id }, `On ${id}`);
  notion.clearRequests();
  // Were one of them touched from here on, its time would show it.
  await clock.advance(120_000);

  const isOfPage = (id: string): boolean => {
    const record = world.store.get(id);
    if (record === undefined || record.id === pageId) return record !== undefined;
    return record.kind === "block" && record.parent !== null && isOfPage(record.parent);
  };
  const others = () =>
    [...world.store.all()]
      .filter(({ id }) => !isOfPage(id))
      .map(({ id, editedMs, editedBy, trashed, parent }) => ({
        id,
        editedMs,
        editedBy,
        trashed,
        parent,
      }));
  const before = others();
  return {
    check: async (kept) => {
      const requests = [...notion.requests];
      expect(others()).toEqual(before);
      for (const id of [...kept, pageId, below]) {
        const { results } = ok(await ask(notion, "GET", `/comments?block_id=${id}`));
        const said = (results as readonly { readonly rich_text: readonly unknown[] }[]).map(
          ({ rich_text }) => rich_text,
        );
        expect(said).toMatchObject([[{ plain_text: `On ${id}` }]]);
      }
      notion.clearRequests();
      (notion.requests as unknown[]).push(...requests);
    },
  };
}
