/**
 * What a row loses where it goes: values of properties that its new place does not have.
 */
import type { Note } from "../../converters/context.ts";
import type { Mirror } from "../../src/mirror/mirror.ts";
import { emptyValue, isWritable } from "../../src/notion/properties.ts";
import type { Page, PropertyValue } from "../../src/notion/types.ts";
import type { MovedPage } from "../local/structure.ts";
import { sameValue } from "../plan/properties.ts";

type Goal = MovedPage["parent"];

/** As far as the schema there tells: what has its name and its type there may come along. */
export function willLeaveBehind(
  mirror: Pick<Mirror, "databases">,
  page: Page,
  goal: Goal,
): readonly Note[] {
  if (goal === null) return [];
  const schema =
    goal.kind === "source" ? mirror.databases.dataSource(goal.id)?.dataSource.properties : {};
  // Of a data source that is not known yet nobody can tell.
  if (schema === undefined) return [];
  return noteOf(
    lost(page, (name, { type }) => Object.hasOwn(schema, name) && schema[name]?.type === type),
    goal,
  );
}

/** What Notion's answer to the move does not show any more. */
export const leftBehind = (before: Page, after: Page, goal: Goal): readonly Note[] =>
  noteOf(
    lost(before, (name, { type }) => {
      const now = after.properties[name];
      return now?.type === type && !sameValue(now, emptyValue(type));
    }),
    goal,
  );

/** What is computed is no loss: it is computed anew. */
const lost = (
  page: Page,
  isThere: (name: string, value: PropertyValue) => boolean,
): readonly string[] =>
  Object.entries(page.properties).flatMap(([name, value]) =>
    value.type === "title" ||
    !isWritable(value.type) ||
    sameValue(value, emptyValue(value.type)) ||
    isThere(name, value)
      ? []
      : [name],
  );

function noteOf(lost: readonly string[], goal: Goal): readonly Note[] {
  if (lost.length === 0) return [];
  const place = goal?.kind === "source" ? "the database that it goes to" : "a page below a page";
  const values = lost.length === 1 ? "this value, which stays" : "these values, which stay";
  const message = `${lost.join(", ")}: ${place} has no place for ${values} in the history (notion-mirror log)`;
  return [{ kind: "warning", code: "left_behind", message }];
}
