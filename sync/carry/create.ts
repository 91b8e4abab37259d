/**
 * New files become pages: made in Notion, and given their `notion_id`.
 */
import type { FileRecord } from "../../src/mirror/mirror.ts";
import { forestHash } from "../../src/notion/canonical.ts";
import { dashed, undashed } from "../../src/notion/ids.ts";
import type { Page } from "../../src/notion/types.ts";
import { cutOff } from "../../src/notion/whole-values.ts";
import { sha256 } from "../../src/platform/hash.ts";
import { applyStep } from "../local/apply.ts";
import { printFile, rewriteFile, type Version } from "../local/text.ts";
import { type UnmadePages, withoutStandIns } from "../local/unmade.ts";
import type { CreatePage } from "../plan/operations.ts";
import { wroteTo } from "../pull/written.ts";
import { execute } from "../push/execute.ts";
import { createdPages, intentsOf, settleIntents } from "../push/intents.ts";
import { settledBlocks } from "../push/settled.ts";
import { madeReason } from "../run/kept.ts";
import type { PageOutcome } from "../run/report.ts";
import { settle } from "../run/settle.ts";
import { announce, withdraw } from "../run/writing.ts";
import { type Say, sayerOfNew } from "../tasks/say.ts";
import type { CreateTask } from "../tasks/task.ts";
import { applyParts, type Carried, type Carry, carriedAs, dropped } from "./carry.ts";

/**
 * Makes the page, or goes on where an earlier run made it and ended before the file had its id.
 * `made`: ids of the pages that this run made, by path; grows.
 */
export async function carryCreate(
  carry: Carry,
  task: CreateTask,
  made: Map<string, string>,
): Promise<Carried> {
  const { mirror } = carry.parts;
  const { path } = task.page.file;
  const say = sayerOfNew(task.page, task.notes);
  let id = createdPages(mirror.journal).get(path) ?? null;
  let writes = 0;
  const { value: known, left } = withoutStandIns(
    { create: task.create, blocks: task.blocks },
    carry.unmade,
  );
  if (id === null) {
    const parent = resolved(task.operation.parent, made);
    if (parent === null)
      return carriedAs(say("refused", { reason: "the page above it could not be made" }));
    const { create, blocks: children } = known;
    const operation = { ...task.operation, parent, create, children };
    const pushed = await execute([operation], await carry.pushParts());
    writes = pushed.writes;
    const page = pushed.pages.get(path);
    if (pushed.status !== "done" || page === undefined)
      return carriedAs(refusal(task, pushed.operations[0], say, writes));
    id = page.id;
    carry.unmade.made(path, id);
    const blocks = settledBlocks(children, pushed);
    mirror.transaction(() => {
      mirror.pages.put(page, carry.parts.clock.now());
      if (pushed.complete)
        mirror.blocks.putRemote(page.id, blocks, {
          editedTime: page.last_edited_time,
          unsettled: true,
        });
      wroteTo(mirror, page.id, carry.parts.notion.now());
    });
  }
  made.set(path, id);
  const seen = mirror.pages.get(id)?.page;
  // An answer that shows but the first of many relations would take the others out of the file.
  const isWhole = seen !== undefined && cutOff(seen).length === 0;
  if (!isWhole || mirror.blocks.remote(id) === null) await carry.readAgain(id);
  const record = mirror.pages.get(id);
  const blocks = mirror.blocks.remote(id);
  if (record === null || blocks === null)
    return carriedAs(say("failed", { id, writes, reason: "the new page can't be read yet" }));
  const wanted = { ...known, isAll: left.size === 0 };
  return adopt(carry, task, wanted, { page: record.page, blocks }, say, writes);
}

/** Writes the id into the file, and settles on what page and file both say. */
async function adopt(
  carry: Carry,
  task: CreateTask,
  wanted: Pick<CreateTask, "create" | "blocks"> & { readonly isAll: boolean },
  version: Version,
  say: Say,
  writes: number,
): Promise<Carried> {
  const { mirror, settings } = carry.parts;
  const { file } = task.page;
  const { id } = version.page;
  const context = carry.contextFor({ page: id, path: file.path, dataSource: task.dataSource });
  const said = { bytes: file.bytes, blocks: version.blocks };
  const open = openProperties(task.create, version.page, carry.unmade);
  const bytes = rewriteFile(said, version, file.path, context, settings, open);
  const sameText = forestHash(wanted.blocks) === forestHash(version.blocks);
  const equal = sameText && wanted.isAll && open.length === 0;
  // Where Notion made something else of the text, or has not got all, that is what was agreed on, and the file is
  // an edit of it.
  const agreed = equal ? bytes : printFile(version, file.path, context, settings);
  mirror.transaction(() => {
    noteMade(carry, id, file.path, bytes);
    mirror.openLinks.put(id, task.openLinks);
    if (!equal)
      announce(mirror, [
        { path: file.path, hash: sha256(bytes), base: { ...version, file: agreed } },
      ]);
  });
  const step = await applyStep(applyParts(carry), {
    kind: "write",
    id,
    path: file.path,
    bytes,
    replaces: { hash: file.hash, bytes: null },
  });
  if (step.kind !== "done" || step.record === null) {
    withdraw(mirror, id);
    return dropped(step, say, writes);
  }
  const was = await formerPath(carry, file.path);
  const record: FileRecord = {
    ...step.record,
    ...(equal ? {} : { hash: sha256(agreed), size: -1 }),
    ...(was === null ? {} : { path: was }),
  };
  mirror.transaction(() => {
    settle(mirror, [{ ...version, bytes: agreed, record }]);
    settleIntents(mirror.journal, file.path);
  });
  return carriedAs(say("created", { id, writes }), {
    again: !equal || was !== null,
    filesWritten: 1,
    unfinished: !sameText || was !== null,
  });
}

/**
 * The page's first version, once. Before the file has its id: from then on nothing else tells that a run made the
 * page, should this one end here.
 */
function noteMade({ parts, run }: Carry, page: string, path: string, bytes: Uint8Array): void {
  const { history } = parts.mirror;
  if (history.list({ page }).some(({ reason }) => reason === madeReason)) return;
  const at = parts.clock.now();
  history.put({ page, path, side: "local", at, run, reason: madeReason }, bytes);
}

/** Properties in which the file leads to pages that Notion has not been told of, since they had no ids then. */
function openProperties(
  create: CreatePage["create"],
  page: Page,
  unmade: UnmadePages,
): readonly string[] {
  const idNow = (id: string) => unmade.get(dashed(id) ?? id)?.id ?? id;
  const there = JSON.stringify(page.properties).replaceAll("-", "");
  return Object.entries(create.properties ?? {}).flatMap(([name, value]) => {
    const ids = JSON.stringify(value).match(uuid) ?? [];
    return ids.every((id) => there.includes(undashed(idNow(id)))) ? [] : [name];
  });
}

const uuid = /\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b/g;

/**
 * Where the file lay when its page was made: it was agreed on there, so that the next round finds it renamed.
 * `null`: here, or another file lies there by now.
 */
async function formerPath({ parts }: Carry, path: string): Promise<string | null> {
  for (const { payload } of intentsOf(parts.mirror.journal, path))
    if (payload.kind === "create-page" && payload.was !== undefined)
      return (await parts.vault.stat(payload.was)) === null ? payload.was : null;
  return null;
}

function resolved(
  parent: CreatePage["parent"],
  made: ReadonlyMap<string, string>,
): CreatePage["parent"] | null {
  if (!("page" in parent) || "id" in parent.page) return parent;
  const id = made.get(parent.page.created);
  return id === undefined ? null : { page: { id } };
}

function refusal(
  task: CreateTask,
  operation: Awaited<ReturnType<typeof execute>>["operations"][number] | undefined,
  say: Say,
  writes: number,
): PageOutcome {
  const error = operation !== undefined && "error" in operation ? operation.error : null;
  const isDoubtful = operation?.kind === "doubtful";
  const isRefusedAtTop = !isDoubtful && task.page.home.kind === "root";
  return say("failed", {
    writes,
    where: task.page.file.path,
    reason: isDoubtful
      ? `whether the page was made is not known yet: ${error?.message ?? ""}`
      : `Notion did not make the page: ${error?.message ?? "the plan was out of date"}`,
    next: isRefusedAtTop
      ? "A token of a connection can't make pages at the top of a workspace: move the file into the folder of a page that is shared."
      : "The next sync looks at it anew.",
  });
}
