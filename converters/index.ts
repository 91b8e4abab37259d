/**
 * Notion's blocks and pages ⇄ Markdown. Pure and synchronous; what could not be kept comes back as notes.
 */
export { blocksToMarkdown } from "./blocks/print.ts";
export { markdownToBlocks, parseBlocks } from "./blocks/read.ts";
export type { Context, ConvertOptions, Flavor, Note, ParsedBlocks, Span } from "./context.ts";
export { upgradeBlock } from "./upgrade.ts";
