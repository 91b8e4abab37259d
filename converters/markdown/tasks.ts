/**
 * The box of a to-do → `checked` of its list item.
 *
 * The tokenizer also takes the box of a paragraph that follows an empty list item for one; that is text.
 */
import type { Extension } from "mdast-util-from-markdown";
import { gfmTaskListItemFromMarkdown } from "mdast-util-gfm-task-list-item";

export function tasksFromMarkdown(): Extension {
  const { paragraph } = gfmTaskListItemFromMarkdown().exit ?? {};
  return {
    exit: {
      ...(paragraph === undefined ? {} : { paragraph }),
      taskListCheck(token) {
        const [parent, node] = this.stack.slice(-2);
        const source = this.sliceSerialize(token);
        if (parent?.type === "listItem") {
          parent.checked = /x/i.test(source);
        } else if (node?.type === "paragraph") {
          const { start, end } = token;
          const at = ({ line, column, offset }: typeof start) => ({ line, column, offset });
          node.children.push({
            type: "text",
            value: source,
            position: { start: at(start), end: at(end) },
          });
        }
      },
    },
  };
}
