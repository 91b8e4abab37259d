/**
 * Notion's blocks and pages ⇄ Markdown. Pure and synchronous; what could not be kept comes back as notes.
 */
export { blocksToMarkdown } from "./blocks/print.ts";
export { markdownToBlocks, parseBlocks } from "./blocks/read.ts";
export type { Context, ConvertOptions, Flavor, Note, ParsedBlocks, Span } from "./context.ts";
export { databaseToYaml } from "./database-yaml.ts";
export { splice } from "./markdown/splice.ts";
export type { PrintPageOptions } from "./page/print.ts";
export { type UpdateOptions, updateFrontMatter } from "./page/update.ts";
export {
  type MarkdownToPageOptions,
  markdownToPage,
  type ParsedPage,
  pageToMarkdown,
} from "./page.ts";
export { upgradeBlock } from "./upgrade.ts";
