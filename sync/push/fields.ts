/**
 * A page as it is now, with the whole of each value that an update is about: the object alone shows 25 of a
 * relation or of people, and would look edited beside what the plan knows.
 */
import type { NotionReader, PageUpdate, RequestOptions } from "../../src/notion/client.ts";
import type { Page } from "../../src/notion/types.ts";
import { completed, cutOff } from "../../src/notion/whole-values.ts";

export async function pageFor(
  notion: Pick<NotionReader, "page" | "propertyItems">,
  id: string,
  update: PageUpdate,
  options: RequestOptions,
): Promise<Page> {
  const page = await notion.page(id, options);
  const names = cutOff(page).filter((name) => isUpdated(page, update, name));
  return names.length === 0 ? page : completed(notion, page, options, names);
}

/** Updates name properties by name or by id. */
export function isUpdated(page: Page, { properties = {} }: PageUpdate, name: string): boolean {
  return name in properties || (page.properties[name]?.id ?? "") in properties;
}
