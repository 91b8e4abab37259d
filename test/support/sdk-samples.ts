/**
 * Random requests of the form that the SDK's types allow, and small damages to them, from a seed.
 *
 * Strings whose form the types do not tell (ids, dates, addresses) are made well-formed by their names.
 */
import { type SdkEndpoint, sdkEndpoints } from "./sdk-endpoints.ts";
import { sdkSchema } from "./sdk-schema.ts";

export interface Chance {
  /** A number in [0, 1). */
  next(): number;
}

export interface Sample {
  readonly endpoint: SdkEndpoint;
  /** What the SDK's method takes: path, query and body in one object. */
  readonly args: Readonly<Record<string, unknown>>;
}

interface Shape {
  readonly $ref?: string;
  readonly anyOf?: readonly Shape[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Shape | boolean;
  readonly items?: Shape;
}

/** Endpoints whose request is JSON and has something to it. */
export const sampledEndpoints = sdkEndpoints.filter(
  ({ name }) => name !== "GetSelf" && name !== "SendFileUpload",
);

export function sample(chance: Chance): Sample {
  const endpoint = pick(chance, sampledEndpoints);
  const shape: Shape = { $ref: `#/definitions/${endpoint.name}Parameters` };
  return { endpoint, args: draw(shape, chance, "", "", 0) as Readonly<Record<string, unknown>> };
}

const below = (chance: Chance, limit: number): number => Math.floor(chance.next() * limit);

export function pick<T>(chance: Chance, items: readonly T[]): T {
  const item = items[below(chance, items.length)];
  if (item === undefined) throw new RangeError("Can't pick from an empty list");
  return item;
}

/** @param key the key that the value stands under; @param type the SDK's name of its type */
function draw(shape: Shape, chance: Chance, key: string, type: string, depth: number): unknown {
  if (shape.$ref !== undefined) {
    const name = decodeURIComponent(shape.$ref.replace("#/definitions/", ""));
    return draw(definition(shape.$ref), chance, key, name, depth);
  }
  if (shape.anyOf !== undefined) return draw(pick(chance, shape.anyOf), chance, key, type, depth);
  if ("const" in shape) return shape.const;
  if (shape.enum !== undefined) return pick(chance, shape.enum);
  const kind = typeof shape.type === "string" ? shape.type : pick(chance, shape.type ?? ["null"]);
  switch (kind) {
    case "object":
      return drawObject(shape, chance, depth);
    case "array":
      return Array.from({ length: 1 + below(chance, depth > 3 ? 1 : 3) }, () =>
        draw(shape.items ?? {}, chance, key, type, depth + 1),
      );
    case "string":
      return drawString(chance, key, type);
    case "number":
      return 32 + below(chance, 60);
    case "boolean":
      return chance.next() < 0.5;
    default:
      return null;
  }
}

function definition(ref: string): Shape {
  const name = ref.replace("#/definitions/", "");
  const { definitions } = sdkSchema();
  return (definitions[name] ?? definitions[decodeURIComponent(name)] ?? {}) as Shape;
}

function drawObject(shape: Shape, chance: Chance, depth: number): unknown {
  const value: Record<string, unknown> = {};
  const optionalShare = depth === 0 ? 0.5 : 0.5 / depth;
  for (const [key, inner] of Object.entries(shape.properties ?? {})) {
    const wanted = shape.required?.includes(key) || chance.next() < optionalShare;
    if (wanted && !isNever(inner)) value[key] = draw(inner, chance, key, "", depth + 1);
  }
  const { additionalProperties: others } = shape;
  if (typeof others === "object" && !isNever(others)) {
    for (const name of ["Alpha", "Beta gamma"].slice(0, 1 + below(chance, 2))) {
      value[name] = draw(others, chance, name, "", depth + 1);
    }
  }
  return value;
}

const isNever = (shape: Shape): boolean => "not" in shape;

const hex = (chance: Chance, length: number): string =>
  Array.from({ length }, () => below(chance, 16).toString(16)).join("");

export const randomUuid = (chance: Chance): string =>
  `${hex(chance, 8)}-${hex(chance, 4)}-4${hex(chance, 3)}-a${hex(chance, 3)}-${hex(chance, 12)}`;

function drawString(chance: Chance, key: string, type: string): string {
  if (type === "IdRequest" || key === "id" || key === "start_cursor") return randomUuid(chance);
  if (type === "DateOrRelativeDate" || key === "start" || key === "end" || key.endsWith("_date")) {
    return pick(chance, ["2026-11-20", "2026-11-20T09:30:00Z", "2026-11-20T09:30:00.000+01:00"]);
  }
  if (key.endsWith("url")) return "https://example.com/a.png";
  if (type === "EmojiRequest") return "📚";
  return pick(chance, ["alpha", "beta gamma", "δ"]);
}

/** Where in a request something was damaged: keys and indices from the outermost in. */
export type Location = readonly (string | number)[];

export interface Damage {
  readonly args: unknown;
  readonly at: Location;
  readonly how: "removed" | "replaced" | "added";
}

const wrong: readonly unknown[] = [null, 12_345, true, "zzz", {}, [], { zzz: 1 }, ["zzz"]];

/** Changes one place: takes a key away, puts a value of another kind there, or adds a key nobody knows. */
export function damage({ args }: Sample, chance: Chance): Damage {
  const at = pick(chance, placesIn(args, []));
  const value = valueAt(args, at);
  const how = at.length === 0 ? "added" : pick(chance, ["removed", "replaced", "added"] as const);
  if (how === "added" && isObject(value)) {
    const inside = [...at, "zzz_unknown"];
    return { args: changed(args, inside, () => 1), at: inside, how };
  }
  if (how === "removed" && typeof at.at(-1) === "string") {
    return { args: changed(args, at, undefined), at, how };
  }
  // A string for a string, or a number for a number, is damage of a kind that the types don't know.
  const others = wrong.filter((one) => kindOf(one) !== kindOf(value));
  const other = pick(chance, others);
  return { args: changed(args, at, () => other), at, how: "replaced" };
}

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? "array" : value === null ? "null" : typeof value;

function placesIn(value: unknown, at: Location): readonly Location[] {
  const inner = Array.isArray(value)
    ? value.map((item, index) => [index, item] as const)
    : isObject(value)
      ? Object.entries(value)
      : [];
  return [at, ...inner.flatMap(([key, item]) => placesIn(item, [...at, key]))];
}

function valueAt(value: unknown, at: Location): unknown {
  return at.reduce<unknown>((held, key) => (held as Record<string | number, unknown>)[key], value);
}

/** A copy in which one place is what `make` makes, or is gone where there is no `make`. */
function changed(value: unknown, at: Location, make: (() => unknown) | undefined): unknown {
  const copy = structuredClone(value) as Record<string | number, unknown>;
  const key = at.at(-1) ?? "";
  const holder = valueAt(copy, at.slice(0, -1)) as Record<string | number, unknown>;
  if (make === undefined) delete holder[key];
  else holder[key] = make();
  return copy;
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
