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
  /** Length of HEAD's log, characters; `undefined` in a sight that an older version took down. */
  readonly logLength?: number;
}

export interface Git {
  /** Why pushing is held; `null` for no reason. */
  readonly reason: string | null;
  /** What to do about it, besides sending it all the same. */
  readonly advice: string;
  /** Takes the sight down, once what it showed was pushed or found harmless. */
  readonly settled: () => void;
}

const mark = "git";

/** Files of an operation that waits for a person to go on with it. */
const open = ["rebase-merge", "rebase-apply", "MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD"];

/**
 * Files that git writes are as old as its index, give or take this, ms. Where HEAD stayed, it wrote few files, or
 * none: a person stages what was just saved.
 */
const nearMs = { head: 2_000, index: 100 } as const;

/** A commit of one's own edits is no reason to hold them: it writes no file. */
export async function gitAtWork(
  files: Files,
  mirror: Mirror,
  root: string,
  seen: Observation,
): Promise<Git> {
  const folder = await gitFolder(files, root);
  if (folder === null) return { ...harmless, settled: () => undefined };
  for (const name of open)
    if ((await files.stat(join(folder, name))) !== null)
      return {
        reason: `git is in the middle of something (${name})`,
        advice: "Finish what git is doing.",
        settled: () => undefined,
      };
  const log = await textOf(files, join(folder, "logs/HEAD"));
  const now = await sightOf(files, folder, log);
  const before = mirror.marks.get<Sight>(mark);
  const settled = () => {
    if (JSON.stringify(before) !== JSON.stringify(now)) mirror.marks.set(mark, now);
  };
  if (before === null || (before.head === now.head && before.indexMs === now.indexMs))
    return { ...harmless, settled };
  const hasMoved = before.head !== now.head;
  if (hasMoved && isCommits(log, before.logLength)) return { ...harmless, settled };
  const near = hasMoved ? nearMs.head : nearMs.index;
  const written = [...seen.changed, ...seen.created].filter(
    ({ file }) => Math.abs(file.mtimeMs - now.indexMs) < near,
  );
  const missing = hasMoved ? seen.missing : [];
  const count = written.length + missing.length;
  if (count === 0) return { ...harmless, settled };
  return {
    reason: `git has moved (${hasMoved ? "HEAD" : "index"}), and ${count} file${count === 1 ? "" : "s"} with it`,
    advice: "Look with `notion-mirror diff`.",
    settled,
  };
}

const harmless = { reason: null, advice: "" } as const;

/** Whether HEAD has moved since by commits alone. */
function isCommits(log: string, before: number | undefined): boolean {
  if (before === undefined || log.length <= before) return false;
  const entries = log.slice(before).trimEnd().split("\n");
  return entries.every((entry) => /\tcommit(?: \((?:amend|initial)\))?: /.test(entry));
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

async function sightOf(files: Files, folder: string, log: string): Promise<Sight> {
  const head = (await textOf(files, join(folder, "HEAD"))).trim();
  const ref = /^ref: (.+)$/.exec(head)?.[1];
  const commit = ref === undefined ? "" : (await textOf(files, join(folder, ref))).trim();
  const index = await files.stat(join(folder, "index"));
  return { head: `${head} ${commit}`, indexMs: index?.mtimeMs ?? 0, logLength: log.length };
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
