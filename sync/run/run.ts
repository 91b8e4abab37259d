/**
 * What a run gathers as it goes, and the report that it ends in.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";
import { token } from "../../src/platform/random.ts";
import { type Bounds, boundsOf } from "../local/bounds.ts";
import type { LocalProblem } from "../local/observe.ts";
import { type LeftAlone, reasons } from "./left.ts";
import type { CycleOptions, Parts } from "./parts.ts";
import {
  type GuardStop,
  type PageOutcome,
  type PlannedRequest,
  placeIn,
  type Report,
} from "./report.ts";
import { readBounds } from "./rules.ts";
import { together } from "./together.ts";

export interface Run {
  parts: Parts;
  readonly options: CycleOptions;
  readonly id: string;
  readonly startedAt: number;
  readonly before: { readonly reads: number; readonly writes: number };
  readonly dryRun: boolean;
  readonly pushes: boolean;
  readonly pulls: boolean;
  /** What the vault holds; `null` for everything. */
  bounds: Bounds | null;
  /** The rules of `bounds` are not those of the last run. */
  rebound: boolean;
  /** What this run keeps to; `null` for all that the vault holds. */
  readonly narrow: Bounds | null;
  /** No file is written until a person has chosen what there is to be. */
  held: boolean;
  /** Pages of which a part goes out in a later round than the one that the guards let pass. */
  readonly agreedTo: Set<string>;
  /** By path. */
  readonly left: Map<string, LeftAlone>;
  /** Files that a pull leaves as they are, by path. */
  readonly unsent: Map<string, "edited" | "new" | "gone">;
  readonly outcomes: Map<string, PageOutcome>;
  readonly planned: PlannedRequest[];
  readonly files: { written: number; moved: number; trashed: number };
  stopped: GuardStop | null;
  interrupted: boolean;
}

export async function startRun(given: Parts, options: CycleOptions): Promise<Run> {
  const parts = options.allowNewOptions === true ? withNewOptions(given) : given;
  const startedAt = parts.clock.now();
  const { reads = 0, writes = 0 } = parts.notion.counts ?? {};
  return {
    parts,
    options,
    id:
      options.run ??
      `${new Date(startedAt).toISOString().replaceAll(/[-:]|\.\d+/g, "")}-${token(parts.random, 4)}`,
    startedAt,
    before: { reads, writes },
    dryRun: options.dryRun === true,
    pushes: options.direction !== "pull" && parts.settings.mode === "two-way",
    pulls: options.direction !== "push",
    bounds: await readBounds(parts),
    rebound: false,
    held: options.holdFiles === true,
    narrow: options.narrow === undefined ? null : await boundsOf(options.narrow),
    agreedTo: new Set(),
    left: new Map(),
    unsent: new Map(),
    outcomes: new Map(),
    planned: [],
    files: { written: 0, moved: 0, trashed: 0 },
    stopped: null,
    interrupted: false,
  };
}

const withNewOptions = (parts: Parts): Parts => ({
  ...parts,
  settings: { ...parts.settings, allowNewOptions: true },
});

export function reportOf(run: Run, stopped: GuardStop | null): Report {
  const { counts } = run.parts.notion;
  return {
    run: run.id,
    direction: run.options.direction,
    dryRun: run.dryRun,
    startedAt: run.startedAt,
    endedAt: run.parts.clock.now(),
    pages: [...run.outcomes.values()],
    planned: run.planned,
    requests: {
      reads: (counts?.reads ?? 0) - run.before.reads,
      writes: (counts?.writes ?? 0) - run.before.writes,
    },
    files: { ...run.files },
    remarks: [...unsentRemarks(run), ...remarksOf(run)],
    unsent: run.unsent.size,
    stopped,
    interrupted: run.interrupted,
  };
}

function unsentRemarks({ unsent, parts }: Run): readonly string[] {
  if (unsent.size === 0) return [];
  const named = [...unsent].slice(0, 5).map(([path, what]) => `${path} (${what})`);
  const more = unsent.size > named.length ? ` and ${unsent.size - named.length} more` : "";
  const back = "`notion-mirror restore PATH` takes an edit or a deletion back";
  const how = parts.settings.mode === "pull" ? back : `\`notion-mirror push\` sends that, ${back}`;
  return [`Here and not in Notion: ${named.join(", ")}${more}. ${how}.`];
}

/** Files that were edited or made although the vault does not hold their pages: said, and left alone. */
function remarksOf({ left, pushes, options }: Run): readonly string[] {
  // What a person has told the engine to ignore is not news.
  const noted = [...left.values()].filter(
    ({ kind, why }) => kind !== "deleted" && !(kind === "new" && why === "ignored"),
  );
  if (noted.length === 0 || !(pushes || options.dryRun === true)) return [];
  const named = noted.slice(0, 5).map(({ path, why }) => `${path} (${reasons[why]})`);
  const more = noted.length > named.length ? ` and ${noted.length - named.length} more` : "";
  return [`Outside of the vault's scope, left alone: ${named.join(", ")}${more}.`];
}

/**
 * The last word about a page counts, together with what earlier rounds did to it: that something was sent, why a
 * file came back, and what was put back is not lost because the page was looked at once more.
 */
export function note(run: Run, key: string, outcome: PageOutcome | null): void {
  const before = run.outcomes.get(key);
  const after = before === undefined ? outcome : together(before, outcome);
  if (after === null) run.outcomes.delete(key);
  else run.outcomes.set(key, after);
}

export function problemOutcome(problem: LocalProblem, mirror: Mirror): PageOutcome {
  const record = problem.id === null ? null : mirror.pages.get(problem.id);
  return {
    outcome: "refused",
    id: problem.id,
    path: problem.path,
    title: record?.title ?? "",
    reason: problem.message,
    where: placeIn(problem.path, problem.line),
    next: problem.next,
    writes: 0,
    notes: [],
  };
}
