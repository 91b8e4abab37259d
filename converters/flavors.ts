/**
 * The flavors: over one engine, what each adds to CommonMark, how it prints and what it reads.
 *
 * Another one is another row: its tags, its inline forms, its siblings and its flow.
 */

import type { BlockTree } from "../src/notion/tree.ts";
import type { Printer } from "./blocks/converter.ts";
import { createFlow as createPlainFlow } from "./blocks/flow.ts";
import { printSiblings as printPlainSiblings } from "./blocks/siblings.ts";
import type { Flavor } from "./context.ts";
import type { FlowParts } from "./flow/level.ts";
import type { Flow } from "./flow/nesting.ts";
import { plainTags, type TagNames } from "./markdown/tag-names.ts";
import { createFlow as createNotionFlow } from "./notion-flavor/flow.ts";
import { notionTags } from "./notion-flavor/index.ts";
import { printSiblings as printNotionSiblings } from "./notion-flavor/siblings.ts";
import type { InlineForms } from "./rich-text/forms.ts";
import { notionForms } from "./rich-text/notion-forms.ts";
import { plainForms } from "./rich-text/plain-forms.ts";

export interface FlavorParts {
  readonly tags: TagNames;
  readonly forms: InlineForms;
  /** `numberBefore`: of the numbered item above; 0 for none. */
  readonly siblings: (
    blocks: readonly BlockTree[],
    printer: Printer,
    isRoot: boolean,
    numberBefore?: number,
  ) => string;
  readonly createFlow: (parts: FlowParts) => Flow;
  /** What stands around the parts of a block that is nothing but its parts, such as tabs. */
  readonly partsGap: "\n\n" | "\n";
  /** A first number of its own makes an item a tag, so one that only counts on must be told where from. */
  readonly countsOn: boolean;
}

export const flavors: Readonly<Record<Flavor, FlavorParts>> = {
  plain: {
    tags: plainTags,
    forms: plainForms,
    siblings: printPlainSiblings,
    createFlow: createPlainFlow,
    partsGap: "\n\n",
    countsOn: false,
  },
  notion: {
    tags: notionTags,
    forms: notionForms,
    siblings: printNotionSiblings,
    createFlow: createNotionFlow,
    partsGap: "\n",
    countsOn: true,
  },
};
