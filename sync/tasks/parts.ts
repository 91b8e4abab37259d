/**
 * What tasks are planned with, read from the mirror once a round.
 */
import { readPageFrontMatter } from "../../converters/page/read.ts";
import type { View } from "../arrange/view.ts";
import { contextsOf } from "../local/context.ts";
import type { NewPage } from "../local/structure.ts";
import { textOf } from "../local/text.ts";
import { noneUnmade, type UnmadePages, unmadeOf } from "../local/unmade.ts";
import { filesOf, policiesOf } from "../run/policies.ts";
import type { Run } from "../run/run.ts";
import type { TaskParts } from "./task.ts";

/** What tasks are planned with: people, emojis and the homes of all pages among it. */
export function taskParts(run: Run, { atlas, before, seen, structure, unmade }: View): TaskParts {
  const { mirror, settings } = run.parts;
  const policies = policiesOf(mirror, settings);
  return {
    mirror,
    settings,
    contextFor: contextsOf(
      mirror,
      atlas,
      before,
      filesOf(mirror, settings, atlas),
      unmade,
      seen.changed,
    ),
    unmade,
    parents: new Set(
      structure.created.flatMap(({ home }) => (home.kind === "page" ? [home.id] : [])),
    ),
    makesFile: (id) => policies.makesFile(atlas, id),
    pushes: run.pushes,
    pulls: run.pulls,
    force: run.options.force === true,
    resolve: new Map(
      Object.entries(run.options.resolve ?? {}).map(([id, said]) => [
        id,
        typeof said === "string" ? { how: said, keys: null } : said,
      ]),
    ),
  };
}

/** New files as links see them. */
export function unmadeIn({
  structure,
  adopting,
}: Pick<View, "structure" | "adopting">): UnmadePages {
  const { created } = structure;
  if (created.length === 0) return noneUnmade;
  return unmadeOf(created, new Map([...adopting].map(([id, path]) => [path, id])), titleOfNew);
}

const titleOfNew = ({ file, title }: NewPage): string =>
  readPageFrontMatter(textOf(file.bytes)).title ?? title;
