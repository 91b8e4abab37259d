/**
 * Whole runs, killed at any step or with trouble in any request: the next run ends where an undisturbed one does,
 * nothing is there twice, and the run after it sends nothing.
 *
 * The default run takes some steps and some faults of each scenario, always the same ones; `CRASH=all` and
 * `FAULTS=all` take all, with both kinds of token.
 */
import { afterAll, describe, expect, test } from "vitest";
import type { Fault } from "../../../../fixtures/index.ts";
import { type Scenario, scenarios } from "./scenarios.ts";
import { type Trouble, troubled, undisturbed } from "./trouble.ts";
import type { TokenKind } from "./world.ts";

const everyOf = (asked: string | undefined, usual: number): number =>
  asked === "all" ? 1 : Number(asked ?? usual);
const every = {
  kill: everyOf(process.env["CRASH"], 53),
  fault: everyOf(process.env["FAULTS"], 47),
};
const only = process.env["SCENARIO"];

const faults: readonly (readonly [string, Fault])[] = [
  ["an answer lost", { kind: "lost", applied: true }],
  ["a request lost", { kind: "lost", applied: false }],
  ["an answer lost, applied after 40 s", { kind: "late", afterMs: 40_000 }],
  ["409", { kind: "error", status: 409 }],
  ["409, applied", { kind: "error", status: 409, applied: true }],
  ["429", { kind: "error", status: 429, retryAfterS: 7 }],
  ["503 that names what was committed", { kind: "error", status: 503, committed: true }],
  ["503", { kind: "error", status: 503 }],
];

const cases = scenarios
  .filter(({ name }) => only === undefined || name.includes(only))
  .flatMap((scenario, i) =>
    (scenario.kinds ?? (["bot", "person"] as const)).map((kind) => ({
      scenario,
      kind,
      name: scenario.name,
      at: 7 * i + (kind === "bot" ? 0 : 3),
    })),
  );

const counts = { kill: 0, fault: 0 };
afterAll(() => {
  if (every.kill === 1 || every.fault === 1)
    process.stdout.write(`whole runs: ${counts.kill} kills, ${counts.fault} faults\n`);
});

/** All that goes wrong of what is tried, by its name. */
async function failures(
  scenario: Scenario,
  kind: TokenKind,
  troubles: readonly (readonly [string, Trouble])[],
): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const [name, trouble] of troubles) {
    counts[trouble.kind]++;
    const found = await troubled(scenario, kind, trouble).catch((error: unknown) =>
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    );
    if (found !== null) wrong.push(`${name}: ${found}`);
  }
  return wrong;
}

describe("a whole run", () => {
  test.each(cases)("undisturbed: $name, with the token of a $kind", async ({ scenario, kind }) => {
    const { writes, touched } = await undisturbed(scenario, kind);
    expect(writes).toHaveLength(scenario.writes);
    expect(touched).toEqual(scenario.touches);
  });

  test.each(cases)(
    "killed at any step: $name, with the token of a $kind",
    async ({ scenario, kind, at }) => {
      const { steps } = await undisturbed(scenario, kind);
      const tried = Array.from({ length: steps }, (_, n) => n + 1)
        .filter((step) => (step + at) % every.kill === 0)
        .map((step) => [`step ${step} of ${steps}`, { kind: "kill", step }] as const);
      expect(await failures(scenario, kind, tried)).toEqual([]);
    },
    3_600_000,
  );

  test.each(cases)(
    "with trouble in any request: $name, with the token of a $kind",
    async ({ scenario, kind, at }) => {
      const { requests } = await undisturbed(scenario, kind);
      const tried = Array.from({ length: requests }, (_, n) => n + 1)
        .flatMap((request) => faults.map(([name, fault]) => ({ request, name, fault })))
        .filter((_, n) => (n + at) % every.fault === 0)
        .map(
          ({ name, ...what }) =>
            [
              `${name} in request ${what.request} of ${requests}`,
              { kind: "fault", ...what },
            ] as const,
        );
      expect(await failures(scenario, kind, tried)).toEqual([]);
    },
    3_600_000,
  );
});
