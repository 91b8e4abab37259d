/**
 * Titles that a text shows in its tags, brought up to date where pages were renamed.
 */
import type { Context } from "../context.ts";
import { printLabel } from "../rich-text/mentions.ts";
import { addressed } from "../rich-text/notion-forms.ts";

/** Tags that show the title of what they name. */
const titled = /<(page|database|mention)((?: [\w-]+="[^"\n]*")*)>((?:\\.|[^<\\\n])*)<\/\1>/g;

/** Tags that bear the title of before bear the one of after; what someone wrote there in its place stays. */
export function retitle(text: string, before: Context, after: Context): string {
  return text.replace(titled, (whole, name: string, given: string, label: string) => {
    const url = / url="([^"\n]*)"/.exec(given)?.[1];
    if (url === undefined) return whole;
    const id = addressed(url);
    const was = printed(before.title?.(id) ?? null);
    const is = printed(after.title?.(id) ?? null);
    return is === null || was !== label || is === was ? whole : `<${name}${given}>${is}</${name}>`;
  });
}

const printed = (title: string | null): string | null =>
  title === null ? null : printLabel(title, false, true);
