/**
 * Notion's search as it is: minutes behind, and blind to some pages for good.
 *
 * A transport around another one. It keeps what search would have shown at each moment and answers from the
 * last sight that is old enough; every other request passes through.
 */
import type { Notion } from "../../../fixtures/index.ts";
import type { Transport } from "../../../src/notion/transport.ts";

interface Shown {
  readonly id: string;
  readonly object: string;
  readonly in_trash: boolean;
  readonly last_edited_time: string;
}

export interface LaggingSearch {
  readonly transport: Transport;
  /** Search looks at the workspace now; call it whenever something may have changed. */
  index(): Promise<void>;
}

export interface LagOptions {
  readonly lagMs: number;
  /** Share of the pages that search never shows; those shared directly are always shown. */
  readonly forgets: number;
  readonly now: () => number;
}

export function laggingSearch(notion: Notion, options: LagOptions): LaggingSearch {
  const sights: { at: number; shown: readonly Shown[] }[] = [];
  const headers = {
    authorization: `Bearer ${notion.token}`,
    "notion-version": "2026-03-11",
    "content-type": "application/json",
  };

  const ask = async (body: object): Promise<{ results: Shown[]; next_cursor: string | null }> => {
    const answer = await notion.handle({
      method: "POST",
      path: "/v1/search",
      headers,
      body: JSON.stringify(body),
    });
    return JSON.parse(answer.body) as { results: Shown[]; next_cursor: string | null };
  };

  const all = async (filter: object): Promise<Shown[]> => {
    const found: Shown[] = [];
    let cursor: string | null = null;
    do {
      const part = await ask({ ...filter, ...(cursor === null ? {} : { start_cursor: cursor }) });
      found.push(...part.results);
      cursor = part.next_cursor;
    } while (cursor !== null);
    return found;
  };

  const forgotten = (id: string): boolean => {
    const { shared } = notion.connection;
    if (shared !== "all" && shared.has(id)) return false;
    return Number.parseInt(id.replaceAll("-", "").slice(-6), 16) / 0x1000000 < options.forgets;
  };

  return {
    index: async () => {
      const shown = [
        ...(await all({})),
        ...(await all({ filter: { property: "object", value: "page", in_trash: true } })),
      ].filter(({ id }) => !forgotten(id));
      sights.push({ at: options.now(), shown });
    },
    transport: async (request, signal) => {
      if (request.path !== "/v1/search") return notion.handle(request, signal);
      const body = JSON.parse(request.body ?? "{}") as {
        filter?: { value?: string; in_trash?: boolean };
        sort?: { direction?: string };
        start_cursor?: string;
        page_size?: number;
      };
      const horizon = options.now() - options.lagMs;
      const sight = sights.findLast(({ at }) => at <= horizon) ?? sights[0];
      const trash = body.filter?.in_trash === true;
      const sign = body.sort?.direction === "ascending" ? 1 : -1;
      const shown = (sight?.shown ?? [])
        .filter((one) => (one.object === "data_source" && !trash) || one.in_trash === trash)
        .filter(({ object }) => body.filter?.value === undefined || object === body.filter.value)
        .sort(
          (a, b) =>
            sign *
              (a.last_edited_time < b.last_edited_time
                ? -1
                : a.last_edited_time > b.last_edited_time
                  ? 1
                  : 0) || (a.id < b.id ? -1 : 1),
        );
      const from = body.start_cursor === undefined ? 0 : Number(body.start_cursor);
      const to = from + (body.page_size ?? 100);
      return {
        status: 200,
        headers: {},
        body: JSON.stringify({
          object: "list",
          results: shown.slice(from, to),
          next_cursor: to < shown.length ? String(to) : null,
          has_more: to < shown.length,
        }),
      };
    },
  };
}
