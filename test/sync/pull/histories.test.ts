import { expect, test } from "vitest";
import { history } from "./histories.ts";

/** `HISTORIES=200 npx vitest run test/sync/pull/histories.test.ts` for the long run; `SEED=n` for one. */
const one = process.env["SEED"];
const count = Number(process.env["HISTORIES"] ?? 6);
const seeds = one === undefined ? Array.from({ length: count }, (_, i) => i + 1) : [Number(one)];

test.each(seeds)(
  "through a search that lags and forgets, edits within a minute, moves, un-sharing, trash and kills the mirror ends equal to the workspace (SEED=%i)",
  async (seed) => {
    expect(await history(seed)).toEqual([]);
  },
);
