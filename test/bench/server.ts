/**
 * How many requests the embedded server answers on one core, from its `large` workspace: `npm run bench:server`.
 *
 * In the process, so that nothing but the server is measured; in CPU time, so that neighbours do not count.
 */
import { createNotion } from "../../fixtures/index.ts";

const notion = createNotion({ workspace: "large", requestsKept: 1_000 });
const headers = { authorization: `Bearer ${notion.token}`, "notion-version": "2026-03-11" };
const { world } = notion;
const rootPages = world.roots.filter((id) => world.page(id) !== undefined);

async function ask(method: string, path: string, body?: unknown): Promise<string> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await notion.handle({ method, path: `/v1${path}`, headers, ...sent });
  if (response.status !== 200) throw new Error(response.body);
  return response.body;
}

async function measure(name: string, count: number, run: (n: number) => Promise<unknown>) {
  const before = process.cpuUsage();
  for (let n = 0; n < count; n++) await run(n);
  const { user, system } = process.cpuUsage(before);
  const perSecond = Math.round(count / ((user + system) / 1e6));
  const mb = Math.round(process.memoryUsage().rss / 1e6);
  process.stdout.write(
    `${name.padEnd(28)}${String(perSecond).padStart(8)} /s${String(mb).padStart(6)} MB\n`,
  );
}

/** Pages and rows, all over the workspace. */
const pages: string[] = [];
const queue = [...rootPages];
for (const id of queue) {
  pages.push(id);
  if (pages.length >= 3_000) break;
  queue.push(
    ...(world.page(id)?.children ?? []).filter((child) => world.page(child) !== undefined),
  );
}
const source = [...world.store.all()].find((record) => record.kind === "data_source");
if (source?.kind !== "data_source") throw new Error("the large workspace has no data source");
const rows = source.rows.filter((_, at) => at % 10 === 0);
const at = (ids: readonly string[], n: number): string => ids[(n * 7) % ids.length] ?? "";

await measure("a page", 3_000, (n) => ask("GET", `/pages/${at(pages, n)}`));
await measure("a row", 3_000, (n) => ask("GET", `/pages/${at(rows, n)}`));
await measure("the blocks of a page", 3_000, (n) => ask("GET", `/blocks/${at(pages, n)}/children`));
await measure("the blocks of a row", 3_000, (n) => ask("GET", `/blocks/${at(rows, n)}/children`));
let cursor: unknown;
await measure("100 rows of a query", 100, async () => {
  const start = typeof cursor === "string" ? { start_cursor: cursor } : {};
  // Not parsed: reading the answer is not the server's work.
  const body = await ask("POST", `/data_sources/${source.id}/query`, start);
  cursor = /"next_cursor":"([^"]+)"/.exec(body.slice(-500))?.[1];
});
const child = { paragraph: { rich_text: [{ text: { content: "new" } }] } };
await measure("an append", 1_000, (n) =>
  ask("PATCH", `/blocks/${at(pages, n)}/children`, { children: [child] }),
);
await measure("a crawl's mix", 4_000, (n) =>
  n % 100 === 0
    ? ask("POST", `/data_sources/${source.id}/query`, {})
    : n % 4 === 0
      ? ask("GET", `/pages/${at(pages, n)}`)
      : ask("GET", `/blocks/${at(n % 2 === 0 ? pages : rows, n)}/children`),
);
