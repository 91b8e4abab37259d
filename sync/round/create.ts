/**
 * New files become pages: planned from the file alone, made in Notion, and given their `notion_id`.
 */
import { markdownToPage } from "../../converters/page.ts";
import type { FileRecord } from "../../src/mirror/mirror.ts";
import { forestHash } from "../../src/notion/canonical.ts";
import type { PageCreate } from "../../src/notion/client.ts";
import { dashed, undashed } from "../../src/notion/ids.ts";
import { type BlockTree, childrenOf, withChildren } from "../../src/notion/tree.ts";
import type { Page } from "../../src/notion/types.ts";
import { cutOff } from "../../src/notion/whole-values.ts";
import { sha256 } from "../../src/platform/hash.ts";
import { linkified } from "../lift/linkify.ts";
import { applyStep } from "../local/apply.ts";
import type { NewPage } from "../local/structure.ts";
import { printFile, rewriteFile, textOf, type Version } from "../local/text.ts";
import { type UnmadePages, withoutStandIns, withPaths } from "../local/unmade.ts";
import type { CreatePage } from "../plan/operations.ts";
import { unsendable } from "../plan/request.ts";
import { wroteTo } from "../pull/written.ts";
import { execute } from "../push/execute.ts";
import { createdPages, intentsOf, settleIntents } from "../push/intents.ts";
import { settledBlocks } from "../push/settled.ts";
import { type PageOutcome, placeIn } from "../run/report.ts";
import { settle } from "../run/settle.ts";
import { announce, withdraw } from "../run/writing.ts";
import { applyParts, type Carried, type Carry, carriedAs, dropped, type Say } from "./carry.ts";
import { type CreateTask, type TaskParts, titleValue } from "./task.ts";
import { whereIs } from "./where.ts";

/** What the history says of a page's first version: taking back the run means to take back the page. */
export const madeReason = "created";

export type CreatePlan = CreateTask | { readonly kind: "refused"; readonly outcome: PageOutcome };

/** Plans one new file; its parent, if new too, is planned before it. */
export function planCreate(parts: TaskParts, page: NewPage): CreatePlan {
  const { file, home, title } = page;
  const dataSource = home.kind === "source" ? home.id : null;
  const context = parts.contextFor({ page: null, path: file.path, dataSource });
  const parsed = markdownToPage(textOf(file.bytes), { context, flavor: parts.settings.flavor });
  const say = sayer(page);
  const error = parsed.notes.find((note) => note.kind === "error");
  if (error !== undefined)
    return {
      kind: "refused",
      outcome: say("refused", {
        reason: error.message,
        where: placeIn(file.path, error.line),
        next: "Correct it; the page is made then.",
      }),
    };
  const parsedBlocks = parts.settings.linkify ? parsed.blocks.map(linkifiedTree) : parsed.blocks;
  const blocks = withoutOwnLines(parsedBlocks, parts.unmade);
  const [problem] = blocks.flatMap((block) => unsendable(block, true));
  if (problem !== undefined)
    return {
      kind: "refused",
      outcome: say("refused", {
        reason: problem.message,
        where: whereIs(problem.block, { ...parsed, path: file.path, text: textOf(file.bytes) }),
        next: "Correct it; the page is made then.",
      }),
    };
  const create: CreatePage["create"] = {
    properties: {
      ...parsed.values,
      [titleProperty(parts, dataSource)]: titleValue(parsed.title ?? title),
    } as NonNullable<PageCreate["properties"]>,
    ...(parsed.icon ? { icon: parsed.icon } : {}),
    ...(parsed.cover ? { cover: parsed.cover } : {}),
  };
  const operation: CreatePage = {
    kind: "create-page",
    path: file.path,
    file: { hash: file.hash, ino: file.file.ino },
    create: withPaths(create, parts.unmade),
    parent: parentOf(page),
    children: withPaths(blocks, parts.unmade),
  };
  const leadsTo = [...withoutStandIns({ create, blocks }, parts.unmade).left];
  return { kind: "create", page, operation, blocks, create, leadsTo, dataSource };
}

/** The line of a new page below this one comes with that page: nothing is made of it here. */
const withoutOwnLines = (blocks: readonly BlockTree[], unmade: UnmadePages): readonly BlockTree[] =>
  blocks.flatMap((block) => {
    if (block.type === "child_page" && unmade.get(block.id ?? "") !== null) return [];
    const children = childrenOf(block);
    const left = withoutOwnLines(children, unmade);
    return left.length === children.length && left.every((child, i) => child === children[i])
      ? [block]
      : [withChildren(block, left)];
  });

function titleProperty({ mirror }: TaskParts, dataSource: string | null): string {
  if (dataSource === null) return "title";
  const schema = mirror.databases.dataSource(dataSource)?.dataSource.properties ?? {};
  return Object.entries(schema).find(([, property]) => property.type === "title")?.[0] ?? "title";
}

function parentOf({ home }: NewPage): CreatePage["parent"] {
  switch (home.kind) {
    case "page":
      return { page: { id: home.id } };
    case "source":
      return { dataSource: home.id };
    case "new":
      return { page: { created: home.path } };
    case "root":
      return { workspace: true };
  }
}

const linkifiedTree = (block: BlockTree): BlockTree => {
  const own = linkified(block);
  const children = childrenOf(own);
  return children.length === 0 ? own : withChildren(own, children.map(linkifiedTree));
};

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
  const say = sayer(task.page);
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
  if (!equal)
    announce(mirror, [
      { path: file.path, hash: sha256(bytes), base: { ...version, file: agreed } },
    ]);
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
    const { clock } = carry.parts;
    const entry = { page: id, path: file.path, side: "local", run: carry.run } as const;
    mirror.history.put({ ...entry, at: clock.now(), reason: madeReason }, bytes);
    settle(mirror, [{ ...version, bytes: agreed, record }]);
    settleIntents(mirror.journal, file.path);
  });
  return carriedAs(say("created", { id, writes }), {
    again: !equal || was !== null,
    filesWritten: 1,
    unfinished: !sameText || was !== null,
  });
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

const sayer =
  ({ file, title }: NewPage): Say =>
  (outcome, more = {}) => ({
    id: null,
    path: file.path,
    title,
    writes: 0,
    notes: [],
    outcome,
    ...more,
  });
