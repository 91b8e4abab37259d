/**
 * The system's files, each step done before it returns: on a virtual clock the disk then takes no time.
 */
import {
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { type Files, systemFiles } from "../../src/platform/files.ts";

export const syncFiles: Files = {
  ...systemFiles,
  read: async (path) => readFileSync(path),
  list: async (folder) => {
    try {
      return readdirSync(folder, { withFileTypes: true }).map((entry) => ({
        name: entry.name,
        kind: entry.isFile() ? "file" : entry.isDirectory() ? "folder" : "other",
      }));
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
      throw error;
    }
  },
  realPath: async (path) => realpathSync(path),
  makeFolder: async (path) => {
    mkdirSync(path, { recursive: true });
  },
  writeNew: async (path, bytes, mode = 0o644) => {
    const file = openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, mode);
    writeSync(file, bytes);
    fsyncSync(file);
    closeSync(file);
  },
  rename: async (from, to) => renameSync(from, to),
  link: async (from, to) => linkSync(from, to),
  fsyncFolder: async () => undefined,
  remove: async (path) => unlinkSync(path),
  removeFolder: async (path) => rmdirSync(path),
};
