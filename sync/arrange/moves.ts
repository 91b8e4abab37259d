/**
 * Files whose page got another name or parent in Notion follow it.
 */
import type { FileRecord } from "../../src/mirror/mirror.ts";
import { nameKey, nameWithId } from "../../src/vault/names.ts";
import { type ApplyParts, applyStep, type MoveFile, orderMoves } from "../local/apply.ts";
import type { Atlas } from "../local/atlas.ts";
import { ownFolder } from "../local/folders.ts";
import type { NewFile, Observation } from "../local/observe.ts";
import { titleInName } from "../local/text.ts";
import type { Run } from "../run/run.ts";

export interface Move extends MoveFile {
  readonly record: FileRecord;
  readonly title: string;
}

/**
 * Settled files that lie elsewhere than they belong. What a person moved or took away is left out, and so is what
 * is `stuck` below it.
 */
export function movesOf(
  run: Run,
  seen: Observation,
  atlas: Atlas,
  wanted: (id: string, path: string | null) => boolean,
  stuck: (id: string) => boolean,
): readonly Move[] {
  const edited = new Map(seen.changed.map((file) => [file.id, file]));
  const out = new Set([
    ...seen.missing.map((file) => file.id),
    ...seen.problems.map((problem) => problem.id),
  ]);
  const there = new Set(seen.files.filter((file) => !file.placeholder).map((file) => file.path));
  const moves = run.parts.mirror.files.all().flatMap((record): Move[] => {
    const entry = atlas.get(record.id);
    const local = edited.get(record.id);
    if (entry === null || entry.path === record.path || out.has(record.id)) return [];
    if (
      local?.kind === "moved" ||
      stuck(record.id) ||
      !there.has(record.path) ||
      !wanted(record.id, record.path)
    )
      return [];
    return [
      {
        kind: "move",
        id: record.id,
        from: record.path,
        to: entry.path,
        hash: local?.hash ?? record.hash,
        record,
        title: entry.title,
      },
    ];
  });
  const byFrom = new Map(moves.map((move) => [move.from, move]));
  return orderMoves(moves, (move) => beside(move)).flatMap((move) => {
    const whole = byFrom.get(move.from);
    return whole === undefined ? [] : [{ ...whole, to: move.to }];
  });
}

/** The same folder, the name with the id: right as it is, should the run end there. */
function beside(move: MoveFile): string {
  const folder = move.to.slice(0, move.to.lastIndexOf("/") + 1);
  return `${folder}${nameWithId(titleInName(move.to, move.id), move.id, 6)}.md`;
}

/**
 * New files go along with the folder that they lie in: it belongs to a page, which goes elsewhere. `true` when
 * one did.
 */
export async function takeAlong(
  { parts, id: run }: Run,
  created: readonly NewFile[],
  moves: readonly Move[],
  atlas: Atlas,
): Promise<boolean> {
  const folders = new Map<string, string>();
  for (const { id, from } of moves) {
    const entry = atlas.get(id);
    if (entry !== null) folders.set(nameKey(ownFolder(from)), entry.folder);
  }
  const along = created.flatMap((file): MoveFile[] => {
    const steps = file.path.split("/");
    for (let length = steps.length - 1; length > 0; length--) {
      const folder = folders.get(nameKey(steps.slice(0, length).join("/")));
      if (folder === undefined) continue;
      const to = [folder, ...steps.slice(length)].join("/");
      if (to === file.path) return [];
      return [{ kind: "move", id: "", from: file.path, to, hash: file.hash }];
    }
    return [];
  });
  let moved = false;
  for (const step of orderMoves(along, ({ to }) => to.replace(/\.md$/i, " (new).md"))) {
    const { kind } = await applyStep({ ...parts, run }, step);
    moved ||= kind === "done";
  }
  return moved;
}

/** Returns the move as it went; `null` where someone was in the way. */
export async function carryMove(parts: ApplyParts, move: Move): Promise<FileRecord | null> {
  const step = await applyStep(parts, move);
  if (step.kind !== "done" || step.record === null) return null;
  // An edit that waits to be pushed must still look like one: the record keeps the settled stat and hash.
  return move.hash === move.record.hash ? step.record : { ...move.record, path: move.to };
}
