/**
 * What of the workspace a crawl reads: where it begins, and which of the bodies that it comes to know of.
 *
 * Everything that is listed is stored, since a hundred titles cost one request; a body costs one and more.
 * Leaving the scope trashes nothing: what is out of it is simply not read any more.
 */
export interface Scope {
  /** Ids of pages and databases to begin at; empty: everything shared is listed. */
  readonly roots: readonly string[];
  /**
   * Which bodies are read, by page id; `null` for all. Asked for anew whenever pages are chosen: what the
   * answer rests on (titles, parents, times) changes while a crawl goes on.
   */
  readonly choose: (() => (id: string) => boolean) | null;
  /** Bodies may be read while the listing runs: the choice needs no place in the whole, which is not known yet. */
  readonly early: boolean;
}

export const everything: Scope = { roots: [], choose: null, early: true };

/** Of `items` those that the scope holds. */
export function chosen<T extends { readonly id: string }>(
  { choose }: Pick<Scope, "choose">,
  items: readonly T[],
): readonly T[] {
  if (choose === null || items.length === 0) return items;
  const holds = choose();
  return items.filter(({ id }) => holds(id));
}
