/**
 * Strings that look like syntax, for every place that holds text.
 */
import { nastyPieces } from "./arbitraries.ts";

const word = nastyPieces.filter((piece) => piece.trim() !== "");
/** Every piece alone, before text, after text and around it. */
export const nastyStrings: readonly string[] = [
  ...new Set([
    ...word,
    ...word.map((piece) => `${piece} text`),
    ...word.map((piece) => `text ${piece}`),
    ...word.map((piece) => `text${piece}text`),
    "1. ",
    "- ",
    "#",
    "|",
    "[ ]",
    "<b>",
    "$5 and $6",
    "[!NOTE]",
    "---",
    ":smile:",
    "https://x.y",
    "www.x.y",
    "a@b.c",
    " leading",
    "trailing ",
    "  two  ",
    "a\nb",
    "\na",
    "a\n",
    "\n",
    "a\n\nb",
    "a\n---",
    "a\n===",
    "a\n- b",
    "a\n1. b",
    "a\n| - |",
    "a\n# b",
    "a\n> b",
    "a\n    b",
    "```\na\n```",
    "$$\na\n$$",
    "[a]: b\n[a]",
    "<details>\n<summary>",
    "\\\\*a\\\\*",
    // The outer space is written as a reference, so the mark beside it is not between spaces.
    "+ * ",
    " * a",
    "a _ ",
    "$ a $ ",
  ]),
];
