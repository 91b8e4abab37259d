/**
 * Files that a person renamed, and whose titles they then decided to take from Notion: they get the name that
 * Notion's title makes, before anything else is looked at.
 */
import { nameKey, nameWithId, safeName } from "../../src/vault/names.ts";
import { applyStep } from "../local/apply.ts";
import type { Atlas } from "../local/atlas.ts";
import { titleOf } from "../local/atlas.ts";
import type { Observation } from "../local/observe.ts";
import { nameSays } from "../local/text.ts";
import type { Run } from "../run/run.ts";

/** `true` when a file was renamed. */
export async function takeNotionsNames(
  run: Run,
  seen: Observation,
  atlas: Atlas,
): Promise<boolean> {
  const { parts, options } = run;
  const taken = new Set(seen.files.map(({ path }) => nameKey(path)));
  let renamed = false;
  for (const { kind, id, path, hash } of seen.changed) {
    const said = options.resolve?.[id];
    if (kind !== "moved" || said === undefined) continue;
    const { how, keys } = typeof said === "object" ? said : { how: said, keys: null };
    const entry = atlas.get(id);
    const base = parts.mirror.bases.get(id);
    if (how !== "remote" || entry?.kind !== "page" || base === null) continue;
    if (keys !== null && !keys.some((key) => base.page.properties[key]?.type === "title")) continue;
    // Only where Notion's is a new one too: a file that was renamed alone is in no conflict.
    if (entry.title === titleOf(base.page) || nameSays(path, id, entry.title)) continue;
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    const plain = safeName(entry.title);
    const free = [plain, nameWithId(plain, id, 6)].find(
      (name) => !taken.has(nameKey(`${folder}${name}.md`)),
    );
    if (free === undefined) continue;
    const to = `${folder}${free}.md`;
    const step = await applyStep(
      { ...parts, run: run.id },
      { kind: "move", id, from: path, to, hash },
    );
    if (step.kind !== "done") continue;
    taken.add(nameKey(to));
    renamed = true;
  }
  return renamed;
}
