/**
 * Which page a file says it is, read before anything else of it is understood.
 *
 * Here too what is no text at all is stopped: it must never look like an emptied page.
 */
import { readPageFrontMatter } from "../../converters/page/read.ts";
import { idIn } from "../../src/notion/ids.ts";
import type { VaultFile } from "../../src/vault/vault.ts";

export type Identity =
  | { readonly kind: "file"; readonly id: string | null }
  | {
      readonly kind: "problem";
      readonly line: number | null;
      readonly code: string;
      readonly message: string;
      readonly next: string;
    };

const decoder = new TextDecoder("utf-8", { fatal: true });

export function identify(bytes: Uint8Array, kind: VaultFile["kind"]): Identity {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return problem("not_utf8", null, "it is not UTF-8 text", "Save it as UTF-8.");
  }
  const nul = text.indexOf("\0");
  if (nul !== -1)
    return problem(
      "not_text",
      lineAt(text, nul),
      "it holds a NUL byte, so it is no text or only half written",
      "Save it again from your editor.",
    );
  if (kind === "database") return { kind: "file", id: databaseIdIn(text) };
  if (isUnclosed(text))
    return problem(
      "unclosed_front_matter",
      1,
      "the front matter begins with --- and never ends",
      "Close it with a line of --- before the text begins.",
    );
  const front = readPageFrontMatter(text);
  // What its other keys say needs the database's schema, and is looked at later.
  const error = front.notes.find(
    (note) =>
      note.kind === "error" &&
      (front.state === "broken" ||
        note.code === "bad_notion_id" ||
        note.code === "front_matter_key"),
  );
  if (error !== undefined)
    return problem(
      "broken_front_matter",
      error.line ?? null,
      error.message,
      "Correct that line; nothing of the page is sent until then.",
    );
  return { kind: "file", id: front.notionId };
}

/** A first line `---` that a key follows and nothing ends; what else follows it makes it a divider. */
function isUnclosed(text: string): boolean {
  const opening = /^\ufeff?---[ \t]*\r?\n/.exec(text);
  if (opening === null) return false;
  const rest = text.slice(opening[0].length);
  return /^[\w-]+:/.test(rest) && !/^---[ \t]*\r?$/m.test(rest);
}

/** Of a database's file: as the bare id or as its address. */
function databaseIdIn(yaml: string): string | null {
  const found = /^notion[_-]id[ \t]*:[ \t]*["']?([\w:/.?=&%-]+)/m.exec(yaml);
  return found?.[1] === undefined ? null : idIn(found[1]);
}

const lineAt = (text: string, offset: number) => text.slice(0, offset).split("\n").length;

const problem = (code: string, line: number | null, message: string, next: string): Identity => ({
  kind: "problem",
  code,
  line,
  message,
  next,
});
