/**
 * The content of an edited block: what was typed, and from the base whatever Markdown can't say.
 */
import { canonicalContent, canonicalRichText } from "../../src/notion/canonical.ts";
import { type BlockTree, contentOf, withContent } from "../../src/notion/tree.ts";
import type { RichText } from "../../src/notion/types.ts";
import { canonicalJson } from "../../src/platform/hash.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * `was` is the base as its file said it, `now` what the file says today. A field that says the same in
 * both keeps the base's value; one that the file no longer has goes back to its default.
 */
export function carried(base: BlockTree, was: BlockTree, now: BlockTree): BlockTree {
  const before = canonicalContent(was);
  const after = canonicalContent(now);
  const baseContent = contentOf(base);
  const typed = contentOf(now);
  const content: Record<string, unknown> = { ...baseContent };
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (same(before[key], after[key])) continue;
    if (key in typed) content[key] = carriedField(key, baseContent[key], typed[key]);
    else if (key in cleared) content[key] = cleared[key];
    else delete content[key];
  }
  if (mediaKeys.some((key) => key in typed && !same(before[key], after[key])))
    for (const key of mediaKeys) if (!(key in typed)) delete content[key];
  return withContent(base, content);
}

const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);

/** A file is at one place only. */
const mediaKeys = ["external", "file", "file_upload"] as const;

/** What a field says when it is not there. */
const cleared: Fields = {
  color: "default",
  is_toggleable: false,
  checked: false,
  caption: [],
  rich_text: [],
  icon: null,
  has_column_header: false,
  has_row_header: false,
};

function carriedField(key: string, base: unknown, typed: unknown): unknown {
  if ((key === "rich_text" || key === "caption") && Array.isArray(base))
    return carriedRuns(base as RichText[], typed as RichText[]);
  if (key === "cells" && Array.isArray(base))
    return (typed as RichText[][]).map((cell, index) => {
      const old = (base as RichText[][])[index] ?? [];
      return same(canonicalRichText(old), canonicalRichText(cell)) ? old : carriedRuns(old, cell);
    });
  return typed;
}

/** Mentions and equations that stay are the base's own runs, with the labels that Notion gave them. */
function carriedRuns(base: readonly RichText[], typed: readonly RichText[]): readonly RichText[] {
  const spare = new Map<string, RichText[]>();
  for (const run of base) {
    if (run.type === "text") continue;
    const key = keyOf(run);
    spare.set(key, [...(spare.get(key) ?? []), run]);
  }
  if (spare.size === 0) return typed;
  return typed.map((run) => (run.type === "text" ? run : (spare.get(keyOf(run))?.shift() ?? run)));
}

const keyOf = (run: RichText): string => canonicalJson(canonicalRichText([run]));
