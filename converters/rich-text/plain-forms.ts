/**
 * Inline Markdown of the plain flavor.
 */
import type { InlineForms } from "./forms.ts";
import { linkTarget, printMention, readMentionTag } from "./mentions.ts";

export const plainForms: InlineForms = {
  lineBreak: "<br>",
  emphasis: ["strikethrough", "bold", "italic"],
  autolinks: true,
  escapesAll: false,
  formatsCaptions: false,
  printColor: (color) => color,
  linkTarget,
  printMention: (run, context, { cell, touches, inTags }) =>
    printMention(run, context, cell, touches, inTags),
  readMention: readMentionTag,
  voidMentions: new Set(),
};
