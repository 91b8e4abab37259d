/**
 * The folder of Markdown as the other rooms see it. Only `sync/local/apply.ts` is handed a `VaultWriter`.
 *
 * Paths are relative to the vault, in NFC, with `/` between folders.
 */

export interface VaultFile {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
  /** An evicted file of a cloud folder: its bytes are elsewhere and reading would fetch them. Means "no change". */
  readonly placeholder: boolean;
  /**
   * By its name alone: a page's Markdown, `_database.yaml`, the engine's own note beside a conflict, or what a
   * cloud service left of two versions. The last two are never taken for new pages.
   */
  readonly kind: "page" | "database" | "sidecar" | "conflict-copy";
}

/** What files were when they were last settled, a column each: the nth values belong together. Sorted by path. */
export interface SettledFiles {
  readonly paths: readonly string[];
  readonly sizes: ArrayLike<number>;
  readonly mtimesMs: ArrayLike<number>;
  readonly inos: ArrayLike<number>;
}

export interface VaultScan {
  /** Markdown files and `_database.yaml`, without `.notion-mirror`, dot folders, links and temporary files. Sorted by path. */
  readonly files: readonly VaultFile[];
  /** The files are exactly the settled ones, each with its size, time and inode. Then `files` is made when asked for. */
  readonly untouched: boolean;
}

export interface VaultReader {
  /** Absolute. */
  readonly root: string;
  scan(settled?: SettledFiles): Promise<VaultScan>;
  /** Reads until two reads agree; `null` when nothing (or no regular file) is there. */
  read(path: string): Promise<{
    readonly bytes: Uint8Array;
    readonly hash: string;
    readonly file: VaultFile;
  } | null>;
  stat(path: string): Promise<VaultFile | null>;
}

export interface VaultWriter {
  /**
   * Durable and atomic. `expected` is the hash of what may be replaced, `null` for "nothing is there":
   * anything else on disk makes it reject with `VaultError` code `file_changed`, and nothing is written.
   */
  write(path: string, bytes: Uint8Array, expected: string | null): Promise<VaultFile>;
  /** Renames; the same check of the source. Creates folders, removes ones left empty. */
  move(from: string, to: string, expected: string): Promise<VaultFile>;
  /** Moves the file to `.notion-mirror/trash/`, the same check. */
  trash(path: string, expected: string): Promise<void>;
  /** Removes temporary files that an engine left which was cut short. Only for the one that holds the lock. */
  sweep(): Promise<number>;
}

/** The whole vault, as the composition root hands it to a cycle; each room takes the half that it needs. */
export type Vault = VaultReader & VaultWriter;

/** Where a vault and its state lie. */
export interface VaultLocation {
  /** Absolute, links resolved. */
  readonly root: string;
  /** Holds `mirror.db`, `lock` and what else only this machine needs: `.notion-mirror` in the vault, or the user's state folder when the vault is in a cloud service's folder. */
  readonly stateFolder: string;
  readonly mirrorPath: string;
  readonly binding: VaultBinding;
  /** Why the state lies elsewhere, to be told once; `null` when it does not. */
  readonly remark: string | null;
}

/** The sentinel `.notion-mirror/ROOT`: proof that this folder is the vault, and of which workspace. */
export interface VaultBinding {
  readonly version: 1;
  /** Made up when the folder was bound. */
  readonly vault: string;
  readonly workspace: { readonly id: string; readonly name: string | null };
  /** ISO 8601. */
  readonly boundAt: string;
}
