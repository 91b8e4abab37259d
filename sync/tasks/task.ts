/**
 * What is to become of each page, as data: planned in `tasks.ts`, looked at by the guards, then carried out.
 */
import type { Context, Note } from "../../converters/context.ts";
import type { Base, FileRecord, Mirror, PageRecord } from "../../src/mirror/mirror.ts";
import type { BlockTree } from "../../src/notion/tree.ts";
import type { Lifted } from "../lift/lift.ts";
import type { AtlasEntry } from "../local/atlas.ts";
import type { ContextRequest } from "../local/context.ts";
import type { ChangedFile } from "../local/observe.ts";
import type { MovedPage, NewPage, Refusal } from "../local/structure.ts";
import type { Version } from "../local/text.ts";
import type { UnmadePages } from "../local/unmade.ts";
import type { CreatePage, Operation } from "../plan/operations.ts";
import type { PagePlan } from "../plan/plan.ts";
import type { LocalPage } from "../plan/trees.ts";
import type { Decision, SyncSettings } from "../run/parts.ts";
import type { PageOutcome } from "../run/report.ts";

export interface PageCase {
  readonly record: PageRecord;
  /** Where the page belongs in the vault; `null` when it has no place there. */
  readonly entry: AtlasEntry | null;
  readonly base: Base | null;
  /** Its file as last settled. */
  readonly file: FileRecord | null;
  /** The file as a person left it; `null` while it is as settled. */
  readonly local: ChangedFile | null;
  /** What a person did to the page's place in the vault; `null` for nothing. */
  readonly fate: Fate | null;
}

export type Fate =
  | { readonly kind: "moved"; readonly move: MovedPage }
  /** Moved to where it means nothing that Notion can do. */
  | { readonly kind: "refused"; readonly refusal: Refusal }
  /** The file is gone; `below`: pages under it whose files are gone with it. */
  | { readonly kind: "deleted"; readonly below: readonly string[] }
  /** Gone together with a page above it, which is the one to be trashed. */
  | { readonly kind: "covered" }
  /** Gone, but edited in Notion, or a page below it was: `below` is that one's title. */
  | { readonly kind: "spared"; readonly below: string | null }
  /** Gone, but pages below it, which the scope leaves out, would go to the trash with it. */
  | { readonly kind: "sheltering" }
  /** Gone although files below it are still there. */
  | { readonly kind: "orphaned" };

export type Task =
  /** Notion's version goes into the file, or both are found equal. */
  | { readonly kind: "write"; readonly of: PageCase; readonly version: Version }
  /** The file's edits go to Notion; what both then hold goes into the file. */
  | {
      readonly kind: "push";
      readonly of: PageCase;
      readonly remote: Version;
      readonly lifted: Lifted;
      readonly plan: PagePlan;
      /** All that is sent: a move of the page, then the plan's. */
      readonly operations: readonly Operation[];
      /** What will be told when it is sent, as far as it is known before. */
      readonly foreseen: readonly Note[];
      /** New files that the page leads to: it is sent once their pages have ids. */
      readonly after: readonly string[];
      /** What the file says, with stand-ins for pages that have no ids yet. */
      readonly whole: LocalPage;
      /** Such links go out as their labels for now: what is agreed on says less than the file. */
      readonly inPart: boolean;
    }
  | DeleteTask
  /** A row that needs no file lost the one it had: that means nothing to Notion. */
  | { readonly kind: "forget"; readonly of: PageCase }
  /** Trashed in Notion: so is the file. */
  | { readonly kind: "remove"; readonly of: PageCase; readonly file: FileRecord }
  /** Nothing can or need be done; `settled` when nothing is left to look at. */
  | {
      readonly kind: "stay";
      readonly of: PageCase;
      readonly settled: boolean;
      readonly outcome: PageOutcome | null;
    };

export type PushTask = Extract<Task, { kind: "push" }>;

export interface DeleteTask {
  readonly kind: "delete";
  readonly of: PageCase;
  /** Pages below it whose files are gone too: they go to the trash with it. */
  readonly below: readonly PageRecord[];
}

/** A new file that becomes a page. */
export interface CreateTask {
  readonly kind: "create";
  readonly page: NewPage;
  readonly operation: CreatePage;
  /** What the file's body says, with stand-ins for pages that have no ids yet. */
  readonly blocks: readonly BlockTree[];
  /** The same of its properties, icon and cover. */
  readonly create: CreatePage["create"];
  /** New files that it leads to. */
  readonly leadsTo: readonly string[];
  /** Paths at which it looks for a page, and where there is none. */
  readonly openLinks: readonly string[];
  /** What is worth telling about the text. */
  readonly notes: PageOutcome["notes"];
  readonly dataSource: string | null;
}

export interface TaskParts {
  readonly mirror: Mirror;
  readonly settings: SyncSettings;
  readonly contextFor: (request: ContextRequest) => Context;
  /** New files, and what stands for the ids of their pages. */
  readonly unmade: UnmadePages;
  /** Pages that get new pages below them. */
  readonly parents: ReadonlySet<string>;
  /** `false` for rows that are kept in the mirror only. */
  readonly makesFile: (id: string) => boolean;
  readonly pushes: boolean;
  readonly pulls: boolean;
  readonly force: boolean;
  /** What a person decided about the conflicts of a page, by its id. */
  readonly resolve: ReadonlyMap<string, Decision>;
}

/** Who an outcome is about. */
export const subject = (of: PageCase): Pick<PageOutcome, "id" | "path" | "title"> => ({
  id: of.record.id,
  path: of.local?.path ?? of.file?.path ?? of.entry?.path ?? null,
  title: of.record.title,
});

export const titleValue = (title: string) => ({
  title: title === "" ? [] : [{ type: "text" as const, text: { content: title } }],
});
