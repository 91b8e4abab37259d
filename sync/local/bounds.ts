/**
 * Which pages a vault holds: the rules of its scope, asked about one page, database or file at a time.
 *
 * Pure. What is outside is listed like everything else, so that titles and rows can be searched and places
 * stay what they are, but its text is not read and it gets no file. Leaving the scope trashes nothing on
 * either side, and a file that was there before is left alone.
 */
import type { Ignore, Options } from "ignore";

/** As `notion-mirror.yaml` has them; all that are given must hold. */
export interface ScopeRules {
  /** Ids of pages and databases that are held with all below them; empty for everything shared. */
  readonly roots: readonly string[];
  /** Patterns as in `.gitignore`, over paths of the vault and over paths of titles; empty for all. */
  readonly only: readonly string[];
  /** Levels from a root (or from the workspace's own level) down; 1 is the roots alone, `null` all. */
  readonly depth: number | null;
  /** ISO date or time: what was last edited before it is outside; `null` for no such limit. */
  readonly since: string | null;
}

export const everythingShared: ScopeRules = { roots: [], only: [], depth: null, since: null };

/** File in the vault's root with patterns as in `.gitignore`. */
export const ignoreFile = ".notionmirrorignore";

/** The first rule that leaves something out. */
export type Outside = "roots" | "ignored" | "only" | "depth" | "since";

export interface Subject {
  /** Path of its file in the vault. */
  readonly path: string;
  /** Titles from the topmost page or database down to its own. */
  readonly titles: readonly string[];
  /** The ids of the same; `""` for what has none yet. */
  readonly ids: readonly string[];
  /** `last_edited_time`; `null` for what is new here. */
  readonly edited: string | null;
}

export interface Bounds {
  readonly rules: ScopeRules;
  /** Text of the ignore file. */
  readonly ignored: string;
  /** `null`: inside. */
  why(subject: Subject): Outside | null;
  /** By its path alone, whatever lies there. */
  whyPath(path: string): "ignored" | "only" | null;
}

/** `null` where nothing is left out: that costs nothing, not even loading the patterns' library. */
export async function boundsOf(rules: ScopeRules, ignored = ""): Promise<Bounds | null> {
  const { roots, only, depth, since } = rules;
  const dropping = ignored.split("\n").flatMap(alsoTheFile);
  const keeping = only.flatMap(alsoTheFile);
  const open = dropping.length + keeping.length + roots.length === 0;
  if (open && depth === null && since === null) return null;
  const { default: make } = await import("ignore");
  const drops = matcher(make, dropping);
  const keeps = keeping.length === 0 ? null : matcher(make, keeping);
  return {
    rules: { roots, only, depth, since },
    ignored,
    why: ({ path, titles, ids, edited }) => {
      const from = roots.length === 0 ? 0 : ids.findIndex((id) => roots.includes(id));
      if (from === -1) return "roots";
      if (drops(path)) return "ignored";
      if (keeps !== null && !keeps(path) && !keeps(pathOfTitles(titles, path))) return "only";
      if (depth !== null && ids.length - from > depth) return "depth";
      return since !== null && edited !== null && edited < since ? "since" : null;
    },
    whyPath: (path) => (drops(path) ? "ignored" : keeps !== null && !keeps(path) ? "only" : null),
  };
}

/** The rules in the words of the configuration: `only Handbook, since 2026-01-01`. */
export function inWords({ rules, ignored }: Pick<Bounds, "rules" | "ignored">): string {
  const { roots, only, depth, since } = rules;
  return [
    ...(roots.length === 0 ? [] : [`roots ${roots.join(", ")}`]),
    ...(only.length === 0 ? [] : [`only ${only.join(", ")}`]),
    ...(depth === null ? [] : [`depth ${depth}`]),
    ...(since === null ? [] : [`since ${since}`]),
    ...(ignored.trim() === "" ? [] : [ignoreFile]),
  ].join("; ");
}

function matcher(
  make: (options: Options) => Ignore,
  patterns: readonly string[],
): (path: string) => boolean {
  const rules = make({ ignorecase: true, allowRelativePaths: true }).add([...patterns]);
  return (path) => path !== "" && rules.ignores(path);
}

/**
 * A page is a file and a folder, `Handbook.md` and `Handbook/`: a pattern that names it as people do means
 * both. One that ends in `.md` means the page alone, one that ends in a slash what is below it.
 */
function alsoTheFile(line: string): readonly string[] {
  const pattern = line.replace(/\r$/, "").replace(/(?<!\\)[ \t]+$/, "");
  if (pattern === "" || pattern.startsWith("#")) return [];
  return /(?:\/|\.md|\.yaml)$/i.test(pattern) ? [pattern] : [pattern, `${pattern}.md`];
}

/** Titles as one path: a slash in a title must not look like one between two. */
function pathOfTitles(titles: readonly string[], path: string): string {
  const steps = titles.map((title) => {
    const text = title.replaceAll(/[/\\]/g, "-").trim();
    return /^\.*$/.test(text) ? "Untitled" : text;
  });
  return `${steps.join("/")}${/\.[a-z]+$/.exec(path)?.[0] === ".md" ? ".md" : "/_database.yaml"}`;
}
