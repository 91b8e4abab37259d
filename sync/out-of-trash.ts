/**
 * Pages that come out of Notion's trash.
 */
import { dirname } from "node:path/posix";
import type { Mirror } from "../src/mirror/mirror.ts";
import { exitCodes, SyncError } from "../src/platform/errors.ts";
import { token } from "../src/platform/random.ts";
import { runCycle } from "./cycle.ts";
import type { Restorable } from "./history.ts";
import { pageFieldsHash } from "./plan/properties.ts";
import { execute } from "./push/execute.ts";
import type { CycleOptions, Parts } from "./run/parts.ts";
import { pushPartsOf } from "./run/self.ts";
import { turnsOf } from "./run/turns.ts";

/** `besides`: another run of this engine reads Notion. */
export type Going = Pick<CycleOptions, "besides" | "signal">;

/** How deep the file lay. */
export const depthOf = ({ path }: Restorable): number => path?.split("/").length ?? 0;

/** So many pages are read at once, each by its id. */
const readAtOnce = 50;

/**
 * Those of the pages that were in the trash and are not any more. What lies below a page comes out with it.
 *
 * @throws SyncError `not_restored`
 */
export async function takeFromTrash(
  parts: Parts,
  entries: readonly Restorable[],
  going: Going,
): Promise<ReadonlySet<string>> {
  const { mirror } = parts;
  const isIn = ({ page }: Restorable) => mirror.pages.get(page)?.state === "trashed";
  const wanted = entries.filter(isIn);
  let left = [...wanted].sort((a, b) => depthOf(a) - depthOf(b));
  const isTop = (entry: Restorable, _: number, all: readonly Restorable[]) =>
    depthOf(entry) === depthOf(all[0] ?? entry);
  const idsOf = (of: readonly Restorable[]) => of.map(({ page }) => page);
  await readAgain(parts, idsOf(left.filter(isTop)), going);
  const below = belowThem(mirror, left.filter(isIn));
  while (left.length > 0) {
    // None of one depth lies below another one of it.
    for (const { page } of left.filter(isTop).filter(isIn)) await takeOne(parts, page, going);
    // Together with what came out along with them: their files lead to its files.
    await readAgain(parts, [...new Set([...idsOf(left), ...below])], going);
    left = left.filter((entry, n, all) => !isTop(entry, n, all) && isIn(entry));
  }
  return new Set(wanted.map(({ page }) => page));
}

/** Pages whose files lie above those of `taken`, and list them. */
export const aboveThem = (mirror: Mirror, taken: readonly Restorable[]): readonly string[] =>
  foldersOf(taken).flatMap((folder) => {
    const above = mirror.files.byPath(`${dirname(folder)}.md`);
    return above === null ? [] : [above.id];
  });

const foldersOf = (versions: readonly Restorable[]): readonly string[] =>
  versions.flatMap(({ path }) => (path === null ? [] : [path.replace(/\.md$/i, "")]));

/** Pages that went to the trash with them and come out with them. */
function belowThem(mirror: Mirror, taken: readonly Restorable[]): readonly string[] {
  const folders = foldersOf(taken);
  if (folders.length === 0) return [];
  const isBelow = (path: string) => folders.some((folder) => path.startsWith(`${folder}/`));
  const below = mirror.history
    .list()
    .filter(
      ({ page, path }) =>
        path !== null && isBelow(path) && mirror.pages.get(page)?.state === "trashed",
    );
  return [...new Set(below.map(({ page }) => page))];
}

async function readAgain(parts: Parts, pages: readonly string[], going: Going): Promise<void> {
  for (let from = 0; from < pages.length; from += readAtOnce) {
    const paths = pages.slice(from, from + readAtOnce);
    await runCycle(parts, { direction: "pull", paths, ...going });
  }
}

/** An undo that was cut short may have seen to it already: then it is looked at once more. */
async function takeOne(parts: Parts, page: string, going: Going, tries = 2): Promise<void> {
  const record = parts.mirror.pages.get(page);
  if (record === null) return;
  const update = { in_trash: false };
  const expected = pageFieldsHash({ ...record.page, in_trash: true }, update);
  const outcome = await turnsOf(parts.mirror).take(async () =>
    execute(
      [{ kind: "update-page", page, update, expected }],
      await pushPartsOf(parts, `restore-${token(parts.random, 8)}`, going.signal),
    ),
  );
  if (outcome.status === "changed" && tries > 1) {
    await runCycle(parts, { direction: "pull", paths: [page], ...going });
    if (parts.mirror.pages.get(page)?.state === "trashed") await takeOne(parts, page, going, 1);
    return;
  }
  if (outcome.status !== "done") {
    const [why] = outcome.operations;
    const reason = why !== undefined && "reason" in why ? `: ${why.reason}` : "";
    throw new SyncError(`Notion did not give the page back from its trash${reason}.`, {
      code: "not_restored",
      exitCode: exitCodes.failures,
      where: page,
      next: "Restore it in Notion, then: notion-mirror pull --full",
    });
  }
}
