/**
 * What people type in front matter that is no YAML but clear all the same: `Notes: see: below`,
 * `Project: [Site](Site.md)`, `Owner: @ada`, `- [Site](Site.md)`.
 *
 * Such a value, alone on its line and unquoted, is read as the text that stands there. Tried only where
 * the YAML parser gave up.
 */
import { parseDocument } from "yaml";

export interface Repair {
  readonly text: string;
  /** Offset in the text as typed for one in `text`. */
  readonly original: (offset: number) => number;
}

const line =
  /^([ \t]*(?:- +)*(?:[^\s#:'"&*!|>%@`{}[\],-][^:\n\r]*:[ \t]+)?)([^\s'"|>#][^\n\r]*?)([ \t]*)$/gm;

/** `null` when no line is of that kind. */
export function repaired(source: string): Repair | null {
  /** In order: `at` in the new text, `by` how much longer the new text is from there on. */
  const shifts: { readonly at: number; readonly by: number }[] = [];
  let text = "";
  let done = 0;
  for (const match of source.matchAll(line)) {
    const [, lead = "", value = ""] = match;
    if (lead.trim() === "" || isValue(value)) continue;
    const start = match.index + lead.length;
    const quoted = `'${value.replaceAll("'", "''")}'`;
    text += source.slice(done, start);
    shifts.push({ at: text.length + 1, by: text.length + 1 - start });
    text += quoted;
    done = start + value.length;
    shifts.push({ at: text.length, by: text.length - done });
  }
  if (shifts.length === 0) return null;
  text += source.slice(done);
  const original = (offset: number): number => {
    let by = 0;
    for (const shift of shifts) {
      if (shift.at > offset) break;
      by = shift.by;
    }
    return offset - by;
  };
  return { text, original };
}

/** It reads as one YAML value on its own. */
function isValue(value: string): boolean {
  const document = parseDocument(`k: ${value}`, { schema: "failsafe", logLevel: "silent" });
  return document.errors.length === 0;
}
