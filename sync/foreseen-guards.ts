/**
 * Which guards would hold the next push, as far as the folder tells.
 */
import type { Observation } from "./local/observe.ts";
import { isMassEdit } from "./plan/guards.ts";
import { gitAtWork } from "./run/git.ts";
import type { Parts } from "./run/parts.ts";

/** A sentence for each. */
export async function foreseenGuards(
  { files, mirror, vault, settings }: Pick<Parts, "files" | "mirror" | "vault" | "settings">,
  seen: Observation,
): Promise<readonly string[]> {
  const edited = seen.changed.length + seen.created.length + seen.missing.length;
  const sentences: string[] = [];
  if (isMassEdit(edited, seen.files.length, settings.maxEdit))
    sentences.push(
      `${edited} of ${seen.files.length} files changed since the last run: a push holds until it is confirmed.`,
    );
  const { reason } = await gitAtWork(files, mirror, vault.root, seen);
  if (reason !== null) sentences.push(`${reason}: a push holds until it is confirmed.`);
  return sentences.map((sentence) => sentence.replace(/^./, (first) => first.toUpperCase()));
}
