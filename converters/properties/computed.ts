/**
 * formula, rollup, unique_id, created and last edited: what Notion computes. Shown below a `# read-only`
 * comment, never sent.
 *
 * What changes without anyone changing the page (last edited time, signatures) is not shown at all.
 */

import { plainText } from "../../src/notion/canonical.ts";
import type { RichText } from "../../src/notion/types.ts";
import type { Printed } from "../front-matter/write.ts";
import type { ComputedProperty, PropertyEnv, ValueOf } from "./converter.ts";
import { type DateValue, printDate, printMoment } from "./dates.ts";
import { printFile } from "./hosted.ts";

const hidden = () => null;

export const formula = {
  kind: "computed",
  print: (value) => printResult(value.formula as Result),
} satisfies ComputedProperty<"formula">;

export const rollup = {
  kind: "computed",
  print: (value, env) => {
    const result = value.rollup as Result & { readonly array?: readonly Item[] };
    if (result.type !== "array") return printResult(result);
    const items = (result.array ?? []).map((item) => printItem(item, env));
    return items.length === 0 || items.includes(null) ? null : (items.flat() as Printed[]);
  },
} satisfies ComputedProperty<"rollup">;

interface Result {
  readonly type: string;
  readonly string?: string | null;
  readonly number?: number | null;
  readonly boolean?: boolean | null;
  readonly date?: DateValue | null;
}

/** `null` for no result and for kinds that the API does not give. */
function printResult(result: Result): Printed | null {
  if (result.type === "string") return result.string || null;
  if (result.type === "number") return result.number ?? null;
  if (result.type === "boolean") return result.boolean ?? null;
  if (result.type === "date") return result.date ? { raw: printDate(result.date) } : null;
  return null;
}

type Item = { readonly type: string } & Readonly<Record<string, unknown>>;

/** One value of a rolled-up list, in words; `null`: the list must not be shown, since it changes by itself. */
function printItem(item: Item, env: PropertyEnv): Printed | readonly Printed[] | null {
  const value = item[item.type];
  switch (item.type) {
    case "title":
    case "rich_text":
      return plainText(value as RichText[]);
    case "people":
    case "multi_select":
      return (value as { name?: string | null }[]).map((member) => member.name ?? "");
    case "select":
    case "status":
      return (value as { name: string } | null)?.name ?? "";
    case "relation":
      return (value as { id: string }[]).map(({ id }) => env.context.title?.(id) ?? id);
    case "files":
      return (value as Parameters<typeof printFile>[0][]).map((file) =>
        printFile(file, env.context),
      );
    case "date":
      return value === null ? "" : { raw: printDate(value as DateValue) };
    case "formula":
      return printResult(value as Result) ?? "";
    case "created_time":
      return { raw: printMoment(String(value)) };
    case "created_by":
      return (value as { name?: string | null }).name ?? "";
    case "unique_id":
      return printUniqueId(value as ValueOf<"unique_id">["unique_id"]) ?? "";
    case "number":
    case "checkbox":
    case "url":
    case "email":
    case "phone_number":
      return (value as Printed | null) ?? "";
    case "verification":
      return (value as { state: string } | null)?.state ?? "";
    case "place":
      return (value as { name?: string; address?: string } | null)?.name ?? "";
    default:
      return null;
  }
}

export const uniqueId = {
  kind: "computed",
  print: (value) => printUniqueId(value.unique_id),
} satisfies ComputedProperty<"unique_id">;

function printUniqueId(value: ValueOf<"unique_id">["unique_id"]): Printed | null {
  if (value === null || value.number === null) return null;
  return value.prefix === null ? value.number : `${value.prefix}-${value.number}`;
}

export const createdTime = {
  kind: "computed",
  print: (value) => ({ raw: printMoment(value.created_time) }),
} satisfies ComputedProperty<"created_time">;

export const createdBy = {
  kind: "computed",
  print: (value, env) => {
    const who = value.created_by as { readonly id: string; readonly name?: string | null };
    return who.name ?? env.context.user?.(who.id)?.name ?? who.id;
  },
} satisfies ComputedProperty<"created_by">;

export const lastEditedTime = {
  kind: "computed",
  print: hidden,
} satisfies ComputedProperty<"last_edited_time">;

export const lastEditedBy = {
  kind: "computed",
  print: hidden,
} satisfies ComputedProperty<"last_edited_by">;

/** A button has no value. */
export const button = { kind: "computed", print: hidden } satisfies ComputedProperty<"button">;
