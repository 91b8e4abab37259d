/**
 * The least that crawling a workspace takes, as stated in the design: two passes of search, each database,
 * each list of rows and each list of blocks once, values past the cut, and three for the rest.
 */
import type { Mirror } from "../../../src/mirror/mirror.ts";
import { type BlockTree, childrenOf, walk } from "../../../src/notion/tree.ts";
import type { PropertyValue } from "../../../src/notion/types.ts";

const pages = (count: number) => Math.ceil(count / 100);

/** Counted in the mirror of a crawl that was complete. */
export function leastRequests(mirror: Mirror): number {
  const refs = mirror.pages.refs({ state: "live" });
  const databases = mirror.databases.list();
  const sources = mirror.databases.dataSources();
  const rows = (id: string) => refs.filter(({ dataSourceId }) => dataSourceId === id).length;
  let sum = 2 * pages(refs.length + sources.length) + databases.length + 3;
  for (const { dataSource } of sources) sum += 1 + pages(rows(dataSource.id));
  for (const { id } of refs) {
    const body = mirror.blocks.remote(id) ?? [];
    sum += Math.max(1, pages(body.length)) + listsBelow(body);
    for (const value of Object.values(mirror.pages.get(id)?.page.properties ?? {}))
      sum += pagesPastTheCut(value);
  }
  return sum;
}

const listsBelow = (blocks: readonly BlockTree[]): number =>
  [...walk(blocks)]
    .filter((block) => block.has_children === true && !block.type.startsWith("child_"))
    .reduce((sum, block) => sum + Math.max(1, pages(childrenOf(block).length)), 0);

const pagesPastTheCut = (value: PropertyValue): number =>
  value.type === "relation" && value.relation.length > 25 ? pages(value.relation.length) : 0;
