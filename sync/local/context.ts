/**
 * What the converters may ask about the workspace, answered from the mirror.
 */
import { dirname, join, relative } from "node:path/posix";
import type { Context } from "../../converters/context.ts";
import type { Mirror } from "../../src/mirror/mirror.ts";
import { isLinkAddress } from "../../src/notion/link-address.ts";
import { nameKey } from "../../src/vault/names.ts";
import type { Atlas } from "./atlas.ts";
import { attachmentNamed, attachmentsIn, attachmentsOf } from "./attachments.ts";
import { heldLinks } from "./held-links.ts";
import type { ChangedFile } from "./observe.ts";
import { idOrStandIn, noneUnmade, type UnmadePages } from "./unmade.ts";

export interface ContextRequest {
  /** Id of the page that is converted; `null` for one that does not exist yet. */
  readonly page: string | null;
  /** Path of the file that is converted: links are relative to its folder. */
  readonly path: string;
  /** Where the file lay when it was last settled, if elsewhere: its links may not have been adapted yet. */
  readonly before?: string;
  /** The data source that the page is a row of. */
  readonly dataSource: string | null;
}

/**
 * Answers for one run: people and emojis are read once.
 *
 * @param moved Where pages lay whose files have moved, by id: links may still lead there.
 * @param hasFile Whether a page has its file or is going to get one: no path leads to any other.
 * @param unmade New files, which links lead to as to any page's.
 * @param changed Files as they lie now: one that could not be moved in Notion yet is its page's all the same.
 */
export function contextsOf(
  mirror: Mirror,
  atlas: Atlas,
  moved: ReadonlyMap<string, { readonly path: string }> = new Map(),
  hasFile: (id: string) => boolean = () => true,
  unmade: UnmadePages = noneUnmade,
  changed: readonly Pick<ChangedFile, "id" | "kind" | "path">[] = [],
): (request: ContextRequest) => Context {
  const homes = mirror.blocks.homes();
  const formerly = new Map([...moved].map(([id, { path }]) => [nameKey(path), id]));
  const lying = new Map(
    changed.flatMap(({ kind, id, path }) =>
      kind === "moved" ? [[nameKey(path), id] as const] : [],
    ),
  );
  const at = (path: string) => {
    const entry = atlas.at(path);
    if (entry !== null) return entry;
    const id = lying.get(nameKey(path)) ?? formerly.get(nameKey(path)) ?? whoseFile(mirror, path);
    return id === null ? null : atlas.get(id);
  };
  const users = new Map(mirror.people.users().map((user) => [user.id, user]));
  const idsByName = new Map<string, string[]>();
  const add = (name: string, id: string) => {
    const ids = idsByName.get(name);
    if (ids === undefined) idsByName.set(name, [id]);
    else if (!ids.includes(id)) ids.push(id);
  };
  for (const user of users.values()) {
    if (user.name !== null) add(user.name, user.id);
    const email = emailOf(user);
    if (email !== null) add(email, user.id);
  }
  const emojis = new Map(mirror.people.emojis().map((emoji) => [emoji.name, emoji.id]));
  const shared: Context = {
    title: (id) => atlas.get(id)?.title ?? unmade.get(id)?.title ?? null,
    user: (id) => {
      const user = users.get(id);
      return user === undefined ? null : { name: user.name, email: emailOf(user) };
    },
    userId: (nameOrEmail) => idsByName.get(nameOrEmail) ?? [],
    emoji: (name) => emojis.get(name) ?? null,
  };
  return ({ page, path, before, dataSource }) => {
    let held: ReadonlySet<string> | null = null;
    const folders = before === undefined ? [dirname(path)] : [dirname(path), dirname(before)];
    const schema = dataSource === null ? null : mirror.databases.dataSource(dataSource);
    return {
      ...shared,
      isChild: (id) => {
        if (page !== null && (homes.get(id) === page || atlas.get(id)?.parent === page))
          return true;
        const home = unmade.get(id)?.home;
        if (home?.kind === "new") return nameKey(home.path) === nameKey(path);
        return home?.kind === "page" && home.id === page;
      },
      pathOf: (id) => {
        const entry = atlas.get(id);
        const fresh = entry === null ? unmade.get(id) : null;
        if (fresh !== null) return relative(folders[0] ?? ".", fresh.path);
        return entry === null || entry.kind === "source" || entry.outside !== null || !hasFile(id)
          ? null
          : relative(folders[0] ?? ".", entry.path);
      },
      idOf: (target) => {
        for (const folder of folders) {
          const path = join(folder, target.normalize("NFC"));
          const entry = at(path);
          if (entry !== null && entry.kind !== "source") return { id: entry.id, kind: entry.kind };
          const fresh = unmade.at(path);
          if (fresh !== null) return { id: idOrStandIn(fresh), kind: "page" };
        }
        return null;
      },
      holdsLink: (url) => {
        if (isLinkAddress(url)) return true;
        held ??= page === null ? new Set() : heldLinks(mirror, page);
        return held.has(url);
      },
      ...attachmentContext(mirror, page, folders[0] ?? ".", path, atlas),
      ...(schema === null ? {} : { schema: schema.dataSource.properties }),
    };
  };
}

/**
 * A file stays where it is while nothing is pulled, and when its page leaves the scope, wherever the page goes:
 * links to it still mean the page.
 */
const whoseFile = (mirror: Mirror, path: string): string | null =>
  mirror.files.byPath(path.normalize("NFC"))?.id ?? null;

/** Local copies of hosted media: known by name, since where they lie follows from where the page lies. */
function attachmentContext(
  mirror: Mirror,
  page: string | null,
  folder: string,
  path: string,
  atlas: Atlas,
): Pick<Context, "attachmentPath" | "attachmentUrl"> {
  if (page === null) return {};
  const home = attachmentsIn(atlas.get(page)?.folder ?? path.replace(/\.md$/i, ""));
  return {
    attachmentPath: (url) => {
      const name = attachmentsOf(mirror, page)[url];
      return name === undefined ? null : relative(folder, `${home}/${name}`);
    },
    attachmentUrl: (target) => {
      const name = attachmentNamed(target.normalize("NFC"));
      if (name === null) return null;
      const found = Object.entries(attachmentsOf(mirror, page)).find(([, one]) => one === name);
      return found?.[0] ?? null;
    },
  };
}

const emailOf = (user: { readonly type?: string }): string | null => {
  const person = (user as { readonly person?: { readonly email?: string } }).person;
  return person?.email ?? null;
};
