/**
 * One scenario that something goes wrong with, and what came of it beside the same one undisturbed.
 */
import type { Fault } from "../../../../fixtures/index.ts";
import { isUnresolved, type PushIntent } from "../../../../sync/push/intents.ts";
import { handOf, type Scenario } from "./scenarios.ts";
import { type Before, before, type State, stateOf } from "./state.ts";
import { begin, live, lookInto, sent, type TokenKind, type World } from "./world.ts";

/** How the first run goes. */
export interface Undisturbed {
  readonly state: State;
  readonly steps: number;
  readonly requests: number;
  readonly writes: readonly string[];
  /** Which of the pages and blocks that were there before bear a new time of editing, by name, sorted. */
  readonly touched: readonly string[];
}

export type Trouble =
  /** The process dies at its nth step. */
  | { readonly kind: "kill"; readonly step: number }
  | { readonly kind: "fault"; readonly request: number; readonly fault: Fault };

const references = new Map<string, Promise<Undisturbed>>();

export function undisturbed(scenario: Scenario, kind: TokenKind): Promise<Undisturbed> {
  const key = `${kind} ${scenario.name}`;
  const known = references.get(key) ?? played(scenario, kind);
  references.set(key, known);
  return known;
}

async function played(scenario: Scenario, kind: TokenKind): Promise<Undisturbed> {
  const { world, was } = await set(scenario, kind);
  const { steps } = await live(world);
  const { all, writes } = sent(world);
  const touched = touchedIn(world, was);
  const wrong = await comeToRest(world, scenario);
  if (wrong !== null) throw new Error(`undisturbed: ${wrong}`);
  return { state: stateOf(world, was), steps, requests: all, writes, touched };
}

function touchedIn({ notion, ids }: World, { edited }: Before): readonly string[] {
  const names = new Map(Object.entries(ids).map(([name, id]) => [id, name]));
  const { store } = notion.world;
  return [...edited]
    .filter(([id, time]) => store.get(id)?.editedMs !== time)
    .map(([id]) => names.get(id) ?? id)
    .sort();
}

async function set(scenario: Scenario, kind: TokenKind): Promise<{ world: World; was: Before }> {
  const world = await begin(kind);
  scenario.happens(handOf(world));
  const was = before(world);
  world.clock.advance(120_000);
  sent(world);
  return { world, was };
}

/** What is wrong in the end; `null`: nothing. */
export async function troubled(
  scenario: Scenario,
  kind: TokenKind,
  trouble: Trouble,
): Promise<string | null> {
  const reference = await undisturbed(scenario, kind);
  const { world, was } = await set(scenario, kind);
  if (trouble.kind === "fault") world.notion.inject(trouble);
  const first = await live(world, trouble.kind === "kill" ? { dies: trouble.step } : {});
  if (trouble.kind === "kill" && first.report !== null) return "it was not killed";
  const wrong = await comeToRest(world, scenario);
  if (wrong !== null) return wrong;
  return difference(stateOf(world, was), reference.state);
}

const searchedFor = { runs: 40, everyMs: 30_000 };

/** One run goes on where the first left off; those after it must send nothing. */
async function comeToRest(world: World, scenario: Scenario): Promise<string | null> {
  await live(world);
  for (let n = 0; scenario.waits && isWaiting(world) && n < searchedFor.runs; n++) {
    world.clock.advance(searchedFor.everyMs);
    await live(world);
  }
  sent(world);
  for (const waitMs of [0, 120_000]) {
    world.clock.advance(waitMs);
    await live(world);
    const { writes } = sent(world);
    if (writes.length > 0) return `a later run sends ${writes.join(", ")}`;
  }
  return null;
}

const isWaiting = (world: World): boolean =>
  lookInto(world, ({ journal }) => (journal.open() as readonly PushIntent[]).some(isUnresolved));

/** The first place in which two values differ. */
function difference(is: unknown, wanted: unknown, path = "state"): string | null {
  if (Object.is(is, wanted)) return null;
  if (typeof is !== "object" || typeof wanted !== "object" || is === null || wanted === null)
    return `${path} is ${JSON.stringify(is)}, not ${JSON.stringify(wanted)}`;
  const [a, b] = [is, wanted] as Record<string, unknown>[] as [
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  for (const key of new Set([...Object.keys(b), ...Object.keys(a)])) {
    const found = difference(a[key], b[key], `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}
