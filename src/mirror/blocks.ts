/**
 * The trees as Notion last answered: a row per block, read back in one indexed query.
 */
import { type BlockTree, childrenOf, contentOf } from "../notion/tree.ts";
import { invariant } from "../platform/errors.ts";
import type { Blocks } from "./mirror.ts";
import { gap, placeRows } from "./places.ts";
import type { Connection } from "./statements.ts";
import { textOf } from "./text.ts";

interface StoredRow {
  readonly place: number;
  readonly depth: number;
  readonly id: string;
  readonly json: string;
}

interface NewRow {
  readonly depth: number;
  readonly id: string;
  readonly type: string;
  readonly text: string;
  readonly json: string;
}

export function blockTable(connection: Connection): Blocks {
  const { prepare } = connection;
  const page = prepare<[string], { key: number; read: string | null; body: string | null }>(
    "SELECT key, body_edited_time AS read FROM pages WHERE id = ?",
  );
  const select = prepare<[number], StoredRow>(
    "SELECT place, depth, id, json FROM blocks WHERE page = ? ORDER BY place",
  );
  const selectTree = prepare<[number], [number, string]>(
    "SELECT depth, json FROM blocks WHERE page = ? ORDER BY place",
  ).raw();
  const insert = prepare<[number, number, number, string, string, string, string]>(
    "INSERT INTO blocks (page, place, depth, id, type, text, json) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const update = prepare<[number, string, string, string, number, number]>(
    "UPDATE blocks SET depth = ?, type = ?, text = ?, json = ? WHERE page = ? AND place = ?",
  );
  const remove = prepare<[number, number]>("DELETE FROM blocks WHERE page = ? AND place = ?");
  const removeAll = prepare<[number]>("DELETE FROM blocks WHERE page = ?");
  const markRead = prepare<[string, number, number]>(
    "UPDATE pages SET body_edited_time = ?, unsettled = ? WHERE key = ?",
  );
  const markDue = prepare<[string]>("INSERT OR IGNORE INTO sync_due (page_id) VALUES (?)");
  const homes = prepare<[], { child: string; page: string }>(
    `SELECT blocks.id AS child, min(pages.id) AS page FROM blocks JOIN pages ON key = page
     WHERE type IN ('child_page', 'child_database') GROUP BY blocks.id`,
  );
  const homesOf = prepare<[string], { page: string }>(
    `SELECT DISTINCT pages.id AS page FROM blocks JOIN pages ON key = page
     WHERE blocks.id = ? AND type IN ('child_page', 'child_database') ORDER BY pages.id`,
  );
  const copiesOf = prepare<[string], { page: string }>(
    `SELECT DISTINCT pages.id AS page FROM blocks JOIN pages ON key = page
     WHERE type = 'synced_block' AND json ->> '$.synced_block.synced_from.block_id' = ? ORDER BY pages.id`,
  );
  const index = prepare<[string, number]>("UPDATE search SET body = ? WHERE rowid = ?");

  /** Writes the rows that differ; says whether there were any. */
  function write(key: number, next: readonly NewRow[]): boolean {
    const old = select.all(key);
    if (old.length === 0) {
      next.forEach((row, at) => {
        insert.run(key, (at + 1) * gap, row.depth, row.id, row.type, row.text, row.json);
      });
      return next.length > 0;
    }
    const { places, from } = placeRows(
      old,
      next.map((row) => row.id),
    );
    const stays = (at: number) => old[from[at] ?? -1]?.place === places[at];
    const kept = new Set(from);
    let changed = false;
    if (next.some((_, at) => from[at] !== -1 && !stays(at))) {
      // No gap was wide enough: the whole tree is laid out anew.
      removeAll.run(key);
      kept.clear();
      changed = true;
    } else {
      old.forEach((row, at) => {
        if (kept.has(at)) return;
        remove.run(key, row.place);
        changed = true;
      });
    }
    next.forEach((row, at) => {
      const before = kept.has(from[at] ?? -1) ? old[from[at] ?? -1] : undefined;
      const place = places[at] ?? 0;
      if (before === undefined)
        insert.run(key, place, row.depth, row.id, row.type, row.text, row.json);
      else if (before.json !== row.json || before.depth !== row.depth)
        update.run(row.depth, row.type, row.text, row.json, key, place);
      else return;
      changed = true;
    });
    return changed;
  }

  return {
    remote: (id) => {
      const found = page.get(id);
      return found === undefined || found.read === null ? null : grow(selectTree.all(found.key));
    },
    homesOf: (child) => homesOf.all(child).map((row) => row.page),
    homes: () => new Map(homes.all().map((row) => [row.child, row.page])),
    copiesOf: (original) => copiesOf.all(original).map((row) => row.page),
    putRemote: (id, blocks, read) =>
      connection.transaction(() => {
        const found = page.get(id);
        invariant(found !== undefined, `the page ${id} is stored before its blocks`);
        const rows: NewRow[] = [];
        flatten(blocks, 0, rows);
        const changed = write(found.key, rows);
        if (changed || found.read === null) markDue.run(id);
        if (changed)
          index.run(
            rows
              .map((row) => row.text)
              .filter(Boolean)
              .join("\n"),
            found.key,
          );
        markRead.run(read.editedTime, read.unsettled ? 1 : 0, found.key);
      }),
  };
}

function flatten(blocks: readonly BlockTree[], depth: number, rows: NewRow[]): void {
  for (const block of blocks) {
    const children = childrenOf(block);
    rows.push({
      depth,
      id: block.id ?? "",
      type: block.type,
      text: textOf(contentOf(block)),
      // An empty list of children stays in, so that what is read equals what was written.
      json: JSON.stringify(children.length === 0 ? block : { ...block, children: undefined }),
    });
    flatten(children, depth + 1, rows);
  }
}

/** Document order and depth make the tree: a row is a child of the last shallower one before it. */
function grow(rows: readonly (readonly [depth: number, json: string])[]): BlockTree[] {
  type Growing = { children?: Growing[] };
  const blocks = JSON.parse(`[${rows.map(([, json]) => json).join(",")}]`) as Growing[];
  const top: Growing[] = [];
  /** The list that children of each depth go into. */
  const lists: Growing[][] = [top];
  rows.forEach(([depth], at) => {
    const block = blocks[at] as Growing;
    if (lists[depth] === undefined || lists.length > depth + 1) lists.length = depth + 1;
    let list = lists[depth];
    if (list === undefined) {
      const parent = lists[depth - 1]?.at(-1);
      invariant(parent !== undefined, "a stored block has its parent before it");
      list = [];
      parent.children = list;
      lists[depth] = list;
    }
    list.push(block);
  });
  return top as unknown as BlockTree[];
}
