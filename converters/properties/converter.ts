/**
 * What a converter of one property type is: both directions side by side, and what it may ask.
 */
import type { ValueType } from "../../src/notion/properties.ts";
import type {
  PropertySchema,
  PropertyValue,
  PropertyValueRequest,
} from "../../src/notion/types.ts";
import type { Context, Note } from "../context.ts";
import { shown, type YamlValue } from "../front-matter/values.ts";
import type { Printed } from "../front-matter/write.ts";

export interface PropertyEnv {
  readonly context: Context;
  /** The property's own schema, where it is known. */
  readonly schema?: PropertySchema | undefined;
  /** A select or multi-select option that the schema does not have is made (`--allow-new-options`). */
  readonly allowNewOptions: boolean;
}

/** Why a value was not understood; `at` is an offset in the file. */
export interface Problem {
  readonly code: string;
  /** Ends the sentence that begins with the key and the value seen. */
  readonly message: string;
  readonly at: number;
  readonly kind: Note["kind"];
}

/** `value: null`: nothing to send, and nothing wrong (a state that Notion alone sets). */
export interface Reading {
  readonly value: PropertyValueRequest | null;
  readonly problems: readonly Problem[];
}

export type ValueOf<T extends ValueType> = Extract<PropertyValue, { type: T }>;

export interface EditableProperty<T extends ValueType> {
  readonly kind: "editable";
  /** `null` for an empty value: its key is left out. */
  readonly print: (value: ValueOf<T>, env: PropertyEnv) => Printed | null;
  readonly read: (value: YamlValue, env: PropertyEnv) => Reading;
}

export interface ComputedProperty<T extends ValueType> {
  readonly kind: "computed";
  readonly print: (value: ValueOf<T>, env: PropertyEnv) => Printed | null;
}

export const read = (value: PropertyValueRequest): Reading => ({ value, problems: [] });

/** `accepted` says what would do, as the end of a sentence. */
export const refuse = (value: YamlValue, code: string, accepted: string): Reading => ({
  value: null,
  problems: [problem(value, code, accepted)],
});

export const problem = (value: YamlValue, code: string, accepted: string): Problem => ({
  code,
  message: `${shown(value)} ${accepted}`,
  at: value.at,
  kind: "error",
});

/** Nothing, or the plain words that other tools write for it. */
export const isNothing = (value: YamlValue): boolean =>
  value.kind === "nothing" ||
  (value.kind === "text" && value.plain && /^(?:null|~)$/i.test(value.text)) ||
  (value.kind === "text" && value.text.trim() === "");

/** The values of a list, whether written as one, as one value, or as nothing. */
export const itemsOf = (value: YamlValue): readonly YamlValue[] => {
  if (value.kind === "list") return value.items.filter((item) => !isNothing(item));
  return isNothing(value) ? [] : [value];
};

/** The parts of `a, b, c` as values of their own; the whole where there is no comma. */
export function splitAtCommas(
  value: YamlValue & { kind: "text" },
): readonly (YamlValue & { kind: "text" })[] {
  const parts: (YamlValue & { kind: "text" })[] = [];
  let at = 0;
  for (const part of value.text.split(",")) {
    const text = part.trim();
    const lead = part.length - part.trimStart().length;
    if (text !== "") parts.push({ ...value, text, at: value.at + at + lead });
    at += part.length + 1;
  }
  return parts;
}
