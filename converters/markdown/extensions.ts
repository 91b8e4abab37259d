/**
 * The parts of GFM that the format has, math fences, and what our Markdown adds: for micromark, and for the
 * tree made of its tokens.
 */
import type { Extension as TreeExtension } from "mdast-util-from-markdown";
import { gfmStrikethroughFromMarkdown } from "mdast-util-gfm-strikethrough";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { mathFromMarkdown } from "mdast-util-math";
import { gfmStrikethrough } from "micromark-extension-gfm-strikethrough";
import { gfmTable } from "micromark-extension-gfm-table";
import { gfmTaskListItem } from "micromark-extension-gfm-task-list-item";
import { math } from "micromark-extension-math";
import type { Extension } from "micromark-util-types";
import { lazyLines } from "./lazy.ts";
import { limits } from "./limits.ts";
import type { TagNames } from "./tag-names.ts";
import { notionSyntax } from "./tags.ts";
import { tasksFromMarkdown } from "./tasks.ts";
import { notionFromMarkdown } from "./tree.ts";

export interface Extensions {
  readonly syntax: Extension[];
  readonly tree: TreeExtension[];
}

export function extensionsOf(names: TagNames): Extensions {
  const { flow: mathFlow } = math();
  return {
    syntax: [
      gfmTable(),
      gfmStrikethrough({ singleTilde: false }),
      gfmTaskListItem(),
      mathFlow === undefined ? {} : { flow: mathFlow },
      notionSyntax(names),
      limits,
      lazyLines,
    ],
    tree: [
      gfmTableFromMarkdown(),
      gfmStrikethroughFromMarkdown(),
      tasksFromMarkdown(),
      mathFromMarkdown(),
      notionFromMarkdown(),
    ],
  };
}
