/**
 * Requests of a full crawl, in ratio to the least that the workspace takes.
 */
import { generate } from "../../fixtures/workspaces/generate.ts";
import { leastRequests } from "../sync/pull/bound.ts";
import { side } from "../sync/pull/support.ts";
import type { Row } from "./run.ts";

export async function bench(): Promise<Row[]> {
  const start = Date.UTC(2027, 0, 1);
  const workspaces = [
    ["demo", "demo"],
    ["60 pages, 3 × 20 rows", generate(1, { pages: 60, dataSources: 3, rows: 20 })],
    ["300 pages, 2 × 150 rows", generate(2, { pages: 300, dataSources: 2, rows: 150 })],
    ["800 pages of 30 blocks", generate(3, { pages: 800, blocksPerPage: 30, dataSources: 1 })],
  ] as const;
  const rows: Row[] = [];
  for (const [name, workspace] of workspaces) {
    const { crawl, client, mirror } = side({ workspace, start });
    const { complete } = await crawl();
    if (!complete) throw new Error(`the crawl of ${name} is not complete`);
    const least = leastRequests(mirror);
    rows.push({
      name: `requests of a full crawl: ${name} (${client.counts.reads} for ${least})`,
      value: client.counts.reads / least,
      unit: "x the least",
      limit: 1.02,
    });
    mirror.close();
  }
  return rows;
}
