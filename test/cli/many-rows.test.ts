/** What a query of any length prints. */
import { expect, test } from "vitest";
import { table } from "../../src/output.ts";

test("a table of 200,000 rows is as wide as its widest cell", () => {
  const rows = Array.from({ length: 200_000 }, (_, row) => [row]);
  const printed = table(["row"], rows).split("\n");
  expect(printed).toHaveLength(200_002);
  expect(printed.at(-1)).toBe("199999");
  expect(printed[2]).toBe("     0");
});
