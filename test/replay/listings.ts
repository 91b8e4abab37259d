/**
 * The order of what containers hold: blocks on a page, rows of a data source. An answer that lists them
 * tells it; objects that were met elsewhere before stand where their first listing puts them.
 */
import type { World } from "../../fixtures/notion-server/state/world.ts";

export interface Listing {
  /** Our ids. */
  readonly container: string;
  readonly ids: readonly string[];
  readonly order: "first to last" | "newest first";
  /** All that the container holds is listed. */
  readonly whole: boolean;
  /** The listing goes on from an earlier one. */
  readonly continued: boolean;
}

export interface Listings {
  listed(listing: Listing): void;
  /** Something unknown stands in a container, until it is listed. */
  holdPlace(container: string, id: string): void;
}

/** @param isMade of the objects that the server made in this replay, it knows the place itself */
export function listingsOf(world: World, isMade: (id: string) => boolean): Listings {
  const placed = new Set<string>();
  const placeholders = new Map<string, string>();
  return {
    holdPlace: (container, id) => placeholders.set(container, id),
    listed({ container, ids, order, whole, continued }) {
      const record = world.store.get(container);
      if (record === undefined || record.kind === "database" || isMade(container)) return;
      const there = ids.filter((id) => world.store.get(id) !== undefined);
      const listing = order === "newest first" ? [...there].reverse() : there;
      const held = record.kind === "data_source" ? record.rows : record.children;
      const placeholder = placeholders.get(container);
      placeholders.delete(container);
      const known = held.filter((id) => {
        if (id === placeholder) return false;
        if (placed.has(id) || isMade(id)) return true;
        return !whole && !listing.includes(id);
      });
      const atEnd = (order === "newest first") !== continued;
      const after = inserted(known, listing, atEnd);
      if (record.kind === "data_source") record.rows = after;
      else record.children = after;
      for (const id of listing) {
        placed.add(id);
        const one = world.store.get(id);
        if (one !== undefined && one.parent === null) one.parent = container;
      }
    },
  };
}

/** What is new of a listing, behind what it stands behind there, or before what it stands before. */
function inserted(known: readonly string[], listing: readonly string[], atEnd: boolean): string[] {
  const result = [...known];
  const anchor = listing.find((id) => result.includes(id));
  let at = anchor === undefined ? (atEnd ? result.length : 0) : result.indexOf(anchor);
  for (const id of listing) {
    const held = result.indexOf(id);
    if (held < 0) result.splice(at, 0, id);
    at = (held < 0 ? at : held) + 1;
  }
  return result;
}
