/**
 * Hints that something in the vault changed. An event is never taken for a fact: events get lost, doubled and
 * put in another order, so whoever listens looks at the files themselves, and at all of them now and then.
 *
 * Where the system has no room for more watches (EMFILE, ENOSPC), there are no hints: then only the looking
 * now and then is left, which has to be said.
 */
import { relative, sep } from "node:path";
import { type FSWatcher, watch } from "chokidar";
import { attachmentsFolder } from "./paths.ts";

export interface Watcher {
  /** Why there are no hints; `null` while there are. */
  readonly trouble: string | null;
  close(): Promise<void>;
}

export interface WatchOptions {
  /** Absolute, links resolved. */
  readonly root: string;
  /** Path relative to the vault, in NFC. */
  readonly onHint: (path: string) => void;
  /** Called once, when hints end. */
  readonly onTrouble: (reason: string) => void;
}

/** Resolves when the watcher stands, or has failed to. */
export async function watchVault({ root, onHint, onTrouble }: WatchOptions): Promise<Watcher> {
  let trouble: string | null = null;
  const pathOf = (absolute: string) =>
    relative(root, absolute).split(sep).join("/").normalize("NFC");
  const watcher: FSWatcher = watch(root, {
    ignoreInitial: true,
    followSymlinks: false,
    // Saving by renaming shows as a removal and an addition; both are hints for the same look.
    atomic: false,
    ignored: (absolute) =>
      absolute !== root &&
      pathOf(absolute)
        .split("/")
        .some((part) => part.startsWith(".") || part === attachmentsFolder),
  });
  const failed = (error: unknown) => {
    if (trouble !== null) return;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    trouble =
      code === "EMFILE" || code === "ENFILE"
        ? "the system allows no more open files, so changes are found by looking now and then"
        : code === "ENOSPC"
          ? "the system allows no more watched folders (fs.inotify.max_user_watches), so changes are found by looking now and then"
          : `watching failed (${code || String(error)}), so changes are found by looking now and then`;
    void watcher.close();
    onTrouble(trouble);
  };
  watcher.on("error", failed);
  watcher.on("all", (_event, absolute) => {
    const path = pathOf(absolute);
    if (path !== "") onHint(path);
  });
  await new Promise<void>((resolve) => {
    watcher.on("ready", resolve);
    watcher.on("error", () => resolve());
  });
  return {
    get trouble() {
      return trouble;
    },
    close: () => watcher.close(),
  };
}
