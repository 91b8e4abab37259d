/**
 * A page in conflict as four texts, for a merge tool; and what a person made of them taken over as the file.
 */
import { diff3Merge } from "node-diff3";
import { exitCodes, SyncError } from "../src/platform/errors.ts";
import { token } from "../src/platform/random.ts";
import { applyStep } from "./local/apply.ts";
import { rewriteFile, textOf } from "./local/text.ts";
import { contextsNow } from "./run/context-now.ts";
import type { HeldConflict } from "./run/marks.ts";
import type { Decision, Parts } from "./run/parts.ts";

export interface Contested {
  readonly base: string;
  readonly local: string;
  readonly remote: string;
  /** Line by line, with markers around what both sides changed; lies in a temporary folder, never in the vault. */
  readonly merged: string;
  /** Hash of the file that `local` is. */
  readonly hash: string;
  /** What settles the conflicts once `takeOver` has made the merged text the file. */
  readonly decision: Decision;
}

type ContestedParts = Pick<Parts, "mirror" | "vault" | "settings">;

/** @throws SyncError `no_versions` when one of the three is not there any more */
export async function contestedTexts(
  parts: ContestedParts,
  held: HeldConflict,
): Promise<Contested> {
  const { mirror, vault, settings } = parts;
  const { page: id, path, conflicts } = held;
  const base = mirror.bases.get(id);
  const record = mirror.pages.get(id);
  const blocks = mirror.blocks.remote(id);
  const file = await vault.read(path);
  if (base === null || record === null || blocks === null || file === null)
    throw new SyncError(`${path} is not there any more in all its versions.`, {
      code: "no_versions",
      exitCode: exitCodes.failures,
      where: path,
      next: "notion-mirror sync finds out what has become of it.",
    });
  const context = contextsNow(parts)(id, path);
  const remote = { page: record.page, blocks };
  const said = { bytes: base.file, blocks: base.blocks };
  const texts = {
    base: textOf(base.file),
    local: textOf(file.bytes),
    remote: textOf(rewriteFile(said, remote, path, context, settings)),
  };
  return {
    ...texts,
    merged: withMarkers(texts),
    hash: file.hash,
    decision: { how: "merged", keys: conflicts.map(({ key }) => key), seen: remote },
  };
}

const marker = /^(?:<{7} the file|\|{7} both had|={7}|>{7} Notion)$/m;

/** Whether somebody has left a conflict as it was. */
export const hasMarkers = (text: string): boolean => marker.test(text);

function withMarkers(texts: Pick<Contested, "base" | "local" | "remote">): string {
  const lines = (text: string) => text.split("\n");
  const regions = diff3Merge(lines(texts.local), lines(texts.base), lines(texts.remote), {
    excludeFalseConflicts: true,
  });
  return regions
    .flatMap(({ ok, conflict }) =>
      conflict === undefined
        ? (ok ?? [])
        : [
            "<<<<<<< the file",
            ...conflict.a,
            "||||||| both had",
            ...conflict.o,
            "=======",
            ...conflict.b,
            ">>>>>>> Notion",
          ],
    )
    .join("\n");
}

/** Makes `text` the page's file; what it held is in the history. Returns why not, or `null`. */
export async function takeOver(
  { vault, mirror, clock, random }: Parts,
  { page: id, path }: HeldConflict,
  text: string,
  { hash, local }: Contested,
): Promise<string | null> {
  const run = `resolve-${token(random, 8)}`;
  const step = await applyStep(
    { vault, mirror, clock, run },
    {
      kind: "write",
      id,
      path,
      bytes: Buffer.from(text),
      replaces: { hash, bytes: Buffer.from(local) },
    },
  );
  return step.kind === "done" ? null : step.reason;
}
