import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isConflictCopy,
  nameBytesMax,
  nameKey,
  nameWithId,
  safeName,
  sidecarName,
} from "../../src/vault/names.ts";

describe("a title becomes a name that every file system takes", () => {
  test.each([
    ["Handbook", "Handbook"],
    ["", "Untitled"],
    ["   ", "Untitled"],
    ["...", "Untitled"],
    ["a/b\\c|d", "a-b-c-d"],
    ["Guide: part 1", "Guide - part 1"],
    ["12:30", "12-30"],
    ["What? Really*", "What Really"],
    ['He said "no"', "He said 'no'"],
    ["a <b> c", "a -b- c"],
    ["trailing dots...", "trailing dots"],
    ["trailing space ", "trailing space"],
    [".env", "env"],
    [".notion-mirror", "notion-mirror"],
    ["-rf", "rf"],
    ["../../etc/passwd", "etc-passwd"],
    ["two\nlines\tand tabs", "two lines and tabs"],
    ["null\u0000byte", "nullbyte"],
    ["zero\u200bwidth \u202eturned", "zerowidth turned"],
    ["\ud800 lone", "\ufffd lone"],
    ["CON", "CON_"],
    ["con.tact", "con_.tact"],
    ["Com1", "Com1_"],
    ["LPT¹", "LPT¹_"],
    ["CONIN$", "CONIN$_"],
    ["Console", "Console"],
    ["_files", "_files_"],
    ["Cafe\u0301", "Café"],
    ["👩‍👩‍👧 Family", "👩‍👩‍👧 Family"],
    ["日本語のページ", "日本語のページ"],
  ])("%j → %j", (title, name) => {
    expect(safeName(title)).toBe(name);
  });

  test("cuts between graphemes at 120 bytes", () => {
    expect(safeName("a".repeat(200))).toBe("a".repeat(120));
    const family = "👩‍👩‍👧";
    expect(safeName(family.repeat(30))).toBe(family.repeat(6));
    expect(Buffer.byteLength(safeName(`e${"\u0301".repeat(300)}`))).toBeLessThanOrEqual(120);
  });

  test("holds for any title", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (title) => {
        const name = safeName(title);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(nameBytesMax + 1);
        expect(name).toMatch(/^[^.\-\s~](?:.*[^.\s])?$/su);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the point of the test
        expect(name).not.toMatch(/[<>:"/\\|?*\u0000-\u001f]/);
        expect(name).toBe(name.normalize("NFC"));
        expect(safeName(name)).toBe(name);
      }),
      { numRuns: 500 },
    );
  });
});

test("a name with an id keeps the limit", () => {
  const id = "0123456789abcdef0123456789a1b2c3";
  expect(nameWithId("Tasks", id, 6)).toBe("Tasks (a1b2c3)");
  expect(Buffer.byteLength(nameWithId("é".repeat(60), id, 6))).toBeLessThanOrEqual(120);
  expect(nameWithId("é".repeat(60), id, 6)).toMatch(/^é+ \(a1b2c3\)$/);
});

test("names that a file system may confuse have one key", () => {
  expect(nameKey("CAFÉ")).toBe(nameKey("cafe\u0301"));
  expect(nameKey("Straße")).toBe(nameKey("STRASSE"));
  expect(nameKey("a")).not.toBe(nameKey("b"));
});

test("copies that cloud services leave are known by their names", () => {
  for (const name of [
    "Plan (Ada's conflicted copy 2026-03-01).md",
    "Plan (conflicted copy 2026-03-01 101112).md",
    "Plan (Case Conflict 1).md",
    "Plan.sync-conflict-20260301-101112-ABCDEF1.md",
    "Plan [conflict].md",
    "Plan_conf(1).md",
  ])
    expect(isConflictCopy(name), name).toBe(true);
  for (const name of ["Plan.md", "Plan (1).md", "Conflict.md", "Conflicted copy.md", "Plan 2.md"])
    expect(isConflictCopy(name), name).toBe(false);
  expect(sidecarName.test("Plan.conflict-a1b2c3.md")).toBe(true);
  expect(sidecarName.test("Plan conflict.md")).toBe(false);
});
