/**
 * Links that no request could make and that Notion holds all the same, such as an anchor that was typed there: whoever
 * edits the words beside one keeps it.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";
import { isLinkAddress } from "../../src/notion/link-address.ts";

/** What `isLinkAddress` refuses of the links on a page, as it was agreed on and as Notion has it now. */
export function heldLinks(mirror: Mirror, page: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const { text } = value as { readonly text?: { readonly link?: { readonly url?: unknown } } };
    const url = text?.link?.url;
    if (typeof url === "string" && !isLinkAddress(url)) found.add(url);
    Object.values(value).forEach(visit);
  };
  const base = mirror.bases.get(page);
  visit([base?.blocks, base?.page.properties, mirror.blocks.remote(page)]);
  visit(mirror.pages.get(page)?.page.properties);
  return found;
}
