/**
 * A watching engine in virtual time, over one page that has been quiet for an hour, for counting what saves cost.
 */
import { renameSync } from "node:fs";
import { join } from "node:path";
import type { LoggedRequest } from "../../../fixtures/index.ts";
import { ask, ok } from "../../fixtures/support/ask.ts";
import { type Engine, engine } from "../../support/app.ts";
import { counted } from "../../support/counted-files.ts";
import { type VirtualClock, virtualClock } from "../../support/virtual-clock.ts";
import { loadAll, watching } from "./watching.ts";

export interface Watched extends Engine {
  readonly time: VirtualClock;
  /** Id of the page. */
  readonly page: string;
  /** Saves the page as an editor does, and lets the watcher hint at it. */
  change(edit: (text: string) => string): void;
  /** Gives its file another name. */
  rename(title: string): void;
}

const textual = (type: string, text: string, more: object = {}) => ({
  type,
  [type]: { rich_text: [{ type: "text", text: { content: text } }], ...more },
});

/** A task, then paragraphs: `Line 1.`, `Line 2.`… */
export const flat = (size: number) =>
  Array.from({ length: size }, (_, n) =>
    n === 0 ? textual("to_do", "Line 0.", { checked: false }) : textual("paragraph", `Line ${n}.`),
  );

/** A task, then sections of five: an item `Line 5.` with four below it, `Line 6.`… */
export const nested = (size: number) => [
  textual("to_do", "Line 0.", { checked: false }),
  ...Array.from({ length: Math.ceil((size - 1) / 5) }, (_, section) => {
    const from = 1 + section * 5;
    const below = Array.from({ length: Math.min(4, size - 1 - from) }, (_, n) =>
      textual("bulleted_list_item", `Line ${from + 1 + n}.`),
    );
    return textual(
      "bulleted_list_item",
      `Line ${from}.`,
      below.length > 0 ? { children: below } : {},
    );
  }),
];

/** `Start/Long.md`, or the row `Start/Tasks/Long.md` with a property `Done`. */
export async function watched(children: readonly object[], row = false): Promise<Watched> {
  await loadAll();
  const { files, busy } = counted();
  const time = virtualClock(undefined, busy);
  const made = await engine({ workspace: "empty", clock: time, files });
  const { notion, folder } = made;
  const [root = ""] = notion.world.roots;
  const page = notion.app.createPage({
    parent: row ? await addDatabase(made, root) : root,
    title: "Long",
    children: children as never,
  });
  await time.run(made.sync());
  // The first push of a vault asks who we are.
  made.save("Start.md", `${folder.read("Start.md")}\nA line.\n`);
  await time.run(made.sync());
  await time.advance(3_600_000);
  await time.run(made.sync());
  const { hint, save } = watching(made, time);
  await time.advance(31 * 60_000);
  notion.clearRequests();
  const path = row ? "Start/Tasks/Long.md" : "Start/Long.md";
  return {
    ...made,
    time,
    page,
    change: (edit) => save(path, edit),
    rename: (title) => {
      const to = path.replace("Long.md", `${title}.md`);
      renameSync(join(folder.path, path), join(folder.path, to));
      hint(path);
      hint(to);
    },
  };
}

async function addDatabase({ notion }: Engine, parent: string): Promise<string> {
  const made = ok(
    await ask(notion, "POST", "/databases", {
      parent: { type: "page_id", page_id: parent },
      title: [{ text: { content: "Tasks" } }],
      initial_data_source: { properties: { Name: { title: {} }, Done: { checkbox: {} } } },
    }),
  );
  const [source] = made["data_sources"] as readonly { readonly id: string }[];
  return source?.id ?? "";
}

/** A request without the ids in it: `GET the page`, `GET a list`, `PATCH a block`. */
export function named(page: string): (request: LoggedRequest) => string {
  return ({ method, path }) => {
    const [place = ""] = path.replace("/v1/", "").split("?");
    const [kind, id, more] = place.split("/");
    if (kind === "pages")
      return `${method} ${id === page ? "the page" : "another page"}${more === undefined ? "" : ` ${more}`}`;
    if (kind === "blocks" && more === "children") return `${method} a list`;
    return kind === "blocks" ? `${method} a block` : `${method} ${place}`;
  };
}
