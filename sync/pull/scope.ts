/**
 * Which part of the workspace is mirrored, as a pure question about one object.
 *
 * Leaving the scope never trashes anything: what is out of it is simply not read any more.
 */
export interface Scope {
  /** Ids of pages, databases or data sources that are mirrored with all below them; empty for everything shared. */
  readonly roots: readonly string[];
  /** Levels below a root (or below the workspace's own level) whose bodies are read; `null` for all. 1 is the roots alone. */
  readonly depth: number | null;
  /** ISO time: bodies last edited before it are not read; `null` for all. */
  readonly since: string | null;
  /** `true` for a path of titles, from the root down, that is mirrored. */
  readonly matches: (titles: readonly string[]) => boolean;
}

export const everything: Scope = { roots: [], depth: null, since: null, matches: () => true };

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
