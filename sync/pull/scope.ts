/**
 * Which part of the workspace is mirrored, as a pure question about one object.
 *
 * Leaving the scope never trashes anything: what is out of it is simply not read any more.
 */
import ignore from "ignore";

export interface Scope {
  /** Ids of pages and databases that are mirrored with all below them; empty for everything shared. */
  readonly roots: readonly string[];
  /** Levels from a root (or from the workspace's own level) down whose bodies are read; `null` for all. 1 is the roots alone. */
  readonly depth: number | null;
  /** ISO time: bodies last edited before it are not read; `null` for all. */
  readonly since: string | null;
  /** `true` for a path of titles, from the root down, that is mirrored. */
  readonly matches: (titles: readonly string[]) => boolean;
}

export const everything: Scope = { roots: [], depth: null, since: null, matches: () => true };

export interface ScopeOptions {
  readonly roots?: readonly string[];
  readonly depth?: number;
  /** ISO date or time. */
  readonly since?: string;
  /** Patterns as in `.gitignore`, over paths of titles: keep to what one of them names, and all below it. */
  readonly only?: readonly string[];
  /** The text of a `.notionmirrorignore`: patterns as in `.gitignore`. */
  readonly ignored?: string;
}

export function scopeOf(options: ScopeOptions): Scope {
  const only = options.only ?? [];
  const kept = only.length === 0 ? null : ignore({ ignorecase: true }).add([...only]);
  const dropped = ignore({ ignorecase: true }).add(options.ignored ?? "");
  return {
    roots: options.roots ?? [],
    depth: options.depth ?? null,
    since: options.since ?? null,
    matches: (titles) => {
      const path = titles.map(segmentOf).join("/");
      if (path === "") return true;
      return (kept === null || kept.ignores(path)) && !dropped.ignores(path);
    },
  };
}

/** A title as one step of a path: patterns can't tell a slash in a title from one between two. */
function segmentOf(title: string): string {
  const text = title.replaceAll(/[/\\]/g, "-").trim();
  return text === "" ? "Untitled" : text.replace(/^\.+$/, "Untitled");
}

export interface ScopeNode {
  readonly id: string;
  readonly title: string;
  readonly editedTime: string;
}

/**
 * Whether the body of the last of `path` is read. `path` runs from the topmost known object down to it.
 */
export function bodyInScope(scope: Scope, path: readonly ScopeNode[]): boolean {
  const node = path.at(-1);
  if (node === undefined) return false;
  const from = scope.roots.length === 0 ? 0 : path.findIndex(({ id }) => scope.roots.includes(id));
  if (from === -1) return false;
  const inside = path.slice(from);
  if (scope.depth !== null && inside.length > scope.depth) return false;
  if (scope.since !== null && node.editedTime < scope.since) return false;
  return scope.matches(inside.map(({ title }) => title));
}

/** Nothing narrows the scope: the question needs no path. */
export const isEverything = (scope: Scope): boolean => scope === everything;
