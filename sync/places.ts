/**
 * Pages on their way back to where they were, or to what they were called, before a run: their files go there, as
 * if a person had moved them, and the next run carries that to Notion.
 */
import { dirname } from "node:path/posix";
import type { HistoryEntry, Mirror } from "../src/mirror/mirror.ts";
import type { Page } from "../src/notion/types.ts";
import { canonicalJson } from "../src/platform/hash.ts";
import { nameKey, nameWithId, safeName } from "../src/vault/names.ts";
import { sourcesOf } from "./arrange/arrange.ts";
import { versionOf } from "./history.ts";
import { type ApplyParts, applyStep, type MoveFile, orderMoves } from "./local/apply.ts";
import { type Atlas, atlasOf, titleOf } from "./local/atlas.ts";
import { ownFolder } from "./local/folders.ts";
import { nameSays } from "./local/text.ts";
import { movedReason } from "./run/kept.ts";

/** What is to be done about one page's place. */
export type WayBack =
  | {
      readonly kind: "move";
      readonly page: string;
      readonly from: string;
      readonly to: string;
      /** Pages that list it, before and after: lines of theirs come and go with it. */
      readonly listedBy: readonly string[];
    }
  | {
      readonly kind: "stuck";
      readonly page: string;
      /** Where its file lies, and where it lay. */
      readonly path: string;
      readonly former: string | null;
      readonly reason: string;
      readonly next: string;
    };

/**
 * The moves that bring pages back; nothing for those that are where they were. What is above comes before what is
 * below.
 *
 * @param entries Versions of Notion's side: the title counts, and the place where it was a move that replaced them
 */
export function waysBack(mirror: Mirror, entries: readonly HistoryEntry[]): readonly WayBack[] {
  if (entries.length === 0) return [];
  const atlas = atlasOf(mirror);
  const sourceOf = sourcesOf(atlas, mirror);
  const moved = new Map<string, { readonly path: string; readonly above: string | null }>();
  const parentOf = (id: string) => moved.get(id)?.above ?? atlas.get(id)?.parent ?? null;
  /** Where what lies below a page or database is to lie, once all moves so far are made. */
  const folderOf = (id: string): string => {
    const own = moved.get(id);
    if (own !== undefined) return ownFolder(own.path);
    const { folder = "", parent = null } = atlas.get(id) ?? {};
    const above = parent === null ? null : (atlas.get(parent)?.folder ?? null);
    return parent === null || above === null || !folder.startsWith(`${above}/`)
      ? folder
      : `${folderOf(parent)}${folder.slice(above.length)}`;
  };
  /** Id of what a page lay under. */
  const aboveIn = (parent: Page["parent"]): string | null => {
    if (parent.type === "page_id") return parent.page_id;
    if (parent.type !== "data_source_id") return null;
    const { data_source_id: source, database_id: database } = parent;
    return sourceOf(database) === source ? database : source;
  };
  const ways: WayBack[] = [];
  for (const entry of [...entries].sort((a, b) => depthOf(mirror, a) - depthOf(mirror, b))) {
    const { page: id } = entry;
    const file = mirror.files.byId(id);
    const now = mirror.pages.get(id);
    if (file === null || now === null || now.state !== "live") continue;
    const was = versionOf(mirror, entry).page;
    const title = titleOf(was);
    const wasElsewhere =
      entry.reason === movedReason && canonicalJson(was.parent) !== canonicalJson(now.page.parent);
    if (!wasElsewhere && title === now.title) continue;
    const above = wasElsewhere ? aboveIn(was.parent) : (atlas.get(id)?.parent ?? null);
    const why = wasElsewhere ? whyNot(mirror, atlas, was.parent, above, id, parentOf) : null;
    if (why !== null) {
      ways.push({ kind: "stuck", page: id, path: file.path, former: entry.path, ...why });
      continue;
    }
    const folder = above === null ? dirname(file.path) : folderOf(above);
    const stem = [entry.path, file.path].find((path) => path !== null && nameSays(path, id, title));
    const name = stem?.split("/").at(-1)?.replace(/\.md$/i, "") ?? safeName(title);
    const path = `${folder === "." || folder === "" ? "" : `${folder}/`}${name}.md`;
    moved.set(id, { path, above });
    if (path === file.path) continue;
    const homes = [...mirror.blocks.homesOf(id), ...(above === null ? [] : [above])];
    const listedBy = homes.filter((home) => mirror.pages.get(home) !== null);
    ways.push({ kind: "move", page: id, from: file.path, to: path, listedBy });
  }
  return ways;
}

type Why = { readonly reason: string; readonly next: string };

function whyNot(
  mirror: Mirror,
  atlas: Atlas,
  parent: Page["parent"],
  above: string | null,
  id: string,
  parentOf: (id: string) => string | null,
): Why | null {
  const byHand = "Move it there in Notion; the next pull brings its file along.";
  if (parent.type === "workspace")
    return {
      reason: "it lay at the top of the workspace, where nothing can be moved",
      next: byHand,
    };
  if (above === null)
    return {
      reason: "it stood inside a block of a page, where nothing can be moved",
      next: byHand,
    };
  const entry = atlas.get(above);
  if (entry === null) {
    const title = mirror.pages.get(above)?.title;
    const named = title === undefined ? "what it lay under" : JSON.stringify(title);
    return {
      reason: `${named} is not there any more`,
      next: `Restore that in Notion and pull, then undo once more.`,
    };
  }
  if (entry.outside !== null)
    return { reason: "it lay outside of the vault's scope", next: byHand };
  const met = new Set<string>();
  for (let at: string | null = above; at !== null && !met.has(at); at = parentOf(at)) {
    if (at === id)
      return { reason: `${JSON.stringify(entry.title)} lies below it by now`, next: byHand };
    met.add(at);
  }
  return null;
}

/** How deep it lay. */
const depthOf = (mirror: Mirror, { page, path }: HistoryEntry): number =>
  (path ?? mirror.files.byId(page)?.path ?? "").split("/").length;

/** Where files lie now, by page, and what could not be moved. */
export interface Returned {
  readonly paths: ReadonlyMap<string, string>;
  readonly stuck: readonly Extract<WayBack, { kind: "stuck" }>[];
}

/** Moves the files. One that lies neither where it was left nor where it is to go is left alone. */
export async function goBack(parts: ApplyParts, ways: readonly WayBack[]): Promise<Returned> {
  const { vault } = parts;
  const paths = new Map<string, string>();
  const stuck = ways.filter((way) => way.kind === "stuck");
  const moves: MoveFile[] = [];
  for (const way of ways) {
    if (way.kind === "stuck") continue;
    const there = await vault.read(way.from);
    if (there !== null) {
      moves.push({ kind: "move", id: way.page, from: way.from, to: way.to, hash: there.hash });
      continue;
    }
    if ((await vault.stat(way.to)) !== null) {
      paths.set(way.page, way.to);
      continue;
    }
    stuck.push({
      kind: "stuck",
      page: way.page,
      path: way.from,
      former: way.to,
      reason: "its file is not there",
      next: "notion-mirror sync finds out what has become of it; then undo once more.",
    });
  }
  /** Nothing else lies there; the same file does where a move of ours was cut short. */
  const isFree = async ({ from, to }: MoveFile) => {
    const there = nameKey(from) === nameKey(to) ? null : await vault.stat(to);
    return there === null || there.ino === (await vault.stat(from))?.ino;
  };
  const carry = async (move: MoveFile) => {
    const to = (await isFree(move)) ? move.to : aside(move);
    const step = await applyStep(parts, { ...move, to });
    if (step.kind === "done") paths.set(move.id, to);
    else
      stuck.push({
        kind: "stuck",
        page: move.id,
        path: move.from,
        former: move.to,
        reason: step.reason,
        next: "Undo once more when that is out of the way.",
      });
  };
  for (const move of orderMoves(moves, aside)) await carry(move);
  // One that gave way, while others exchanged their places, goes the rest of its own.
  for (const move of moves) {
    const at = paths.get(move.id);
    if (at === undefined || at === move.to) continue;
    const rest = { ...move, from: at };
    if (await isFree(rest)) await carry(rest);
  }
  return { paths, stuck };
}

/** The name with the id, which nothing else bears. */
const aside = ({ id, to }: MoveFile): string =>
  `${to.slice(0, to.lastIndexOf("/") + 1)}${nameWithId(to.slice(to.lastIndexOf("/") + 1).replace(/\.md$/i, ""), id, 6)}.md`;
