/**
 * Links of a file to paths at which no page lies yet.
 *
 * Notion has their text alone. A settled file goes on being read so after something has come to lie there: only
 * then is the link that the file has all along an edit.
 */
import type { Context } from "../../converters/context.ts";

/** `context`, in which nothing lies at `paths`. */
export function withNothingAt(context: Context, paths: ReadonlySet<string>): Context {
  const { idOf } = context;
  if (paths.size === 0 || idOf === undefined) return context;
  return { ...context, idOf: (path) => (paths.has(path) ? null : idOf(path)) };
}

/** `context`, and the paths that are asked for in it and at which a page could lie, but does not. */
export function noting(context: Context): {
  readonly context: Context;
  readonly open: ReadonlySet<string>;
} {
  const open = new Set<string>();
  const { idOf } = context;
  if (idOf === undefined) return { context, open };
  const noted: Context = {
    ...context,
    idOf: (path) => {
      const found = idOf(path);
      if (found === null && /\.(?:md|yaml)$/i.test(path)) open.add(path);
      return found;
    },
  };
  return { context: noted, open };
}
