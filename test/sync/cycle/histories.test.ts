import { expect, test } from "vitest";
import { vaultHistory } from "./histories.ts";

/** `npm run histories -- 200` is the long run; `SEED=n` is one. */
const one = process.env["SEED"];
const seeds = /^\d+$/.test(one ?? "") ? [Number(one)] : [1, 2, 3];

test.each(seeds)(
  "through a search that lags and forgets, edits within a minute, moves, un-sharing, trash, restore and kills the files end equal to the workspace, and none goes without proof (SEED=%i)",
  async (seed) => {
    expect(await vaultHistory(seed)).toEqual([]);
  },
  120_000,
);
