/** What a replay came to: per session, per group of (endpoint, status, version), and over all. */
import type { Step } from "./replay.ts";

export interface Played {
  readonly name: string;
  readonly steps: readonly Step[];
}

export interface Figures {
  readonly counted: number;
  readonly equal: number;
  /** Of the answers that do not count, those that were equal, too. */
  /** Of the equal ones, those whose keys came in the recorded order, too. */
  readonly ordered: number;
  readonly uncounted: number;
  readonly uncountedEqual: number;
  /** Shares between 0 and 1. */
  readonly mean: number;
  readonly meanOfGroups: number;
  readonly groups: ReadonlyMap<string, Tally>;
}

interface Tally {
  readonly counted: number;
  readonly equal: number;
}

const isEqual = (step: Step): boolean => step.differences.length === 0;

function tally(steps: readonly Step[]): Tally {
  const counted = steps.filter((step) => step.counted);
  return { counted: counted.length, equal: counted.filter(isEqual).length };
}

const share = ({ counted, equal }: Tally): number => (counted === 0 ? 1 : equal / counted);

export function figuresOf(played: readonly Played[]): Figures {
  const steps = played.flatMap((session) => session.steps);
  const byGroup = new Map<string, Step[]>();
  for (const step of steps) {
    if (!step.counted) continue;
    const key = `${step.endpoint} ${step.status} ${step.version}`;
    byGroup.set(key, [...(byGroup.get(key) ?? []), step]);
  }
  const groups = new Map(
    [...byGroup].sort().map(([key, ofGroup]) => [key, tally(ofGroup)] as const),
  );
  const shares = [...groups.values()].map(share);
  const rest = steps.filter((step) => !step.counted);
  const all = tally(steps);
  return {
    ...all,
    ordered: steps.filter((step) => step.counted && isEqual(step) && step.ordered).length,
    uncounted: rest.length,
    uncountedEqual: rest.filter(isEqual).length,
    mean: share(all),
    meanOfGroups:
      shares.length === 0 ? 1 : shares.reduce((sum, one) => sum + one, 0) / shares.length,
    groups,
  };
}

const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;
const short = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
};

export interface ReportOptions {
  /** Tells the differences of answers that do not count, too. */
  readonly all: boolean;
}

export function printReport(played: readonly Played[], options: ReportOptions): readonly string[] {
  const figures = figuresOf(played);
  const lines: string[] = [];
  for (const { name, steps } of played) {
    const { counted, equal } = tally(steps);
    lines.push(`${equal}/${counted} ${name}`);
    for (const [at, step] of steps.entries()) {
      if (isEqual(step) || !(step.counted || options.all)) continue;
      lines.push(
        `  ${at + 1}. ${step.endpoint} ${step.status}${step.counted ? "" : " (not counted)"}`,
      );
      for (const difference of step.differences.slice(0, 12)) {
        lines.push(
          `     ${difference.at}`,
          `       - ${short(difference.recorded)}`,
          `       + ${short(difference.ours)}`,
        );
      }
      if (step.differences.length > 12)
        lines.push(`     … and ${step.differences.length - 12} more`);
    }
  }
  lines.push("", "By endpoint, status and version:");
  for (const [key, group] of figures.groups) lines.push(`  ${group.equal}/${group.counted} ${key}`);
  lines.push(
    "",
    `Counted interactions: ${figures.counted}, equal: ${figures.equal}`,
    `Of the equal ones, with keys in the recorded order: ${figures.ordered}`,
    `Mean over all: ${percent(figures.mean)}`,
    `Mean over ${figures.groups.size} groups: ${percent(figures.meanOfGroups)}`,
    `Not counted (only what was seeded): ${figures.uncounted}, equal: ${figures.uncountedEqual}`,
  );
  return lines;
}
