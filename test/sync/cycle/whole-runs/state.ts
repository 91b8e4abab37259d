/**
 * Where a vault and its Notion have got to, so that two ways there can be compared: what Notion holds, what lies
 * on the disk, and what the mirror takes for agreed and for seen. Ids that were there before are kept as they are,
 * new ones are numbered as they are met; times are left out, but who was touched is not.
 */
import type { Mirror } from "../../../../src/mirror/mirror.ts";
import { sha256 } from "../../../../src/platform/hash.ts";
import { madeReason } from "../../../../sync/run/kept.ts";
import { lookInto, root, type World } from "./world.ts";

/** As it was before the first run. */
export interface Before {
  /** When each object was edited last, ms, by its id. */
  readonly edited: ReadonlyMap<string, number>;
  readonly texts: ReadonlySet<string>;
}

export const before = ({ notion, disk }: World): Before => ({
  edited: new Map([...notion.world.store.all()].map((record) => [record.id, record.editedMs])),
  texts: new Set(disk.below(root).map((path) => disk.text(`${root}/${path}`))),
});

export interface State {
  /** What people see, from the top down. */
  readonly notion: unknown;
  /** What is in the trash, or was never put anywhere: in no order. Doubles show here when they were taken back. */
  readonly elsewhere: readonly string[];
  readonly comments: unknown;
  readonly files: Readonly<Record<string, string>>;
  readonly mirror: unknown;
  /** Of the texts that lay there before the first run, those that the engine replaced. */
  readonly history: readonly string[];
  /** Where the pages lie that the history tells to be made here: their runs can be undone. */
  readonly made: readonly string[];
}

export function stateOf(world: World, was: Before): State {
  const { store, roots, comments } = world.notion.world;
  const named = namer(was);
  const seen = new Set<string>();
  const facts = (id: string): readonly [string, unknown] => {
    const record = store.get(id);
    if (record === undefined) return ["nothing", id];
    const { kind, createdBy, trashed, editedMs } = record;
    const touched = was.edited.get(id) !== editedMs;
    const more = { id, createdBy, trashed, touched };
    switch (record.kind) {
      case "block":
        return [kind, { ...more, type: record.type, content: record.content }];
      case "page":
        return [kind, { ...more, values: record.values, icon: record.icon, cover: record.cover }];
      default:
        return [kind, { ...more, title: record.title }];
    }
  };
  const shown = (id: string): unknown => {
    const record = store.get(id);
    if (record === undefined || record.trashed) return null;
    seen.add(id);
    const below =
      record.kind === "data_source"
        ? record.rows
        : record.kind === "database"
          ? record.dataSources
          : record.children;
    return [...facts(id), below.map(shown).filter((one) => one !== null)];
  };
  const notion = named(roots.map(shown));
  const rest = [...store.all()].filter(({ id }) => !seen.has(id));
  return {
    notion,
    elsewhere: rest.map(({ id }) => JSON.stringify(named.loosely(facts(id)))).sort(),
    comments: [...comments.values()].map(({ parent, runs }) => ({ parent, runs })),
    files: named(
      Object.fromEntries(
        world.disk
          .below(root)
          .filter((path) => !path.startsWith(".notion-mirror/trash/"))
          .map((path) => [path, world.disk.text(`${root}/${path}`)]),
      ),
    ) as State["files"],
    mirror: named(lookInto(world, (mirror) => known(world, mirror))),
    history: lookInto(world, ({ history }) =>
      [...new Set(history.list().map(({ id }) => textOf(history.content(id))))]
        .filter((text) => was.texts.has(text))
        .sort(),
    ),
    made: lookInto(world, ({ history, files }) =>
      history
        .list()
        .flatMap(({ page, reason }) =>
          reason === madeReason ? [files.byId(page)?.path ?? ""] : [],
        )
        .sort(),
    ),
  };
}

/** What the mirror holds of each page, but for when it was learnt. */
function known({ disk, clock }: World, mirror: Mirror): unknown {
  const pages = mirror.pages.list().map(({ id, page, title, state, parentId }) => {
    const base = mirror.bases.get(id);
    const file = mirror.files.byId(id);
    const agreed = base === null ? null : sha256(base.file);
    return {
      id,
      title,
      state,
      parentId,
      page: { ...page, properties: Object.entries(page.properties).sort() },
      remote: mirror.blocks.remote(id),
      base: base === null ? null : { page: base.page.properties, blocks: base.blocks },
      agreed: base === null ? null : textOf(base.file),
      path: file?.path ?? null,
      // A file that says more than what was agreed on is looked at again: its record is not of these bytes.
      recorded: file === null ? null : file.hash === agreed,
      equal:
        file === null
          ? null
          : textOf(base?.file ?? new Uint8Array()) === disk.text(`${root}/${file.path}`),
    };
  });
  const inOrder = pages.sort((a, b) => ((a.path ?? a.title) < (b.path ?? b.title) ? -1 : 1));
  const open = mirror.journal.open();
  return {
    pages: inOrder,
    files: mirror.files.all().map(({ path, id }) => [path, id]),
    writings: mirror.writings.all().length,
    journal: open.filter(({ state }) => state !== "zombie"),
    due: [...mirror.bases.due()].sort(),
    clock: clock.now() > 0,
  };
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b/g;
/** In the mirror a matter of when a list was read. */
const editor = /"last_edited_by":\{[^}]*\}/g;
const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

/** Values with their new ids numbered, the same through all calls, and their times struck out. */
function namer(was: Before) {
  const numbers = new Map<string, string>();
  const dashed = (id: string) =>
    id.includes("-") ? id : id.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  const through = (name: (id: string) => string) => (value: unknown) =>
    JSON.parse(
      JSON.stringify(value ?? null)
        .replace(time, "TIME")
        .replace(editor, '"last_edited_by":null')
        .replace(uuid, (id) => (was.edited.has(dashed(id)) ? id : name(dashed(id)))),
    ) as unknown;
  const named = through((id) => {
    const known = numbers.get(id) ?? `new ${numbers.size + 1}`;
    numbers.set(id, known);
    return known;
  });
  /** For what is met in no order of its own. */
  return Object.assign(named, { loosely: through((id) => numbers.get(id) ?? "new") });
}
