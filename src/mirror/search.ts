/**
 * Full-text search over titles, text, properties and comments.
 */
import type { Mirror, ObjectState } from "./mirror.ts";

export interface SearchHit {
  readonly id: string;
  readonly title: string;
  /** Of the page's file, relative to the vault; `null` where there is none. */
  readonly path: string | null;
  readonly state: ObjectState;
  /** `false`: its text was not read, so that only title and properties could be searched. */
  readonly hasBody: boolean;
  /** The words around the first match, on one line. */
  readonly snippet: string;
}

export interface SearchOptions {
  /** Put before and after each match in the snippet; nothing by default. */
  readonly marks?: readonly [before: string, after: string];
  /** Pages in Notion's trash too. */
  readonly trashed?: boolean;
}

type Row = Omit<SearchHit, "hasBody"> & { readonly hasBody: number };

/** A match in the title weighs most, then properties. Order of the columns of `search`. */
const weights = "10.0, 1.0, 3.0, 1.0";

/** Words in a snippet. */
const snippetLength = 16;

/**
 * The best `limit` pages that hold all of `words`: each the beginning of a word, without regard to case
 * and accents. `"two words"` in quotes stand together, `-word` must be missing.
 */
export function searchText(
  mirror: Mirror,
  words: string,
  limit: number,
  { marks = ["", ""], trashed = false }: SearchOptions = {},
): readonly SearchHit[] {
  const query = matchQuery(words);
  if (query === null) return [];
  const trash = trashed ? "" : "AND p.state <> 'trashed'";
  const rows = mirror.database
    .prepare<[string, string, string, number], Row>(
      `SELECT p.id, p.title, f.path, p.state, p.body_edited_time IS NOT NULL AS hasBody,
         snippet(search, -1, ?, ?, '…', ${snippetLength}) AS snippet
       FROM search JOIN pages p ON p.key = search.rowid LEFT JOIN sync_files f ON f.id = p.id
       WHERE search MATCH ? ${trash}
       ORDER BY bm25(search, ${weights}), p.id LIMIT ?`,
    )
    .all(marks[0], marks[1], query, limit);
  const hits =
    rows.length === 0 && unspaced.test(words) ? within(mirror, words, limit, trash) : rows;
  return hits.map((hit) => ({
    ...hit,
    hasBody: hit.hasBody === 1,
    snippet: hit.snippet.replace(/\s+/g, " ").trim(),
  }));
}

/** Scripts that leave no space between words: the index knows a whole run as one word. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}]/u;

/** What `words` mean in FTS5's language; `null` when nothing is asked for. Whatever is typed, it is valid. */
export function matchQuery(words: string): string | null {
  const wanted: string[] = [];
  const unwanted: string[] = [];
  for (const [, minus, phrase, word] of words.matchAll(/(-?)(?:"([^"]*)"?|(\S+))/g)) {
    const text = (phrase ?? word ?? "").replaceAll("\0", " ");
    if (!/[\p{L}\p{N}]/u.test(text)) continue;
    const term = `"${text.replaceAll('"', '""')}"${phrase === undefined ? "*" : ""}`;
    (minus === "-" ? unwanted : wanted).push(term);
  }
  if (wanted.length === 0) return null;
  const all = wanted.join(" AND ");
  return unwanted.length === 0 ? all : `(${all}) NOT (${unwanted.join(" OR ")})`;
}

/** Looks for each word anywhere in the text; reads all of it. Titles first, then newest first. */
function within(mirror: Mirror, words: string, limit: number, trash: string): Row[] {
  const parts = words.split(/\s+/).filter((part) => part !== "");
  const text =
    "s.title || char(10) || s.properties || char(10) || s.body || char(10) || s.comments";
  const each = parts.map(() => `instr(${text}, ?) > 0`).join(" AND ");
  const first = parts[0] ?? "";
  return mirror.database
    .prepare<(string | number)[], Row>(
      `SELECT p.id, p.title, f.path, p.state, p.body_edited_time IS NOT NULL AS hasBody,
         substr(${text}, max(1, instr(${text}, ?) - 20), 60) AS snippet
       FROM search s JOIN pages p ON p.key = s.rowid LEFT JOIN sync_files f ON f.id = p.id
       WHERE ${each} ${trash}
       ORDER BY instr(p.title, ?) = 0, p.last_edited_time DESC, p.id LIMIT ?`,
    )
    .all(first, ...parts, first, limit);
}
