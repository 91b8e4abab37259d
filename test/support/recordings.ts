/**
 * Real API objects to test with, found through NOTION_MIRROR_RECORDED: `trees/*.json` and `*.ndjson`, one object
 * a line. Where they are not at hand a notice says so, and the tests that need them skip.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { upgradeBlock } from "../../converters/index.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { Page } from "../../src/notion/types.ts";

const root = process.env["NOTION_MIRROR_RECORDED"];

/** The path of a recording; `null`, with a notice, where it is missing. */
export function recording(name: string): string | null {
  const path = root === undefined ? null : join(root, name);
  if (path !== null && existsSync(path)) return path;
  const why = root === undefined ? "NOTION_MIRROR_RECORDED is not set" : `${path} is not there`;
  console.error(`skipped: tests on recorded ${name}, because ${why}`);
  return null;
}

export interface RecordedPage {
  readonly file: string;
  readonly page: Page | null;
  readonly blocks: readonly BlockTree[];
}

/** Whole pages, as the current API version gives them. */
export function recordedTrees(): readonly RecordedPage[] {
  const folder = recording("trees");
  return (folder === null ? [] : readdirSync(folder).sort()).map((file) => {
    const { page, blocks } = JSON.parse(readFileSync(join(folder ?? "", file), "utf8"));
    return { file, page, blocks: blocks.map(upgradeBlock) };
  });
}

/** Some recordings have their ids blacked out. */
const blackedOut = "00000000-0000-4000-8000-00000000b1ac";

/** The objects of one file; none where it is missing. */
export function recordedLines<T>(name: string): readonly T[] {
  const path = recording(name);
  if (path === null) return [];
  const lines = readFileSync(path, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line.replaceAll("****", blackedOut)) as T);
}
