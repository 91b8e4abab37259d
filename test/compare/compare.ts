/**
 * The same one-word edit of the same page, made in two ways on two copies of one workspace; what each cost and
 * what it left of the page is counted from the server's log and from what the API shows afterwards.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createNotion, type Notion } from "../../fixtures/index.ts";
import { table } from "../../src/output.ts";
import { kept, type State, stateOf } from "./state.ts";
import { ours, usual, type Way } from "./ways.ts";

/** The first page of the demo workspace: columns, colours, a synced copy, a toggle, pages and databases. */
const path = "Tern & Co.md";
const from = "A boat is never finished, only launched.";
const to = "A boat is never done, only launched.";

/** A count of a thing before the edit, and how many of them were still there after it. */
export interface Kept {
  readonly before: number;
  readonly after: number;
}

export interface Result {
  readonly name: string;
  /** Sent for the edit, from the saved text on. */
  readonly reads: number;
  readonly writes: number;
  readonly blocks: Kept;
  /** Blocks whose time of the last edit is what it was. */
  readonly untouched: Kept;
  readonly comments: Kept;
  readonly colours: Kept;
  readonly mentions: Kept;
  readonly pages: Kept;
  readonly databases: Kept;
  /** Whether the page shows the edited sentence, and no more the old one. */
  readonly arrived: boolean;
}

export async function compare(): Promise<readonly Result[]> {
  return [await measure("notion-mirror", ours), await measure("delete and append", usual)];
}

async function measure(name: string, way: Way): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "notion-mirror-compare-"));
  try {
    let now = Date.UTC(2026, 10, 20, 9);
    const notion = createNotion({ workspace: "demo", clock: { now: () => now } });
    const [page = ""] = notion.world.roots;
    await useLong(notion, page);
    const before = await stateOf(notion, page);
    const send = await way({ notion, folder, page, path, from, to });
    // Another minute: whatever is edited now bears another time.
    now += 120_000;
    notion.clearRequests();
    await send();
    const sent = [...notion.requests];
    const writes = sent.filter(({ method }) => method === "PATCH" || method === "DELETE").length;
    const after = await stateOf(notion, page);
    const times = ({ edited }: State) => [...edited].map(([id, time]) => `${id} ${time}`);
    const says = (text: string) =>
      [...notion.world.store.all()].some(
        (record) =>
          record.kind === "block" &&
          after.blocks.has(record.id) &&
          JSON.stringify(record.content).includes(text),
      );
    const both = (of: (state: State) => Iterable<string>): Kept => ({
      before: [...of(before)].length,
      after: kept(of(before), of(after)),
    });
    return {
      name,
      reads: sent.length - writes,
      writes,
      blocks: both((state) => state.blocks),
      untouched: both(times),
      comments: both((state) => state.comments),
      colours: both((state) => state.colours),
      mentions: both((state) => state.mentions),
      pages: both((state) => state.pages),
      databases: both((state) => state.databases),
      arrived: says(to) && !says(from),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a page gathers in use: discussions on three of its blocks, a colour here and there. */
async function useLong(notion: Notion, page: string): Promise<void> {
  const { blocks } = await stateOf(notion, page);
  for (const id of blocks) {
    const record = notion.world.store.get(id);
    if (record?.kind !== "block") continue;
    if (["callout", "quote", "toggle"].includes(record.type))
      notion.app.comment({ parent: id }, "Shall we keep this?");
    if (record.type === "heading_2") notion.app.editBlock(id, { color: "green" });
    if (record.type === "to_do") notion.app.editBlock(id, { color: "yellow_background" });
  }
}

/** The results side by side, a line for each count. */
export function printed(results: readonly Result[]): string {
  const row = (label: string, cell: (result: Result) => string) => [label, ...results.map(cell)];
  const of = ({ before, after }: Kept) => `${after} of ${before}`;
  return table(
    ["", ...results.map((result) => result.name)],
    [
      row("requests", ({ reads, writes }) => String(reads + writes)),
      row("  of them writes", ({ writes }) => String(writes)),
      row("block ids kept", ({ blocks }) => of(blocks)),
      row("edit times kept", ({ untouched }) => of(untouched)),
      row("comments kept", ({ comments }) => of(comments)),
      row("colours kept", ({ colours }) => of(colours)),
      row("mentions kept", ({ mentions }) => of(mentions)),
      row("child pages trashed", ({ pages }) => String(pages.before - pages.after)),
      row("child databases trashed", ({ databases }) => String(databases.before - databases.after)),
      row("the edit arrived", ({ arrived }) => (arrived ? "yes" : "no")),
    ],
  );
}
