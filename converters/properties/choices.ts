/**
 * number, checkbox, select, multi_select, status: one of a set of values, or several.
 *
 * Options are named exactly or, where only one fits, without regard to case. They are sent with their id
 * too, so that an option renamed in Notion meanwhile is not made anew.
 */
import type { PropertySchema } from "../../src/notion/types.ts";
import type { YamlValue } from "../front-matter/values.ts";
import {
  type EditableProperty,
  isNothing,
  itemsOf,
  type Problem,
  type PropertyEnv,
  problem,
  read,
  refuse,
  splitAtCommas,
} from "./converter.ts";

export const number = {
  kind: "editable",
  print: (value) => (value.number === null ? null : printNumber(value.number)),
  read: (value) => {
    if (isNothing(value)) return read({ number: null });
    const parsed = value.kind === "text" ? readNumber(value.text) : null;
    if (parsed === null)
      return refuse(value, "not_number", "is not a number: write 42, 3.10, 1e6 or 12%");
    if (!parsed.exact)
      return refuse(value, "number_precision", "has more digits than Notion keeps (about 16)");
    return read({ number: parsed.value });
  },
} satisfies EditableProperty<"number">;

const printNumber = (value: number): number => (Object.is(value, -0) ? 0 : value);

function readNumber(text: string): { value: number; exact: boolean } | null {
  const match = /^([-+]?)((?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)( ?%)?$/.exec(text.trim());
  if (match?.[2] === undefined) return null;
  const digits = match[2].replaceAll("_", "");
  const value = Number(match[3] === undefined ? digits : `${digits}e-2`);
  if (!Number.isFinite(value)) return null;
  // Fifteen digits always fit; more only where they are the ones that the number is printed with.
  const typed = significant(digits);
  const exact = typed.length <= 15 || typed === significant(String(value));
  return { value: match[1] === "-" && value !== 0 ? -value : value, exact };
}

const significant = (digits: string): string =>
  digits
    .replace(/[eE].*$/, "")
    .replace(".", "")
    .replace(/^0+|0+$/g, "");

export const checkbox = {
  kind: "editable",
  print: (value) => value.checkbox,
  read: (value) => {
    if (isNothing(value)) return read({ checkbox: false });
    const word = value.kind === "text" ? value.text.trim().toLowerCase() : "";
    if (/^(?:true|yes|on|y|x|1|✓|✔|☑|\[x\])$/.test(word)) return read({ checkbox: true });
    if (/^(?:false|no|off|n|0|☐|\[ ?\])$/.test(word)) return read({ checkbox: false });
    return refuse(value, "not_checkbox", "is neither true nor false");
  },
} satisfies EditableProperty<"checkbox">;

export const select = {
  kind: "editable",
  print: (value) => value.select?.name ?? null,
  read: (value, env) => {
    const chosen = choose(value, env, env.allowNewOptions);
    return chosen.problem !== undefined
      ? { value: null, problems: [chosen.problem] }
      : read({ select: chosen.option });
  },
} satisfies EditableProperty<"select">;

export const status = {
  kind: "editable",
  print: (value) => value.status?.name ?? null,
  read: (value, env) => {
    // The API takes no new option of a status, whatever the command line says.
    const chosen = choose(value, env, false);
    return chosen.problem !== undefined
      ? { value: null, problems: [chosen.problem] }
      : read({ status: chosen.option });
  },
} satisfies EditableProperty<"status">;

export const multiSelect = {
  kind: "editable",
  print: (value) =>
    value.multi_select.length === 0 ? null : value.multi_select.map((option) => option.name),
  read: (value, env) => {
    const items = itemsOf(value).flatMap((item): readonly YamlValue[] =>
      item.kind === "text" ? splitAtCommas(item) : [item],
    );
    const problems: Problem[] = [];
    const chosen = new Map<string, Option>();
    for (const item of items) {
      const { option, problem: found } = choose(item, env, env.allowNewOptions);
      if (found !== undefined) problems.push(found);
      else if (option !== null) chosen.set(option.name, option);
    }
    if (problems.length > 0) return { value: null, problems };
    return read({ multi_select: [...chosen.values()] });
  },
} satisfies EditableProperty<"multi_select">;

interface Option {
  readonly name: string;
  readonly id: string;
}

type Choice =
  | { readonly option: Option | null; readonly problem?: undefined }
  | { readonly option: null; readonly problem: Problem };

function choose(value: YamlValue, env: PropertyEnv, allowNew: boolean): Choice {
  const options = optionsOf(env.schema);
  const given = value.kind === "list" && value.items.length === 1 ? value.items[0] : value;
  if (given?.kind !== "text") {
    if (given === undefined || isNothing(given)) return { option: null };
    return { option: null, problem: problem(given, "not_option", "is not the name of one option") };
  }
  const name = given.text.trim();
  const found = options === null ? undefined : named(options, name);
  if (found !== undefined) return { option: found };
  if (isNothing(given)) return { option: null };
  if (name.includes(",")) {
    const accepted = "is no option: the name of an option has no comma";
    return { option: null, problem: problem(given, "unknown_option", accepted) };
  }
  // Without the schema nobody can tell what is known: the name is passed on.
  if (options === null || allowNew) return { option: { name } as Option };
  const known = options.map((option) => JSON.stringify(option.name)).join(", ");
  const accepted = known === "" ? "is no option: there is none yet" : `is no option: ${known} are`;
  return { option: null, problem: problem(given, "unknown_option", accepted) };
}

function named(options: readonly Option[], name: string): Option | undefined {
  const exact = options.find((option) => option.name === name);
  if (exact !== undefined) return exact;
  const folded = name.normalize("NFC").toLowerCase();
  const close = options.filter((option) => option.name.normalize("NFC").toLowerCase() === folded);
  return close.length === 1 ? close[0] : undefined;
}

/** `null`: not known, as when a row's own values are all that tells of its schema. */
function optionsOf(schema: PropertySchema | undefined): readonly Option[] | null {
  if (schema === undefined) return null;
  const config = (schema as unknown as Readonly<Record<string, unknown>>)[schema.type];
  const options = (config as { readonly options?: readonly Option[] } | undefined)?.options;
  return options?.map(({ id, name }) => ({ id, name })) ?? null;
}
