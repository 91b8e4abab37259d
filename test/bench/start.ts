/**
 * Start-up: what a person waits for at every command, as a multiple of starting Node itself.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Row } from "./run.ts";

/** The command line as users get it. */
export const cli = fileURLToPath(new URL("../../bin/cli.cjs", import.meta.url));
const rounds = 15;

interface Cost {
  /** Of user and system, ms. */
  readonly cpu: number;
  readonly wall: number;
}

/**
 * What each command costs, the least of all rounds: what else runs on the machine only ever adds. The commands
 * take turns, so that a slow phase hits all alike.
 */
export function leastCosts(commands: readonly (readonly string[])[], cwd?: string): Cost[] {
  const costs = commands.map((): Cost[] => []);
  for (let round = 0; round <= rounds; round++)
    commands.forEach((args, index) => {
      const cost = costOf(args, cwd);
      if (round > 0) costs[index]?.push(cost);
    });
  return costs.map((each) => ({
    cpu: Math.min(...each.map(({ cpu }) => cpu)),
    wall: Math.min(...each.map(({ wall }) => wall)),
  }));
}

/** CPU time is told by bash's `time`; without bash it is taken to be the wall time. */
function costOf(args: readonly string[], cwd: string | undefined): Cost {
  const script = 'TIMEFORMAT="%3U %3S"; time "$@" >/dev/null 2>&1 </dev/null';
  const startedAt = process.hrtime.bigint();
  const { error, stderr } = spawnSync("bash", ["-c", script, "bash", process.execPath, ...args], {
    encoding: "utf8",
    ...(cwd === undefined ? {} : { cwd }),
  });
  const wall = Number(process.hrtime.bigint() - startedAt) / 1e6;
  if (error === undefined) {
    const [user = 0, system = 0] = stderr.trim().split(" ").map(Number);
    return { cpu: (user + system) * 1_000, wall };
  }
  const again = process.hrtime.bigint();
  spawnSync(process.execPath, [...args], {
    stdio: "ignore",
    ...(cwd === undefined ? {} : { cwd }),
  });
  const ms = Number(process.hrtime.bigint() - again) / 1e6;
  return { cpu: ms, wall: ms };
}

/** The CPU time of `args` as a multiple of starting Node, held against `limit`, and the wall time beside it. */
export function rowsFor(name: string, args: readonly string[], limit: number, cwd?: string): Row[] {
  const [node, ours] = leastCosts([["-e", "0"], args], cwd) as [Cost, Cost];
  return [
    { name: `${name}, CPU time`, value: ours.cpu / node.cpu, unit: "x node -e 0", limit },
    { name: `${name}, wall time`, value: ours.wall / node.wall, unit: "x node -e 0" },
  ];
}

export async function bench(): Promise<readonly Row[]> {
  return rowsFor("notion-mirror --help", [cli, "--help"], 1.3);
}
