/**
 * What happened to a vault and its Notion since they were last equal: what one run has to carry over.
 */
import { dirname } from "node:path";
import type { MemoryFiles } from "../../../support/memory-files.ts";
import { root, type TokenKind, type World } from "./world.ts";

export interface Scenario {
  readonly name: string;
  readonly happens: (hand: Hand) => void;
  /** Default: both. */
  readonly kinds?: readonly TokenKind[];
  /** What is at the top of a workspace only search shows: it is waited for, over several runs. */
  readonly waits?: true;
  /** Writes of a run that nothing goes wrong with. */
  readonly writes: number;
  /** Which of the pages and blocks that are there get a new time of editing, by name, sorted. */
  readonly touches: readonly string[];
}

/** What a person does, here and in Notion. */
export interface Hand extends Pick<World, "ids"> {
  readonly app: World["notion"]["app"];
  /** Replaces `from`, which must be there, once. */
  edit(path: string, from: string, to: string): void;
  save(path: string, text: string): void;
  read(path: string): string;
  remove(path: string): void;
  move(from: string, to: string): void;
}

export function handOf({ ids, notion, disk }: World): Hand {
  const at = (path: string) => `${root}/${path}`;
  let saves = 1_000_000;
  const save = (path: string, text: string) => disk.save(at(path), text, ++saves);
  const read = (path: string) => disk.text(at(path));
  return {
    ids,
    app: notion.app,
    save,
    read,
    edit: (path, from, to) => {
      const text = read(path);
      if (!text.includes(from)) throw new Error(`${path} does not hold ${JSON.stringify(from)}`);
      save(path, text.replace(from, to));
    },
    remove: (path) => now(disk.remove(at(path))),
    move: (from, to) => {
      now(disk.makeFolder(dirname(at(to))));
      now(disk.rename(at(from), at(to)));
    },
  };
}

/** The disk in memory does at once what it promises. */
const now = (done: ReturnType<MemoryFiles["remove"]>): void => {
  done.catch((error: unknown) => {
    throw error;
  });
};

const lines = (count: number, word: string): string =>
  Array.from({ length: count }, (_, i) => `${word} ${i + 1}.\n\n`).join("");

export const scenarios: readonly Scenario[] = [
  {
    name: "words, a tick and a line three levels in",
    writes: 3,
    touches: ["Guide", "Guide 2.", "Inner 2.", "Tick me"],
    happens: ({ edit }) => {
      edit("Start/Guide.md", "Guide 2.", "Guide **two**.");
      edit("Start/Guide.md", "[ ] Tick me", "[x] Tick me");
      edit("Start/Guide.md", "Inner 2.", "Inner two.");
    },
  },
  {
    name: "250 paragraphs at one place",
    writes: 3,
    touches: ["Guide"],
    happens: ({ edit }) =>
      edit("Start/Guide.md", "Guide 5.\n", `Guide 5.\n\n${lines(250, "Line")}`),
  },
  {
    name: "a paragraph moved, and one taken out",
    writes: 3,
    touches: ["Note 1.", "Note 4.", "Notes"],
    happens: ({ edit }) => {
      edit("Start/Notes.md", "Note 1.\n\n", "");
      edit("Start/Notes.md", "Note 3.\n", "Note 3.\n\nNote 1.\n");
      edit("Start/Notes.md", "\nNote 4.\n", "");
    },
  },
  {
    name: "another type, and a list four levels deep",
    writes: 4,
    touches: ["Note 2.", "Notes"],
    happens: ({ edit }) => {
      edit("Start/Notes.md", "Note 2.", "## Note 2.");
      edit("Start/Notes.md", "Note 4.\n", "Note 4.\n\n- a\n  - b\n    - c\n      - d\n");
    },
  },
  {
    name: "blocks exchanged around a child page",
    writes: 4,
    touches: ["Guide", "Guide 2.", "Guide 5."],
    happens: ({ edit }) => {
      edit("Start/Guide.md", "Guide 2.", "Guide X.");
      edit("Start/Guide.md", "Guide 5.", "Guide 2.");
      edit("Start/Guide.md", "Guide X.", "Guide 5.");
    },
  },
  {
    name: "a new file with new files below it",
    writes: 5,
    touches: ["Start"],
    happens: ({ save }) => {
      save("Start/New.md", `# New\n\n${lines(130, "Line")}- a\n  - b\n    - c\n      - d\n`);
      save("Start/New/Deep.md", "See [New](../New.md) and [Guide](../Guide.md).\n");
      save("Start/New/Deep/Deeper.md", "");
    },
  },
  {
    name: "new files that lead to each other, from above too",
    writes: 6,
    touches: ["Note 2.", "Notes", "Start"],
    happens: ({ save, edit }) => {
      save("Start/Index.md", "One: [One](Index/One.md).\n\n[Two](Two.md)\n\n[One](Index/One.md)\n");
      save("Start/Index/One.md", "Up to [the index](../Index.md), over to [Two](../Two.md).\n");
      save("Start/Two.md", "Back to [One](Index/One.md).\n");
      edit("Start/Notes.md", "Note 2.", "Note 2, as in [Two](Two.md).");
    },
  },
  {
    name: "links to nothing, in an edit and in new files",
    writes: 4,
    touches: ["Note 2.", "Note 3.", "Notes"],
    happens: ({ save, edit }) => {
      edit("Start/Notes.md", "Note 2.", "Note 2, as in [a plan](plan.md) and [above](#top).");
      edit("Start/Notes.md", "Note 3.", "Note 3 of [Sixth](Notes/Sixth.md).");
      save("Start/Notes/Sixth.md", "Of [Notes](../Notes.md) and [nothing](./nothing.md).\n");
    },
  },
  {
    name: "a new file that the page above leads to",
    writes: 3,
    touches: ["Notes"],
    happens: ({ save, edit }) => {
      edit("Start/Notes.md", "Note 4.\n", "Note 4.\n\nMore in [Fifth](Notes/Fifth.md).\n");
      save("Start/Notes/Fifth.md", "Of [Notes](../Notes.md).\n");
    },
  },
  {
    name: "a new file in the folder of a page that is renamed in Notion",
    writes: 2,
    touches: ["Guide"],
    happens: ({ save, app, ids }) => {
      save("Start/Guide/New.md", "Beside [Part](Part.md).\n");
      save("Start/Guide/New/Deep.md", "Deep text.\n");
      app.rename(ids["Guide"] ?? "", "Handbook");
    },
  },
  {
    name: "two new rows of one title",
    writes: 2,
    touches: [],
    happens: ({ save }) => {
      save("Start/Tasks/Paint.md", "---\nCount: 7\nStage: Closed\n---\n\nIn white.\n");
      save("Start/Tasks/Paint it.md", "---\ntitle: Paint\nDone: true\n---\n");
    },
  },
  {
    name: "properties, the title and the text of a row",
    writes: 2,
    touches: ["Buy", "Text of Buy."],
    happens: ({ edit }) => {
      edit("Start/Tasks/Buy.md", "Stage: Open", "Stage: Closed\nDue: 2026-12-24");
      edit("Start/Tasks/Buy.md", "Count: 1", "Count: 12\ntitle: Buy more");
      edit("Start/Tasks/Buy.md", "Text of Buy.", "Text of a row.");
    },
  },
  {
    name: "a renamed file with its folder",
    writes: 1,
    touches: ["Guide"],
    happens: ({ move }) => {
      move("Start/Guide.md", "Start/Manual.md");
      move("Start/Guide", "Start/Manual");
    },
  },
  {
    name: "a moved file, edited on the way",
    writes: 2,
    touches: ["Note 2.", "Notes"],
    happens: ({ move, edit }) => {
      move("Start/Notes.md", "Start/Target/Notes.md");
      edit("Start/Target/Notes.md", "Note 2.", "Note two.");
    },
  },
  {
    name: "a file moved under a new page",
    writes: 2,
    touches: ["Start"],
    happens: ({ move, save }) => {
      save("Start/Shelf.md", "A shelf.\n");
      move("Start/Notes.md", "Start/Shelf/Notes.md");
    },
  },
  {
    name: "a deleted file",
    writes: 1,
    touches: ["Doomed"],
    happens: ({ remove }) => remove("Start/Doomed.md"),
  },
  {
    name: "a deleted file with another below it, which is edited in Notion, and one that nobody misses",
    writes: 1,
    touches: ["Doomed"],
    happens: ({ app, remove, ids }) => {
      remove("Start/Guide.md");
      remove("Start/Guide/Part.md");
      remove("Start/Doomed.md");
      app.editText(ids["Text of Part."] ?? "", "Text that somebody needs.");
    },
  },
  {
    name: "a deleted file with another below it",
    writes: 1,
    touches: ["Guide"],
    happens: ({ remove }) => {
      remove("Start/Guide.md");
      remove("Start/Guide/Part.md");
    },
  },
  {
    name: "a copied file",
    writes: 1,
    touches: ["Start"],
    happens: ({ save, read }) => save("Start/Notes copy.md", read("Start/Notes.md")),
  },
  {
    name: "a title and an icon",
    writes: 1,
    touches: ["Target"],
    happens: ({ edit, ids }) =>
      edit(
        "Start/Target.md",
        `notion_id: ${ids["Target"]}\n`,
        `notion_id: ${ids["Target"]}\ntitle: Goal\nicon: 🎯\n`,
      ),
  },
  {
    name: "an edit beside a conflict",
    writes: 1,
    touches: ["Note 4.", "Notes"],
    happens: ({ app, edit, ids }) => {
      app.editText(ids["Note 2."] ?? "", "Note 2, theirs.");
      edit("Start/Notes.md", "Note 2.", "Note 2, ours.");
      edit("Start/Notes.md", "Note 4.", "Note four.");
    },
  },
  {
    name: "both sides at once, on one page and on others",
    writes: 4,
    touches: ["Guide", "Guide 6.", "Note 3.", "Notes", "Sell", "Target"],
    happens: ({ app, edit, save, move, ids }) => {
      app.editText(ids["Note 1."] ?? "", "Note one, theirs.");
      app.insert(ids["Notes"] ?? "", [
        { type: "paragraph", paragraph: { rich_text: [{ text: { content: "Note 5, theirs." } }] } },
      ]);
      app.rename(ids["Guide"] ?? "", "Guide, theirs");
      app.trash(ids["Doomed"] ?? "");
      app.createPage({ parent: ids["Target"] ?? "", title: "Fresh" });
      edit("Start/Notes.md", "Note 3.", "Note 3, ours.");
      edit("Start/Guide.md", "Guide 6.", "Guide 6, ours.");
      save("Start/Target/Mine.md", "Mine.\n");
      move("Start/Tasks/Sell.md", "Start/Tasks/Sell it.md");
    },
  },
  {
    name: "a new file at the top",
    kinds: ["person"],
    waits: true,
    writes: 1,
    touches: [],
    happens: ({ save }) => save("Top.md", "# Top\n\nSome words.\n"),
  },
];
