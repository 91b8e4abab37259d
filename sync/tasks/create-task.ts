/**
 * The making of one page, planned from its file alone.
 */
import { markdownToPage } from "../../converters/page.ts";
import type { PageCreate } from "../../src/notion/client.ts";
import { type BlockTree, childrenOf, withChildren } from "../../src/notion/tree.ts";
import { linkified } from "../lift/linkify.ts";
import { noting } from "../lift/open-links.ts";
import type { NewPage } from "../local/structure.ts";
import { textOf } from "../local/text.ts";
import { type UnmadePages, withoutStandIns, withPaths } from "../local/unmade.ts";
import type { CreatePage } from "../plan/operations.ts";
import { unsendable } from "../plan/request.ts";
import { type PageOutcome, placeIn } from "../run/report.ts";
import { sayerOfNew } from "./say.ts";
import { type CreateTask, type TaskParts, titleValue } from "./task.ts";
import { whereIs } from "./where.ts";

export type CreatePlan = CreateTask | { readonly kind: "refused"; readonly outcome: PageOutcome };

/** Plans new files, parents first: what lies below one that is not made is not made either. */
export function planCreates(parts: TaskParts, pages: readonly NewPage[]): readonly CreatePlan[] {
  const named = new Set(pages.map(({ file }) => file.path));
  const made = new Set<string>();
  return pages.map((page) => {
    const { file, home } = page;
    if (home.kind === "new" && !made.has(home.path))
      return { kind: "refused", outcome: belowNone(page, home.path, named.has(home.path)) };
    const plan = planCreate(parts, page);
    if (plan.kind === "create") made.add(file.path);
    return plan;
  });
}

const belowNone = (page: NewPage, above: string, isNamed: boolean): PageOutcome =>
  sayerOfNew(page)(
    "refused",
    isNamed
      ? {
          reason: `the page above it can't be made: ${above}`,
          next: "It is made together with that one.",
        }
      : { reason: `the page above it is new too: ${above}`, next: "Name that file as well." },
  );

function planCreate(parts: TaskParts, page: NewPage): CreatePlan {
  const { file, home, title } = page;
  const dataSource = home.kind === "source" ? home.id : null;
  const { context, open } = noting(parts.contextFor({ page: null, path: file.path, dataSource }));
  const parsed = markdownToPage(textOf(file.bytes), {
    context,
    flavor: parts.settings.flavor,
    allowNewOptions: parts.settings.allowNewOptions,
  });
  const say = sayerOfNew(page);
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
  const notes = parsed.notes.filter(({ kind }) => kind === "warning");
  const openLinks = [...open];
  return { kind: "create", page, operation, blocks, create, leadsTo, openLinks, notes, dataSource };
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
