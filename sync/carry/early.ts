/**
 * Files of a first pull are written while it goes on: each page when it is whole, those of a second at a time.
 *
 * Only pages that have no file and no base are written here; everything else waits for the round that
 * looks at both sides.
 */

import { addEarly } from "../arrange/relink.ts";
import { contextsOf } from "../local/context.ts";
import { noneUnmade } from "../local/unmade.ts";
import { titlesInDoubt } from "../push/find-created.ts";
import { createdPages } from "../push/intents.ts";
import { atlasIn, wantedBy } from "../run/bounds.ts";
import { filesOf, policiesOf } from "../run/policies.ts";
import { note, type Run } from "../run/run.ts";
import { turnsOf } from "../run/turns.ts";
import type { Task } from "../tasks/task.ts";
import type { Carry } from "./carry.ts";
import { carryWrites } from "./files.ts";

/** Files are written when so many pages are whole, or when the first of them has waited so long, ms. */
const batchSize = 50;
const waitMs = 2_000;

export interface EarlyWriter {
  /** A page is whole in the mirror. */
  readonly onPage: (id: string) => Promise<void>;
}

export function earlyWriter(run: Run): EarlyWriter {
  const { clock, mirror } = run.parts;
  let waiting: string[] = [];
  // The very first file is written at once.
  let since = Number.NEGATIVE_INFINITY;
  return {
    onPage: async (id) => {
      waiting.push(id);
      const turns = turnsOf(mirror);
      const isTime = waiting.length >= batchSize || clock.monotonic() - since >= waitMs;
      // While a save is being pushed the crawl reads on: the files come a little later.
      if (!isTime || turns.busy || run.held) return;
      const ids = waiting;
      waiting = [];
      await turns.take(() => writeFresh(run, ids));
      since = clock.monotonic();
    },
  };
}

async function writeFresh(run: Run, ids: readonly string[]): Promise<void> {
  const { parts, options } = run;
  const { mirror } = parts;
  const made = new Set(createdPages(mirror.journal).values());
  const fresh = ids.filter(
    (id) => !made.has(id) && mirror.files.byId(id) === null && mirror.bases.get(id) === null,
  );
  if (fresh.length === 0) return;
  // It may be the page of a file that is there: the round tells.
  const doubtful = titlesInDoubt(mirror.journal);
  const atlas = atlasIn(run);
  const wanted = wantedBy(run, atlas);
  const policies = policiesOf(mirror, parts.settings);
  const tasks = fresh.flatMap((id): Extract<Task, { kind: "write" }>[] => {
    const record = mirror.pages.get(id);
    const blocks = mirror.blocks.remote(id);
    const entry = atlas.get(id);
    if (record === null || blocks === null || entry === null || record.state !== "live") return [];
    if (entry.parent === null && doubtful.has(record.title)) return [];
    if (!wanted(id, null) || !policies.makesFile(atlas, id)) return [];
    // What hangs on something that is not read yet would have to move soon.
    if (entry.parent === null && record.parentId !== null) return [];
    const of = { record, entry, base: null, file: null, local: null, fate: null };
    return [{ kind: "write", of, version: { page: record.page, blocks } }];
  });
  const carry: Carry = {
    parts,
    run: run.id,
    restMs: options.restMs ?? 0,
    contextFor: contextsOf(mirror, atlas, new Map(), filesOf(mirror, parts.settings, atlas)),
    unmade: noneUnmade,
    pushParts: () => Promise.reject(new Error("Invariant broken: nothing is sent while reading")),
    readAgain: () => Promise.resolve(),
  };
  addEarly(
    mirror,
    tasks.map(({ of }) => of.record.id),
  );
  for await (const { task, carried } of carryWrites(carry, tasks)) {
    // A file that is in the way is looked at by the round.
    if (carried.filesWritten === 0) continue;
    run.files.written += carried.filesWritten;
    note(run, task.of.record.id, carried.outcome);
  }
}
