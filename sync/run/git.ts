/**
 * Git at work in the vault: what a checkout, merge or rebase wrote is not what a person typed, so it is held
 * until somebody says that it is meant for Notion too.
 */
import { dirname, join, resolve } from "node:path";
import type { Mirror } from "../../src/mirror/mirror.ts";
import { type Files, systemErrorCode } from "../../src/platform/files.ts";
import type { Observation } from "../local/observe.ts";

/** What of a repository tells that something happened to the work tree. */
interface Sight {
  /** Content of HEAD, and the commit that it leads to. */
  readonly head: string;
  /** Of the index, ms. */
  readonly indexMs: number;
}

const mark = "git";

/** Files of an operation that waits for a person to go on with it. */
const open = ["rebase-merge", "rebase-apply", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD"];

/** Files that git writes are as old as its index, give or take this, ms. */
const nearMs = 2_000;

/**
 * Why pushing is held; `null` for no reason. A commit of one's own edits is none: it writes no file. `settled`
 * takes the sight down, once what it showed was pushed or found harmless.
 */
export async function gitAtWork(
  files: Files,
  mirror: Mirror,
  root: string,
  seen: Observation,
): Promise<{ readonly reason: string | null; readonly settled: () => void }> {
  const folder = await gitFolder(files, root);
  if (folder === null) return { reason: null, settled: () => undefined };
  for (const name of open)
    if ((await files.stat(join(folder, name))) !== null)
      return {
        reason: `git is in the middle of something (${name})`,
        settled: () => undefined,
      };
  const now = await sightOf(files, folder);
  const before = mirror.marks.get<Sight>(mark);
  const settled = () => {
    if (JSON.stringify(before) !== JSON.stringify(now)) mirror.marks.set(mark, now);
  };
  if (before === null || (before.head === now.head && before.indexMs === now.indexMs))
    return { reason: null, settled };
  const written = [...seen.changed, ...seen.created].filter(
    ({ file }) => Math.abs(file.mtimeMs - now.indexMs) < nearMs,
  );
  if (written.length === 0 && seen.missing.length === 0) return { reason: null, settled };
  if (written.length === 0 && before.head === now.head) return { reason: null, settled };
  return {
    reason: `git has moved (HEAD or index), and ${written.length + seen.missing.length} files with it`,
    settled,
  };
}

/** The repository that the vault lies in; a work tree of its own has a file that names it. */
async function gitFolder(files: Files, root: string): Promise<string | null> {
  for (let at = root; ; at = dirname(at)) {
    const path = join(at, ".git");
    const stat = await files.stat(path);
    if (stat?.kind === "folder") return path;
    if (stat?.kind === "file") {
      const named = /^gitdir: (.+)$/m.exec(await textOf(files, path))?.[1];
      return named === undefined ? null : resolve(at, named.trim());
    }
    if (dirname(at) === at) return null;
  }
}

async function sightOf(files: Files, folder: string): Promise<Sight> {
  const head = (await textOf(files, join(folder, "HEAD"))).trim();
  const ref = /^ref: (.+)$/.exec(head)?.[1];
  const commit = ref === undefined ? "" : (await textOf(files, join(folder, ref))).trim();
  const index = await files.stat(join(folder, "index"));
  return { head: `${head} ${commit}`, indexMs: index?.mtimeMs ?? 0 };
}

async function textOf(files: Files, path: string): Promise<string> {
  try {
    return Buffer.from(await files.read(path)).toString("utf8");
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return "";
    throw error;
  }
}
