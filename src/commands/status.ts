/** `status`: what differs, on which side; reads the folder and the mirror, asks nothing of Notion. */

import { crawlProgress, type StoredProgress } from "../../sync/pull/progress.ts";
import type { Status, StatusChange } from "../../sync/run/report.ts";
import { openOffline } from "../app.ts";
import { counted } from "../output.ts";
import { exitCodes } from "../platform/errors.ts";
import { timeLeft } from "../progress.ts";
import { flag, type RunCommand } from "./command.ts";
import { noteLines } from "./note-lines.ts";

const headings: readonly (readonly [string, (change: StatusChange) => boolean])[] = [
  ["Conflicts (settle with `notion-mirror resolve`):", (change) => change.kind === "conflict"],
  ["Needs your hand:", (change) => change.kind === "problem"],
  ["To push:", (change) => change.side === "local" && change.kind !== "problem"],
  ["Changed on both sides:", (change) => change.side === "both" && change.kind !== "conflict"],
  ["To write:", (change) => change.side === "remote" && change.kind !== "unread"],
];

const place = (change: StatusChange): string => change.where ?? change.path ?? change.title;

function long(status: Status, progress: StoredProgress | null): string {
  const lines: string[] = [];
  for (const [heading, belongs] of headings) {
    const changes = status.changes.filter(belongs);
    if (changes.length === 0) continue;
    lines.push(heading);
    for (const change of changes) {
      lines.push(
        `  ${change.kind.padEnd(8)}  ${place(change)}${change.reason === undefined ? "" : `: ${change.reason}`}`,
        ...noteLines(change),
      );
    }
  }
  lines.push(...status.remarks);
  if (progress !== null) {
    const { done, total } = progress;
    const seconds = Math.max(1, (progress.at - progress.startedAt) / 1000);
    const rate = done / seconds;
    const left = total === null || rate === 0 ? "" : `, ${timeLeft((total - done) / rate)} left`;
    lines.push(
      `A pull is under way: ${done} of ${total ?? "?"}, ${rate.toFixed(1)} a second${left}.`,
    );
  }
  if (status.doubts > 0)
    lines.push(
      `${counted(status.doubts, "write")} whose fate is not known yet; the next run settles it.`,
    );
  const { live, withBody, lazy, detached } = status.pages;
  const bodies = withBody === live ? "" : `, ${withBody} with their text`;
  const asked =
    lazy === 0
      ? ""
      : `, ${counted(lazy, "row")} whose text is read when asked for (notion-mirror pull PATH)`;
  lines.push(
    `${status.changes.length === 0 ? "Clean: nothing to push, nothing to write. " : ""}${counted(live, "page")} mirrored${bodies}${asked}${detached > 0 ? `, ${detached} no longer shared` : ""}.`,
  );
  return lines.join("\n");
}

const letters: Readonly<Record<StatusChange["kind"], string>> = {
  edited: "M",
  new: "A",
  deleted: "D",
  moved: "R",
  conflict: "C",
  problem: "!",
  unread: "?",
};

/** Two letters and a path, as git's: the first for the file, the second for Notion. */
function short(change: StatusChange): string {
  const letter = letters[change.kind];
  const local = change.side === "remote" ? " " : letter;
  const remote = change.side === "local" ? " " : letter;
  return `${local}${remote} ${change.path ?? change.title}`;
}

export const run: RunCommand = async (invocation) => {
  const { world } = invocation;
  const app = await openOffline(world, { locked: false });
  try {
    const { readStatus } = await import("../../sync/status.ts");
    const status = await readStatus(app.parts);
    if (flag(invocation, "json")) world.process.stdout.write(`${JSON.stringify(status)}\n`);
    else if (flag(invocation, "short")) {
      // A file with several mistakes is one line all the same.
      for (const line of new Set(status.changes.map(short)))
        world.process.stdout.write(`${line}\n`);
    } else world.process.stdout.write(`${long(status, crawlProgress(app.parts.mirror))}\n`);
    const kinds = new Set(status.changes.map((change) => change.kind));
    // As a push would end: what it would refuse outweighs a conflict.
    if (kinds.has("problem")) return exitCodes.failures;
    return kinds.has("conflict") ? exitCodes.conflicts : exitCodes.fine;
  } finally {
    await app.close();
  }
};
