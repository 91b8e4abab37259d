/**
 * The mdast nodes of our extension, and how they are made from its tokens.
 */
import type { Literal, Nodes, Parent, PhrasingContent } from "mdast";
import type { Extension } from "mdast-util-from-markdown";

/** A line of opening and closing tags, as typed. */
export interface NotionTags extends Literal {
  type: "notionTags";
}

/** A leaf tag on its line: what precedes its text, as typed, and the text. */
export interface NotionLeaf extends Parent {
  type: "notionLeaf";
  start: string;
  children: PhrasingContent[];
}

/** An attribute comment on its own line, as typed. */
export interface NotionAttributes extends Literal {
  type: "notionAttributes";
}

/** A tag, an attribute comment or an `<equation>` within text, as typed. */
export interface NotionInline extends Literal {
  type: "notionInline";
}

/** `:name:`, as typed. */
export interface NotionEmoji extends Literal {
  type: "notionEmoji";
}

/** `$…$`; the source between the dollars. */
export interface NotionMath extends Literal {
  type: "notionMath";
}

declare module "mdast" {
  interface RootContentMap {
    notionTags: NotionTags;
    notionLeaf: NotionLeaf;
    notionAttributes: NotionAttributes;
    notionInline: NotionInline;
    notionEmoji: NotionEmoji;
    notionMath: NotionMath;
  }
  interface PhrasingContentMap {
    notionInline: NotionInline;
    notionEmoji: NotionEmoji;
    notionMath: NotionMath;
  }
}

export function notionFromMarkdown(): Extension {
  return {
    canContainEols: ["notionLeaf"],
    enter: {
      notionTags(token) {
        this.enter({ type: "notionTags", value: this.sliceSerialize(token) }, token);
      },
      notionAttributes(token) {
        this.enter({ type: "notionAttributes", value: this.sliceSerialize(token) }, token);
      },
      notionLeaf(token) {
        this.enter({ type: "notionLeaf", start: "", children: [] }, token);
      },
      notionLeafStart(token) {
        const leaf = this.stack.at(-1) as Nodes;
        if (leaf.type === "notionLeaf") leaf.start = this.sliceSerialize(token);
      },
      notionInline(token) {
        this.enter({ type: "notionInline", value: this.sliceSerialize(token) }, token);
      },
      notionEmoji(token) {
        this.enter({ type: "notionEmoji", value: this.sliceSerialize(token) }, token);
      },
      notionMath(token) {
        this.enter({ type: "notionMath", value: "" }, token);
        this.buffer();
      },
      notionMathData(token) {
        this.config.enter["data"]?.call(this, token);
      },
    },
    exit: {
      notionTags(token) {
        this.exit(token);
      },
      notionAttributes(token) {
        this.exit(token);
      },
      notionLeaf(token) {
        this.exit(token);
      },
      notionInline(token) {
        this.exit(token);
      },
      notionEmoji(token) {
        this.exit(token);
      },
      notionMathData(token) {
        this.config.exit["data"]?.call(this, token);
      },
      notionMath(token) {
        const value = this.resume();
        const node = this.stack.at(-1) as Nodes;
        if (node.type === "notionMath") node.value = value;
        this.exit(token);
      },
    },
  };
}
