/**
 * The names of our tags, and how a line or a piece of text made of them is recognised.
 *
 * Containers open and close on lines of their own and hold blocks; leaves stand on one line with
 * inline Markdown inside; inline tags stand within text.
 */
export interface TagNames {
  readonly containers: readonly string[];
  readonly leaves: readonly string[];
  readonly inline: readonly string[];
  /** Text may follow opening tags on their line, and closing tags may end it. There are no leaves then. */
  readonly opensText?: true;
}

export const plainTags: TagNames = {
  containers: ["details", "p", "columns", "column", "tabs", "tab", "synced", "notion"],
  leaves: [
    "summary",
    "p",
    "image",
    "video",
    "audio",
    "file",
    "pdf",
    "bookmark",
    "embed",
    "link_preview",
    "table_of_contents",
    "breadcrumb",
  ],
  inline: ["b", "i", "s", "u", "code", "span", "br", "time", "mention", "emoji", "equation"],
};

const attributes = `(?:\\s+[A-Za-z_][\\w:.-]*(?:\\s*=\\s*(?:"[^"]*"|'[^']*'|[^\\s"'=<>\`]+))?)*\\s*`;

/** What a line that starts with `<` is. */
export type TagLine =
  | { readonly kind: "tags" }
  | { readonly kind: "attributes" }
  /** The leaf's text stands between `start` and `end`; opening tags of containers may precede it. */
  | { readonly kind: "leaf"; readonly start: number; readonly end: number };

/** One container tag: closing slash, name, attributes, slash of a void one. */
export interface TagMatcher {
  readonly line: (line: string) => TagLine | null;
  readonly tag: RegExp;
  readonly leafStart: RegExp;
  readonly inline: RegExp;
  /** How many characters at the start of a line are tags of containers. */
  readonly head: (line: string) => number;
  /** Whether a line starts a block by its tags or its comment. */
  readonly startsBlock: (line: string) => boolean;
}

export const inlineComment = /^<!--\{[^\n]*\}-->$/;
export const comment = /^<!--\{(?:(?!-->)[^\n])*\}-->\s*$/;
const headingStart = /\s*<h([1-6])>/y;
const headingEnd = /<\/h([1-6])>\s*$/;

const cache = new WeakMap<TagNames, TagMatcher>();

export function tagMatcher(names: TagNames): TagMatcher {
  const known = cache.get(names);
  if (known !== undefined) return known;
  const containers = names.containers.join("|");
  const leaves = names.leaves.join("|");
  const tags = new RegExp(`^(?:</?(?:${containers})${attributes}/?>\\s*)+$`);
  const leafStart = new RegExp(
    `^(?:<(?:${containers})${attributes}>\\s*)*<(${leaves})(${attributes})(/?)>`,
  );
  const leafEnd = new RegExp(`</(${leaves})\\s*>\\s*$`);

  function leaf(line: string): TagLine | null {
    const opening = leafStart.exec(line);
    if (opening === null) return null;
    let start = opening[0].length;
    if (opening[3] === "/")
      return /^\s*$/.test(line.slice(start))
        ? { kind: "leaf", start: line.length, end: line.length }
        : null;
    const closing = leafEnd.exec(line);
    if (closing === null || closing[1] !== opening[1] || closing.index < start) return null;
    let end = closing.index;
    if (opening[1] === "summary") {
      headingStart.lastIndex = start;
      const first = headingStart.exec(line);
      const last = headingEnd.exec(line.slice(0, end));
      if (
        first !== null &&
        last !== null &&
        first[1] === last[1] &&
        last.index >= headingStart.lastIndex
      ) {
        start = headingStart.lastIndex;
        end = last.index;
      }
    }
    return { kind: "leaf", start, end };
  }

  const heads = new RegExp(`^(?:</?(?:${containers})${attributes}/?>[ \\t]*)+`);
  const inlineNames =
    names.opensText === true ? [...names.inline, ...names.containers] : names.inline;
  const lineOf = (line: string): TagLine | null =>
    tags.test(line) ? { kind: "tags" } : comment.test(line) ? { kind: "attributes" } : leaf(line);
  const made: TagMatcher = {
    line: lineOf,
    startsBlock: (line) =>
      names.opensText === true ? heads.test(line) || comment.test(line) : lineOf(line) !== null,
    tag: new RegExp(`<(/?)(${containers})(${attributes})(/?)>`, "g"),
    leafStart,
    inline: new RegExp(`^<(/?)(${inlineNames.join("|")})(${attributes})(/?)>$`),
    head: (line) => heads.exec(line)?.[0].length ?? 0,
  };
  cache.set(names, made);
  return made;
}
