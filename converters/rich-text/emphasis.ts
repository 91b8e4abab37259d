/**
 * Whether `**`, `*` and `~~` around a piece of text read back as what they mean, or need `<b>`, `<i>`,
 * `<s>` in their place.
 *
 * CommonMark pairs the marks by what stands beside them. The text is printed with marks first; a pair
 * of which either side can't stand becomes tags, and what is left is judged again: tags only ever
 * grow, so it ends. Judged is what holds in every reader: characters outside the Basic Multilingual
 * Plane count as letters in some and as punctuation in others.
 */
export interface Group {
  readonly marks: "**" | "*" | "~~";
  readonly tag: "b" | "i" | "s";
  asTag: boolean;
}

export type Part =
  /** `marks`: how many a reader looks at, where the text alone does not tell. */
  | { readonly kind: "text"; readonly text: string; readonly marks?: number }
  | { readonly kind: "open" | "close"; readonly group: Group };

type Kind = "space" | "punctuation" | "letter" | "either";

/** Of ASCII, by character code: most of what stands beside marks. */
const ascii: readonly Kind[] = Array.from({ length: 128 }, (_, code) =>
  classify(String.fromCharCode(code)),
);

const kindOf = (char: string): Kind => ascii[char.charCodeAt(0)] ?? classify(char);

function classify(char: string): Kind {
  if (char === "" || /\s/.test(char)) return "space";
  if (/[\ud800-\udfff]/.test(char)) return "either";
  return /[\p{P}\p{S}]/u.test(char) ? "punctuation" : "letter";
}

const textOf = (part: Part): string => {
  if (part.kind === "text") return part.text;
  const { group } = part;
  if (!group.asTag) return group.marks;
  return part.kind === "open" ? `<${group.tag}>` : `</${group.tag}>`;
};

const isMark = (part: Part | undefined): part is Part & { readonly group: Group } =>
  part !== undefined && part.kind !== "text" && !part.group.asTag;

/** Surely flanking on the side that `inner` stands, whatever an unsure character counts as. */
const flanks = (outer: Kind, inner: Kind): boolean =>
  inner !== "space" && (inner === "letter" || outer === "space" || outer === "punctuation");

/** Possibly flanking on that side. */
const mayFlank = (outer: Kind, inner: Kind): boolean =>
  inner !== "space" && (inner !== "punctuation" || outer !== "letter");

function neighbour(parts: readonly Part[], from: number, step: 1 | -1): string {
  for (let i = from; i >= 0 && i < parts.length; i += step) {
    const text = textOf(parts[i] as Part);
    if (text !== "") return (step === 1 ? text[0] : text.at(-1)) ?? "";
  }
  return "";
}

/** Turns one pair into tags if some run of marks can't stand; `false` when all can. */
function replaceOne(parts: readonly Part[]): boolean {
  let openStars = 0;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if (!isMark(part)) continue;
    const char = part.group.marks[0];
    let end = i;
    const run = [part];
    for (
      let next = parts[end + 1];
      isMark(next) && next.group.marks[0] === char;
      next = parts[end + 1]
    ) {
      run.push(next);
      end++;
    }
    const odd = run.find((other) => other.kind !== part.kind);
    if (odd !== undefined) {
      odd.group.asTag = true;
      return true;
    }
    const before = kindOf(neighbour(parts, i - 1, -1));
    const after = kindOf(neighbour(parts, end + 1, 1));
    const opens = part.kind === "open";
    const [outer, inner] = opens ? [before, after] : [after, before];
    const isBoth = mayFlank(before, after) && mayFlank(after, before);
    const isStar = char === "*";
    const isLong = run.length > 1 && isBoth;
    if (!flanks(outer, inner) || (opens && isStar && ((isBoth && openStars > 0) || isLong))) {
      // Next to a space the innermost pair gives way, else the outermost.
      const innermost = opens ? run.at(-1) : run[0];
      const outermost = opens ? run[0] : run.at(-1);
      const chosen = inner === "space" ? innermost : outermost;
      if (chosen !== undefined) chosen.group.asTag = true;
      return true;
    }
    if (isStar) openStars += opens ? run.length : -run.length;
    i = end;
  }
  return false;
}

export function joinParts(parts: readonly Part[]): string {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return textOf(only);
  while (replaceOne(parts));
  let result = "";
  for (const part of parts) result += textOf(part);
  return result;
}
