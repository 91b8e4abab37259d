/**
 * Paths in settled files that lead to nothing yet: what Notion holds has the text of such a link alone, and the link
 * becomes an edit when something comes to lie there.
 */
import type { OpenLinks } from "./mirror.ts";
import type { Connection } from "./statements.ts";

export function openLinkTable({ prepare, transaction }: Connection): OpenLinks {
  type Row = { readonly page: string; readonly path: string };
  const all = prepare<[], Row>(
    "SELECT page_id AS page, path FROM sync_open_links ORDER BY page_id, path",
  );
  const of = prepare<[string], Row>(
    "SELECT page_id AS page, path FROM sync_open_links WHERE page_id = ? ORDER BY path",
  );
  const add = prepare<[string, string]>(
    "INSERT OR IGNORE INTO sync_open_links (page_id, path) VALUES (?, ?)",
  );
  const remove = prepare<[string]>("DELETE FROM sync_open_links WHERE page_id = ?");
  return {
    all: () => {
      const byPage = new Map<string, string[]>();
      for (const { page, path } of all.all()) {
        const paths = byPage.get(page);
        if (paths === undefined) byPage.set(page, [path]);
        else paths.push(path);
      }
      return byPage;
    },
    of: (page) => of.all(page).map(({ path }) => path),
    put: (page, paths) =>
      transaction(() => {
        remove.run(page);
        for (const path of paths) add.run(page, path);
      }),
  };
}
