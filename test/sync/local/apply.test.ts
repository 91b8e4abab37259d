import { expect, test } from "vitest";
import { type MoveFile, orderMoves } from "../../../sync/local/apply.ts";

const move = (from: string, to: string): MoveFile => ({
  kind: "move",
  id: from,
  from,
  to,
  hash: "",
});

function check(moves: readonly [string, string][], expected: readonly string[]) {
  const ordered = orderMoves(
    moves.map(([from, to]) => move(from, to)),
    (ring) => `${ring.to}'`,
  );
  expect(ordered.map(({ from, to }) => `${from}→${to}`)).toEqual(expected);
}

test("a chain of moves goes from its free end", () => {
  check(
    [
      ["a", "b"],
      ["b", "c"],
      ["c", "d"],
    ],
    ["c→d", "b→c", "a→b"],
  );
});

test("moves that don't touch keep their order", () => {
  check(
    [
      ["a", "x"],
      ["b", "y"],
    ],
    ["a→x", "b→y"],
  );
});

test("a ring is broken by one that steps aside", () => {
  check(
    [
      ["a", "b"],
      ["b", "a"],
    ],
    ["a→b'", "b→a"],
  );
});
