/**
 * A temporary folder per test, removed afterwards, with what a test needs to look into it.
 */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { onTestFinished } from "vitest";

export interface Folder {
  /** Absolute, links resolved. */
  readonly path: string;
  /** Writes as an editor that truncates and writes does. */
  write(path: string, text: string): void;
  read(path: string): string;
  /** Paths of all files, hidden ones and their folders left out, sorted. */
  list(): readonly string[];
  /** All files with their text. */
  contents(): Readonly<Record<string, string>>;
}

export function temporaryFolder(): Folder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "notion-mirror-")));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  const list = () =>
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(path, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
      .filter((file) => !file.split("/").some((part) => part.startsWith(".")))
      .sort();
  const read = (file: string) => readFileSync(join(path, file), "utf8");
  return {
    path,
    write: (file, text) => {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), text);
    },
    read,
    list,
    contents: () => Object.fromEntries(list().map((file) => [file, read(file)])),
  };
}
