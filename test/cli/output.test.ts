import { describe, expect, test } from "vitest";
import { counted, errorJson, errorText, table } from "../../src/output.ts";
import { VaultError } from "../../src/platform/errors.ts";
import { timeLeft } from "../../src/progress.ts";

const trouble = new VaultError("The folder ntn_12345678901234567890 is not empty.", {
  code: "not_empty",
  exitCode: 2,
  where: "/notes",
  next: "Choose another.\nOr empty it.",
});

describe("an error", () => {
  test("is one line and the next steps, without secrets", () => {
    expect(errorText(trouble)).toBe(
      "notion-mirror: The folder [secret] is not empty.\n  Choose another.\n  Or empty it.\n",
    );
  });

  test("is one stable object under --json", () => {
    expect(errorJson(trouble)).toEqual({
      error: {
        code: "not_empty",
        message: "The folder [secret] is not empty.",
        where: "/notes",
        next: "Choose another.\nOr empty it.",
        exit_code: 2,
      },
    });
  });

  test("of our own making keeps its stack", () => {
    expect(errorText(new Error("boom"))).toMatch(
      /internal error, please report it\nError: boom\n {4}at /,
    );
  });
});

test("a table aligns text to the left and numbers to the right", () => {
  expect(
    table(
      ["name", "n"],
      [
        ["a", 1],
        ["bcdef", 20],
        [null, 3],
      ],
    ),
  ).toBe("name    n\n-----  --\na       1\nbcdef  20\n        3");
});

test.each([
  [0, "0:00"],
  [65.4, "1:05"],
  [9_000, "2:30:00"],
])("%d seconds read %s", (seconds, text) => {
  expect(timeLeft(seconds)).toBe(text);
});

test("a count has commas between thousands, and the right number", () => {
  expect([0, 1, 999, 1000, 10_000, 1_234_567].map((count) => counted(count, "page"))).toEqual([
    "0 pages",
    "1 page",
    "999 pages",
    "1,000 pages",
    "10,000 pages",
    "1,234,567 pages",
  ]);
});
