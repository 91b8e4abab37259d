/**
 * Start-up: what a person waits for at every command, as a multiple of starting Node itself.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Row } from "./run.ts";

const cli = fileURLToPath(new URL("../../src/cli.js", import.meta.url));
const rounds = 9;

/** Median wall ms of each command; the commands take turns, so that a slow phase hits all alike. */
export function wallTimes(commands: readonly (readonly string[])[], cwd?: string): number[] {
  const times = commands.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    commands.forEach((args, index) => {
      const startedAt = process.hrtime.bigint();
      spawnSync(process.execPath, [...args], {
        stdio: "ignore",
        ...(cwd === undefined ? {} : { cwd }),
      });
      const ms = Number(process.hrtime.bigint() - startedAt) / 1e6;
      if (round > 0) times[index]?.push(ms);
    });
  }
  return times.map((each) => each.sort((a, b) => a - b)[Math.floor(each.length / 2)] ?? Number.NaN);
}

export async function bench(): Promise<readonly Row[]> {
  const [node = 1, help = 1] = wallTimes([
    ["-e", "0"],
    [cli, "--help"],
  ]);
  return [{ name: "notion-mirror --help", value: help / node, unit: "x node -e 0", limit: 1.3 }];
}
