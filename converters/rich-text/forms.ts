/**
 * What differs between flavors within text; everything else about inline Markdown is one for all of them.
 */
import type { ApiColor, MentionRun } from "../../src/notion/types.ts";
import type { Context } from "../context.ts";
import type { Attributes } from "../markdown/attributes.ts";

export type Emphasis = "bold" | "italic" | "strikethrough";

/** A mention as the API has it: `{ type, [type]: … }`. */
export type MentionValue = Readonly<Record<string, unknown>>;

/** Where a mention is printed. */
export interface MentionPlace {
  readonly cell: boolean;
  /** A letter, digit or colon stands beside it, so `:name:` would not be read. */
  readonly touches: boolean;
  /** The paragraph has so many brackets that a link would not be read. */
  readonly inTags: boolean;
}

export interface InlineForms {
  /** Where a line ending can't stand. */
  readonly lineBreak: "<br>" | "<br />";
  /** The three that have marks, outermost first. */
  readonly emphasis: readonly [Emphasis, Emphasis, Emphasis];
  /** A link that shows its address is `<…>`. */
  readonly autolinks: boolean;
  /** Marks, brackets and backslashes are escaped everywhere, and every outer space; else only where they need it. */
  readonly escapesAll: boolean;
  /** The description of an image is read as Markdown; else only its text is kept. */
  readonly formatsCaptions: boolean;
  readonly printColor: (color: ApiColor) => string;
  /** What the address of a text link is written as. */
  readonly linkTarget: (url: string, text: string, context: Context) => string;
  readonly printMention: (run: MentionRun, context: Context, place: MentionPlace) => string;
  /** `null` for a tag that makes no mention: it is literal text. */
  readonly readMention: (
    name: string,
    attributes: Attributes,
    label: string,
  ) => MentionValue | null;
  /** Tags of mentions that may stand without a closing one: `<date start="…"/>`. */
  readonly voidMentions: ReadonlySet<string>;
}
