/**
 * Where pages lay before: paths in texts from then.
 *
 * Such a text shows the pages below its own page at places that they have left since. A line like that is no edit.
 */
import { dirname, join } from "node:path/posix";
import type { Context } from "../converters/context.ts";
import type { Mirror } from "../src/mirror/mirror.ts";
import { nameKey } from "../src/vault/names.ts";

/** The context with former paths known, for a text whose file lay at `path`; `hasMet`: it led to such a one. */
export type Formerly = (
  context: Context,
  path: string,
) => { readonly context: Context; readonly hasMet: () => boolean };

/** @param stuck Pages that lie elsewhere than where they are shown, whatever the history says */
export function formerlyIn(
  mirror: Mirror,
  stuck: readonly { readonly page: string; readonly former: string | null }[],
): Formerly {
  let known: ReadonlyMap<string, string> | null = null;
  const look = () =>
    new Map(
      [
        ...mirror.history.list(),
        ...stuck.map(({ page, former }) => ({ page, path: former })),
      ].flatMap(({ page, path }) =>
        path === null || mirror.files.byPath(path) !== null ? [] : [[nameKey(path), page]],
      ),
    );
  return (context, path) => {
    known ??= look();
    const strays = known;
    const pages = new Set(strays.values());
    let met = false;
    const aware: Context = {
      ...context,
      isChild: (id) => pages.has(id) || (context.isChild?.(id) ?? false),
      idOf: (target) => {
        const found = context.idOf?.(target) ?? null;
        if (found !== null) return found;
        const id = strays.get(nameKey(join(dirname(path), target.normalize("NFC"))));
        met ||= id !== undefined;
        return id === undefined ? null : { id, kind: "page" };
      },
    };
    return { context: aware, hasMet: () => met };
  };
}
