/** `doctor`: is the token good, is the mirror whole, how complete is it. Changes nothing. */
import { observe } from "../../sync/local/observe.ts";
import { unreadTexts } from "../../sync/run/completeness.ts";
import { readBounds } from "../../sync/run/rules.ts";
import { connect, type OfflineApp, openOffline, workspaceOf } from "../app.ts";
import { connectionOf } from "../connection.ts";
import { type Examination, examine } from "../mirror/doctor.ts";
import { counted } from "../output.ts";
import { exitCodes, SyncError } from "../platform/errors.ts";
import type { World } from "../world.ts";
import { flag, type RunCommand } from "./command.ts";

interface Check {
  readonly name: string;
  readonly fine: boolean;
  readonly detail: string;
}

async function tokenCheck(world: World, workspaceId: string, signal: AbortSignal): Promise<Check> {
  try {
    const notion = await connect(world, connectionOf(world.process.environment), {});
    const workspace = await workspaceOf(notion, signal);
    const ours = workspace.id === workspaceId;
    return {
      name: "token",
      fine: ours,
      detail: ours
        ? `works, in ${workspace.name ?? workspace.id}`
        : `belongs to ${workspace.name ?? workspace.id}, this vault to another workspace`,
    };
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    return { name: "token", fine: false, detail: error.message };
  }
}

/** What the scope leaves out is not missing. */
interface LeftOut {
  readonly unread: number;
  readonly outdated: number;
  readonly sentences: readonly string[];
}

async function leftOutOf(parts: OfflineApp["parts"]): Promise<LeftOut> {
  const bounds = await readBounds(parts);
  if (bounds === null) return { unread: 0, outdated: 0, sentences: ["everything that is shared"] };
  const { apart, outsideUnread, scopeSentences } = await import("../../sync/run/scope-status.ts");
  const { atlas, scope } = apart(parts, bounds, await observe(parts));
  const sentences = scopeSentences(scope).map((one) => one.replace(/^Scope: /, ""));
  return { ...outsideUnread(parts, atlas), sentences };
}

/** `lazy`: rows whose text is read only when asked for, which is no lack. */
function mirrorChecks(
  { damage, orphans, completeness }: Examination,
  lazy: number,
  leftOut: LeftOut,
): Check[] {
  const loose = Object.entries(orphans).filter(([, count]) => count !== 0);
  // What can't be counted in a damaged mirror counts as trouble, not as none.
  const amount = (kind: keyof typeof completeness) => completeness[kind] ?? Number.NaN;
  const [pages, withoutBody, outdated] = [
    amount("pages"),
    amount("withoutBody") - leftOut.unread,
    amount("outdated") - leftOut.outdated,
  ];
  const [detached, intents] = [amount("detached"), amount("intents")];
  const [unsettled, relationsOutside] = [amount("unsettled"), amount("relationsOutside")];
  return [
    {
      name: "integrity",
      fine: damage.length === 0,
      detail: damage.length === 0 ? "sound" : damage.join("; "),
    },
    {
      name: "orphans",
      fine: loose.length === 0,
      detail:
        loose.length === 0
          ? "none"
          : loose.map(([kind, count]) => `${count ?? "?"} ${kind}`).join(", "),
    },
    {
      name: "completeness",
      fine: withoutBody - lazy + outdated === 0,
      detail: `${counted(pages, "page")}, ${withoutBody - lazy} without their text, ${lazy === 0 ? "" : `${counted(lazy, "row")} whose text is read when asked for, `}${outdated} with a newer version in Notion, ${unsettled} to be read once more`,
    },
    { name: "scope", fine: true, detail: leftOut.sentences.join(" ") },
    {
      name: "not shared",
      fine: true,
      detail: `${counted(detached, "page")} kept that we may no longer see`,
    },
    {
      name: "links outside",
      fine: true,
      detail: counted(
        relationsOutside,
        "relation to pages outside of the mirror",
        "relations to pages outside of the mirror",
      ),
    },
    {
      name: "writes in flight",
      fine: intents === 0,
      detail: `${intents}; the next run settles them`,
    },
  ];
}

function lazyRows({ mirror, settings }: OfflineApp["parts"]): number {
  try {
    return unreadTexts(mirror, settings).lazy;
  } catch {
    // A damaged mirror: said by the other checks.
    return 0;
  }
}

export const run: RunCommand = async (invocation) => {
  const { world, signal } = invocation;
  const app = await openOffline(world, { locked: false });
  try {
    const examination = examine(app.parts.mirror);
    const checks = [
      await tokenCheck(world, app.location.binding.workspace.id, signal),
      ...mirrorChecks(examination, lazyRows(app.parts), await leftOutOf(app.parts)),
    ];
    if (flag(invocation, "json"))
      world.process.stdout.write(`${JSON.stringify({ checks, ...examination })}\n`);
    else {
      for (const check of checks) {
        world.process.stdout.write(
          `${check.fine ? "ok " : "!! "} ${check.name.padEnd(16)}  ${check.detail}\n`,
        );
      }
    }
    return checks.every((check) => check.fine) ? exitCodes.fine : exitCodes.failures;
  } finally {
    await app.close();
  }
};
