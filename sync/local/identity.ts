/**
 * Which page a file says it is, read before anything else of it is understood.
 *
 * Here too what is no text at all is stopped: it must never look like an emptied page.
 */
import { parseDocument } from "yaml";
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

/** Bytes of front matter that are looked into. */
const frontMatterMax = 64 * 1024;

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
  if (kind === "database") return { kind: "file", id: pageIdIn(text) };
  const front = frontMatterOf(text);
  if (front === null) return { kind: "file", id: null };
  if (front === "unclosed")
    return problem(
      "unclosed_front_matter",
      1,
      "the front matter begins with --- and never ends",
      "Close it with a line of --- before the text begins.",
    );
  const document = parseDocument(front, {
    schema: "failsafe",
    uniqueKeys: true,
    logLevel: "silent",
  });
  const error = document.errors[0];
  if (error !== undefined)
    return problem(
      "broken_front_matter",
      (error.linePos?.[0].line ?? 1) + 1,
      `the front matter is no YAML: ${error.message.split("\n")[0]?.replace(/ at line .*$/, "") ?? ""}`,
      "Correct that line; nothing of the page is sent until then.",
    );
  return { kind: "file", id: pageIdIn(front) };
}

/** The text between the fences; `null` where the file has none. A first line `---` that nothing YAML-like follows is a divider. */
function frontMatterOf(text: string): string | "unclosed" | null {
  const opening = /^\ufeff?---[ \t]*\r?\n/.exec(text);
  if (opening === null) return null;
  const start = opening[0].length;
  const closing = /^(?:---|\.\.\.)[ \t]*$/m.exec(text.slice(start, start + frontMatterMax));
  if (closing !== null) return text.slice(start, start + closing.index);
  return /^[\w-]+:/.test(text.slice(start)) ? "unclosed" : null;
}

/** As the bare id or as the page's address. */
function pageIdIn(yaml: string): string | null {
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
