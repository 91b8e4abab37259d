/**
 * What a person did to the vault since the last run: which files changed, appeared, went or moved.
 *
 * Reads only. A file is known by the `notion_id` in it, not by its path; bytes decide, time stamps only
 * say where to look. What can't be understood becomes a problem with its place, and stops at this door.
 */
import type { FileRecord, FileStamps, Mirror } from "../../src/mirror/mirror.ts";
import { SyncError } from "../../src/platform/errors.ts";
import type { Vault, VaultFile, VaultScan } from "../../src/vault/vault.ts";
import type { Identity } from "./identity.ts";

/** A file whose bytes are not the settled ones, or that lies elsewhere than it was settled. */
export interface ChangedFile {
  readonly kind: "changed" | "moved";
  readonly id: string;
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly hash: string;
  readonly file: VaultFile;
  /** As last settled; `null` for a page of ours whose record was lost. */
  readonly record: FileRecord | null;
}

/** A file that is no page yet. */
export interface NewFile {
  readonly kind: "new";
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly hash: string;
  readonly file: VaultFile;
  /** The page that it is a copy of, by the `notion_id` that it bears. */
  readonly copyOf: string | null;
}

/** A settled file that is not there any more. */
export interface MissingFile {
  readonly kind: "missing";
  readonly id: string;
  readonly record: FileRecord;
}

export interface LocalProblem {
  readonly path: string;
  readonly id: string | null;
  readonly line: number | null;
  readonly code: string;
  readonly message: string;
  readonly next: string;
}

export interface Observation {
  readonly files: readonly VaultFile[];
  readonly changed: readonly ChangedFile[];
  readonly created: readonly NewFile[];
  readonly missing: readonly MissingFile[];
  readonly problems: readonly LocalProblem[];
  /** Files that were touched only: the record's stat is out of date, its hash is not. */
  readonly touched: readonly FileRecord[];
}

export interface ObserveOptions {
  /** Read every file, whatever its stat says. */
  readonly full?: boolean;
}

export async function observe(
  parts: { readonly mirror: Mirror; readonly vault: Pick<Vault, "scan" | "read"> },
  options: ObserveOptions = {},
): Promise<Observation> {
  const { mirror, vault } = parts;
  const stamps = mirror.files.stamps();
  const scan = await vault.scan(stamps);
  if (scan.untouched && options.full !== true) return nothing(scan);
  const { files } = scan;
  const { loud, open } = apart(files, stamps, options.full === true);
  const records = [...open.keys()].flatMap((path) => mirror.files.byPath(path) ?? []);
  const recordAt = new Map(records.map((record) => [record.path, record]));
  const problems: LocalProblem[] = [];
  const touched: FileRecord[] = [];
  /** Files that no longer say what was settled, by the id that they bear. */
  const loose: Loose[] = [];
  const untouched = new Set<string>();

  for (const file of loud) {
    const record = recordAt.get(file.path) ?? null;
    if (record === null && (file.placeholder || file.kind === "sidecar")) continue;
    if (record === null && file.kind === "conflict-copy") {
      problems.push(conflictCopy(file.path));
      continue;
    }
    const read = await readOrProblem(vault, file.path, record, problems);
    if (read === null) continue;
    if (record !== null && read.hash === record.hash) {
      untouched.add(record.id);
      touched.push(recordFor(record, read.file));
      continue;
    }
    // Front matter is parsed for files that changed only, and so is its parser loaded.
    const { identify } = await import("./identity.ts");
    const found = identify(read.bytes, file.kind);
    // Elsewhere than any that we wrote: it was moved along with its folder, or it is nobody's.
    if (file.kind === "database" && record === null && !isMoved(found, mirror, files)) continue;
    if (found.kind === "problem") {
      if (record !== null) untouched.add(record.id);
      problems.push({ ...found, path: file.path, id: record?.id ?? null });
      continue;
    }
    if (found.id === null && record !== null) {
      untouched.add(record.id);
      problems.push(idGone(file.path, record.id));
      continue;
    }
    loose.push({ path: file.path, id: found.id, record, ...read });
  }

  const changed: ChangedFile[] = [];
  const created: NewFile[] = [];
  const claimed = new Set<string>(untouched);
  const byId = new Map<string, Loose[]>();
  for (const file of loose) {
    if (file.id === null) created.push({ kind: "new", copyOf: null, ...contentOf(file) });
    else byId.set(file.id, [...(byId.get(file.id) ?? []), file]);
  }
  for (const [id, candidates] of byId) {
    const record = mirror.files.byId(id);
    if (record !== null && !open.has(record.path)) claimed.add(id);
    const keeper = claimed.has(id)
      ? null
      : (candidates.find((file) => file.path === record?.path) ??
        (candidates.length === 1 ? candidates[0] : undefined));
    if (keeper === undefined) {
      problems.push(...candidates.map((file) => severalPaths(file.path, id, candidates)));
      claimed.add(id);
      continue;
    }
    if (keeper !== null) {
      claimed.add(id);
      if (!isKnown(mirror, id)) problems.push(unknownId(keeper.path, id));
      else {
        const kind = record === null || record.path === keeper.path ? "changed" : "moved";
        changed.push({ kind, id, record, ...contentOf(keeper) });
      }
    }
    for (const file of candidates) {
      if (isTwin(file, record, files)) continue;
      if (file !== keeper) created.push({ kind: "new", copyOf: id, ...contentOf(file) });
    }
  }
  const unread = new Set(problems.map((problem) => problem.path));
  const missing = records
    .filter((record) => !claimed.has(record.id) && !unread.has(record.path))
    .map((record): MissingFile => ({ kind: "missing", id: record.id, record }));
  return { files, changed, created, missing, problems, touched };
}

/** The file of something that is not where it was. */
function isMoved(found: Identity, mirror: Mirror, files: readonly VaultFile[]): boolean {
  if (found.kind === "problem" || found.id === null) return false;
  const record = mirror.files.byId(found.id);
  return record !== null && !files.some(({ path }) => path === record.path);
}

interface Loose {
  readonly path: string;
  readonly id: string | null;
  readonly record: FileRecord | null;
  readonly bytes: Uint8Array;
  readonly hash: string;
  readonly file: VaultFile;
}

/** The recorded file under a second name: a move of ours that was cut short. It goes on from there. */
const isTwin = (file: Loose, record: FileRecord | null, files: readonly VaultFile[]): boolean =>
  record !== null &&
  file.path !== record.path &&
  files.some((other) => other.path === record.path && other.ino === file.file.ino);

const contentOf = ({ path, bytes, hash, file }: Loose) => ({ path, bytes, hash, file });

/**
 * The files that somebody may have touched, and the paths of records that are not shown to be settled: the
 * quiet many are told from their stamps alone.
 */
function apart(
  files: readonly VaultFile[],
  { paths, sizes, mtimesMs, inos }: FileStamps,
  full: boolean,
): { readonly loud: readonly VaultFile[]; readonly open: ReadonlyMap<string, number> } {
  const open = new Map(paths.map((path, at) => [path, at]));
  const loud = files.filter((file) => {
    const at = open.get(file.path);
    if (at === undefined) return true;
    const same = file.size === sizes[at] && file.mtimeMs === mtimesMs[at] && file.ino === inos[at];
    if (!file.placeholder && (full || !same)) return true;
    open.delete(file.path);
    return false;
  });
  return { loud, open };
}

/** What is seen of a vault that nobody touched. */
const nothing = (scan: VaultScan): Observation => ({
  get files() {
    return scan.files;
  },
  changed: [],
  created: [],
  missing: [],
  problems: [],
  touched: [],
});

export const recordFor = (
  record: Pick<FileRecord, "id" | "hash">,
  file: VaultFile,
): FileRecord => ({
  path: file.path,
  id: record.id,
  hash: record.hash,
  size: file.size,
  mtimeMs: file.mtimeMs,
  ino: file.ino,
});

const isKnown = (mirror: Mirror, id: string) =>
  mirror.pages.get(id) !== null || mirror.databases.get(id) !== null;

async function readOrProblem(
  vault: Pick<Vault, "read">,
  path: string,
  record: FileRecord | null,
  problems: LocalProblem[],
): ReturnType<Vault["read"]> {
  try {
    return await vault.read(path);
  } catch (error) {
    const message = error instanceof SyncError ? error.message : `can't be read: ${String(error)}`;
    problems.push({
      path,
      id: record?.id ?? null,
      line: null,
      code: error instanceof SyncError ? error.code : "unreadable",
      message,
      next: "The next sync tries again.",
    });
    return null;
  }
}

const conflictCopy = (path: string): LocalProblem => ({
  path,
  id: null,
  line: null,
  code: "conflict_copy",
  message: "a file service left this copy of two versions; it is not synced",
  next: "Take over what you want to keep, then delete it.",
});

const idGone = (path: string, id: string): LocalProblem => ({
  path,
  id,
  line: 1,
  code: "id_gone",
  message: "the front matter with `notion_id` is gone",
  next: `Put it back as the first lines of the file: ---, notion_id: ${id}, ---`,
});

const unknownId = (path: string, id: string): LocalProblem => ({
  path,
  id,
  line: 2,
  code: "unknown_id",
  message: `its notion_id ${id} is no page of this mirror`,
  next: "Run `notion-mirror pull`; to make a new page of the file, take the notion_id line out.",
});

const severalPaths = (path: string, id: string, all: readonly Loose[]): LocalProblem => ({
  path,
  id,
  line: 2,
  code: "several_paths",
  message: `${all.length} files bear the notion_id ${id}, and none lies where the page did`,
  next: "Keep it in the one that is the page, and take the notion_id line out of the others.",
});
