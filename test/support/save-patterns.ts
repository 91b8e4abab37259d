/**
 * How editors write: eight ways in which a file comes to hold a new text.
 */
import { renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

type Save = (path: string, text: string) => Promise<void>;

const truncateThenWrite =
  (ms: number): Save =>
  async (path, text) => {
    truncateSync(path);
    await pause(ms);
    writeFileSync(path, text);
  };

const beside = (path: string, name: string) => join(dirname(path), name);

export const savePatterns = {
  "in place": async (path, text) => writeFileSync(path, text),
  "truncate, then write after 5 ms": truncateThenWrite(5),
  "truncate, then write after 20 ms": truncateThenWrite(20),
  "truncate, then write after 60 ms": truncateThenWrite(60),
  "vim: the old one aside, a new one written": async (path, text) => {
    const backup = `${path}~`;
    renameSync(path, backup);
    writeFileSync(path, text);
    rmSync(backup);
  },
  "VS Code: a temporary file renamed over it": async (path, text) => {
    const temporary = beside(path, `.${basename(path)}.${text.length}.tmp`);
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  },
  "Obsidian: a temporary file written in two goes, renamed over it": async (path, text) => {
    const temporary = beside(path, `.tmp-${basename(path)}`);
    writeFileSync(temporary, text.slice(0, text.length / 2));
    await pause(3);
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  },
  "two saves 20 ms apart": async (path, text) => {
    writeFileSync(path, `${text}and a first try\n`);
    await pause(20);
    writeFileSync(path, text);
  },
} as const satisfies Record<string, Save>;

export type SavePattern = keyof typeof savePatterns;
