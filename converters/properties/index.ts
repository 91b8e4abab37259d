/**
 * Every property type of the API, exhaustive by type: how its values stand in front matter and how what a
 * person typed is read.
 */
import { isValueType, typeOfValue, type ValueType } from "../../src/notion/properties.ts";
import type { PropertyValue } from "../../src/notion/types.ts";
import type { YamlValue } from "../front-matter/values.ts";
import type { Printed } from "../front-matter/write.ts";
import { checkbox, multiSelect, number, select, status } from "./choices.ts";
import {
  button,
  createdBy,
  createdTime,
  formula,
  lastEditedBy,
  lastEditedTime,
  rollup,
  uniqueId,
} from "./computed.ts";
import type { ComputedProperty, EditableProperty, PropertyEnv, Reading } from "./converter.ts";
import { files, people, relation } from "./references.ts";
import { date, place, verification } from "./structured.ts";
import { email, phoneNumber, richText, title, url } from "./text.ts";

const converters = {
  title,
  rich_text: richText,
  number,
  select,
  multi_select: multiSelect,
  status,
  date,
  people,
  files,
  checkbox,
  url,
  email,
  phone_number: phoneNumber,
  relation,
  place,
  verification,
  formula,
  rollup,
  unique_id: uniqueId,
  created_time: createdTime,
  created_by: createdBy,
  last_edited_time: lastEditedTime,
  last_edited_by: lastEditedBy,
  button,
} satisfies { readonly [T in ValueType]: EditableProperty<T> | ComputedProperty<T> };

type AnyConverter = EditableProperty<ValueType> | ComputedProperty<ValueType>;

const converterOf = (type: string): AnyConverter | null =>
  isValueType(type) ? (converters[type] as unknown as AnyConverter) : null;

/** A relation that Notion gave in part: written back it would lose the rest, so it is only shown. */
export const isPartial = (value: PropertyValue): boolean =>
  typeOfValue(value) === "relation" && (value as { readonly has_more?: boolean }).has_more === true;

export interface PrintedProperty {
  readonly value: Printed;
  readonly readOnly: boolean;
}

/**
 * `null`: nothing is shown (no value, or one that changes by itself). Types that we have not met are not
 * shown. Values in their write form, which may bear no type, are shown too.
 */
export function printProperty(value: PropertyValue, env: PropertyEnv): PrintedProperty | null {
  const converter = converterOf(typeOfValue(value));
  if (converter === null) return null;
  const printed = converter.print(value as never, env);
  if (printed === null || printed === undefined) return null;
  const expired = "verification" in value && value.verification?.state === "expired";
  return { value: printed, readOnly: converter.kind === "computed" || isPartial(value) || expired };
}

/** `null` where the type is computed or not known: nothing is ever sent for it. */
export function readProperty(type: string, value: YamlValue, env: PropertyEnv): Reading | null {
  const converter = converterOf(type);
  if (converter === null || converter.kind === "computed") return null;
  if (value.kind === "alias") {
    const problem = { code: "yaml_alias", at: value.at, kind: "error" as const };
    const message = `*${value.name} is an alias: write the value itself`;
    return { value: null, problems: [{ ...problem, message }] };
  }
  return converter.read(value, env);
}

export type { PropertyEnv, Reading } from "./converter.ts";
