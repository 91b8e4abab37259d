/**
 * The guards: what a run wants to do is looked at as a whole, and held back where only a person can say yes.
 *
 * A guard answers with what it saw and how to go on; it changes nothing.
 */

import { join } from "node:path";
import type { Files } from "../../src/platform/files.ts";
import { hashOf } from "../../src/platform/hash.ts";
import { engineFolder } from "../../src/vault/contain.ts";
import type { Observation } from "../local/observe.ts";
import { emptiesPage, isMassEdit, tooManyDeletions } from "../plan/guards.ts";
import type { Operation } from "../plan/operations.ts";
import type { Git } from "../run/git.ts";
import type { CycleOptions, Parts } from "../run/parts.ts";
import type { GuardStop } from "../run/report.ts";
import { operationsOf, type Sending } from "../tasks/sending.ts";

/** Mark in the mirror: a person agreed that this vault pushes. */
export const twoWayMark = "two_way";

const redFlags = ["redflag", "redflag.md"];

/** Before anything is read or sent; asked again before every write step. */
export async function checkFlag(files: Files, root: string): Promise<GuardStop | null> {
  for (const name of redFlags) {
    if ((await files.stat(join(root, name))) === null) continue;
    return stop(
      "redflag",
      `There is a file ${name} in the vault: the engine stands still`,
      `Remove ${name} to go on.`,
    );
  }
  return null;
}

/** Whether the folder can still be taken for the vault. */
export async function checkFolder(files: Files, root: string): Promise<GuardStop | null> {
  const sentinel = join(root, engineFolder, "ROOT");
  if ((await files.stat(sentinel)) !== null) return checkFlag(files, root);
  return stop(
    "folder",
    `${sentinel} is gone: this may not be the vault, or its disk is not there`,
    "Nothing was read or sent. Mount the disk, or put the file back from a backup.",
  );
}

/** A vault that had files and has none is not a vault in which everything was deleted. */
export function checkEmptied(seen: Observation): GuardStop | null {
  const { missing } = seen;
  if (missing.length === 0 || seen.files.length > 0) return null;
  return stop(
    "folder",
    `${missing.length === 1 ? "The one file" : `All ${missing.length} files`} of the vault ${missing.length === 1 ? "is" : "are"} gone`,
    "Nothing was sent. Put them back: notion-mirror restore .\nTo start over, clone into a new folder.",
  );
}

/** Why nothing may be sent; `null` when all may. */
export function holdPushes(
  parts: Pick<Parts, "mirror" | "settings">,
  options: CycleOptions,
  sending: Sending,
  seen: Observation,
  /** What git is doing to the vault. */
  git: Pick<Git, "reason" | "advice">,
): GuardStop | null {
  const { mirror, settings } = parts;
  const { pushes, creates, deletes } = sending;
  const operations = operationsOf(sending);
  if (operations.length === 0) return null;
  const hash = planHash(operations);
  if (options.confirm === hash) return null;
  const deleted = deletes.reduce((sum, task) => sum + 1 + task.below.length, 0);
  const inScope = mirror.files.all().length;
  const maxDelete = options.maxDelete ?? settings.maxDelete;
  if (deleted > 0 && tooManyDeletions(deleted, inScope, maxDelete))
    return stop(
      "deletions",
      `${counted(deleted, "page")} of ${inScope} would go to Notion's trash`,
      `Put the files back: notion-mirror restore ${JSON.stringify(folderOf(seen.missing.map(({ record }) => record.path)))}\nOr, if that is what you want: notion-mirror push --confirm ${hash}`,
      hash,
    );
  const edited = seen.changed.length + seen.created.length + seen.missing.length;
  if (isMassEdit(edited, seen.files.length, settings.maxEdit))
    return stop(
      "mass_edit",
      `${edited} of ${counted(seen.files.length, "file")} changed since the last run: pushing is held`,
      `Look with \`notion-mirror diff\`; to send it all: notion-mirror push --confirm ${hash}`,
      hash,
    );
  if (git.reason !== null)
    return stop(
      "git",
      `${git.reason}: pushing is held`,
      `${git.advice} To send what it wrote to Notion too: notion-mirror push --confirm ${hash}`,
      hash,
    );
  const emptied = pushes.filter((task) => emptiesPage(task.remote.blocks, task.plan.merged.blocks));
  if (emptied.length > 0)
    return stop(
      "emptied_page",
      `${emptied.map((task) => task.of.record.title || "Untitled").join(", ")} would lose everything on the page`,
      `Put the text back: ${emptied.map(({ of }) => `notion-mirror restore ${JSON.stringify(of.local?.path ?? of.record.id)}`).join(", ")}\nOr, if that is what you want: notion-mirror push --confirm ${hash}`,
      hash,
    );
  if (options.twoWay !== true && mirror.marks.get<boolean>(twoWayMark) !== true) {
    const sent = pushes.filter((task) => task.operations.length > 0).length;
    return stop(
      "first_push",
      `This would be the first time that this vault writes to Notion: ${counted(operations.length, "change")} on ${counted(sent + creates.length + deletes.length, "page")}`,
      `See the requests with \`notion-mirror diff --ops\`; to allow it from now on: notion-mirror ${commandOf(options)} --two-way`,
      hash,
    );
  }
  return null;
}

/** The nearest folder that all of `paths` lie in. */
function folderOf(paths: readonly string[]): string {
  const [first = "", ...others] = paths.map((path) => path.split("/").slice(0, -1));
  const shared = others.reduce<readonly string[]>(
    (so, folders) => {
      const end = so.findIndex((name, at) => folders[at] !== name);
      return end < 0 ? so : so.slice(0, end);
    },
    first === "" ? [] : first,
  );
  return shared.join("/") || ".";
}

const commandOf = ({ command, direction }: CycleOptions): string =>
  command ?? (direction === "both" ? "sync" : direction);

export const planHash = (operations: readonly Operation[]): string =>
  hashOf(operations).slice(0, 12);

const counted = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;

const stop = (
  code: string,
  message: string,
  next: string,
  hash: string | null = null,
): GuardStop => ({ code, message, next, hash });
