/**
 * Requests and answers held against the official SDK's own types, as a JSON schema made from them.
 *
 * Making it takes seconds, so it is kept in the temporary folder, by the SDK's version.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { createGenerator } from "ts-json-schema-generator";
import { sdkEndpointOf } from "./sdk-endpoints.ts";

export interface JsonSchema {
  readonly definitions: Readonly<Record<string, unknown>>;
}

const load = createRequire(import.meta.url);

/** Violations of an outgoing request against the SDK's request types, none if it is as they say. */
export function checkRequest(method: string, path: string, body?: unknown): string[] {
  const [address = "", search = ""] = path.split(/\?(.*)/s);
  const found = sdkEndpointOf(method.toUpperCase(), address);
  if (found === null) return [`${method} ${address} is no endpoint of the SDK`];
  const sent: unknown = body ?? {};
  if (typeof sent !== "object" || Array.isArray(sent)) return ["The body is no object"];
  const args = { ...found.params, ...queryOf(new URLSearchParams(search)), ...sent };
  return violations(validatorOf(`${found.endpoint.name}Parameters`), args);
}

/** Violations of an answer against the SDK's response types. Keys that the types do not know pass. */
export function checkResponse(method: string, path: string, body: unknown): string[] {
  const found = sdkEndpointOf(method.toUpperCase(), path.split("?")[0] ?? "");
  if (found === null) return [`${method} ${path} is no endpoint of the SDK`];
  return violations(validatorOf(`${found.endpoint.name}Response`), body);
}

/** A query's text as the values that the SDK's types have for it. */
function queryOf(query: URLSearchParams): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const name of new Set(query.keys())) {
    const all = query.getAll(name);
    const [text = ""] = all;
    if (name.startsWith("filter_properties")) values["filter_properties"] = all;
    else if (name === "page_size" && /^\d+$/.test(text)) values[name] = Number(text);
    else if (text === "true" || text === "false") values[name] = text === "true";
    else values[name] = text;
  }
  return values;
}

const validators = new Map<string, ValidateFunction>();
let ajv: Ajv | undefined;

/** @param type a type that the SDK exports: `CreatePageParameters`, `GetPageResponse` */
export function validatorOf(type: string): ValidateFunction {
  let validator = validators.get(type);
  if (validator === undefined) {
    const schema = sdkSchema();
    if (schema.definitions[type] === undefined) throw new Error(`The SDK has no type ${type}`);
    ajv ??= new Ajv({ strict: false })
      .addSchema(schema, "requests")
      .addSchema(open(schema), "responses");
    const root = type.endsWith("Response") ? "responses" : "requests";
    validator = ajv.compile({ $ref: `${root}#/definitions/${type}` });
    validators.set(type, validator);
  }
  return validator;
}

function violations(validator: ValidateFunction, value: unknown): string[] {
  if (validator(value)) return [];
  const errors = validator.errors ?? [];
  // Of alternatives, those that got furthest say what is wrong.
  const depth = Math.max(...errors.map(depthOf));
  const told = errors.filter((error) => depthOf(error) === depth).map(wordsOf);
  return [...new Set(told)];
}

const depthOf = (error: ErrorObject): number => error.instancePath.split("/").length;

function wordsOf({ instancePath, message, params, keyword }: ErrorObject): string {
  const detail = keyword === "additionalProperties" ? ` (${params["additionalProperty"]})` : "";
  return `${instancePath || "/"} ${message}${detail}`;
}

let made: JsonSchema | undefined;

/** The schema of all that the SDK's endpoints take and answer. */
export function sdkSchema(): JsonSchema {
  made ??= kept() ?? make();
  return made;
}

function sdkFolder(): string {
  return dirname(load.resolve("@notionhq/client/package.json"));
}

function keptAt(): string {
  const { version } = JSON.parse(readFileSync(join(sdkFolder(), "package.json"), "utf8")) as {
    version: string;
  };
  return join(tmpdir(), "notion-mirror-tests", `sdk-schema-${version}.json`);
}

function kept(): JsonSchema | undefined {
  try {
    return JSON.parse(readFileSync(keptAt(), "utf8")) as JsonSchema;
  } catch {
    return undefined;
  }
}

function make(): JsonSchema {
  const schema = createGenerator({
    path: join(sdkFolder(), "build/src/api-endpoints.d.ts"),
    expose: "all",
    skipTypeCheck: true,
    additionalProperties: false,
  }).createSchema("*") as JsonSchema;
  const at = keptAt();
  mkdirSync(dirname(at), { recursive: true });
  const temporary = `${at}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(schema));
  renameSync(temporary, at);
  return schema;
}

/** The same without the ban on further keys: answers may have new ones at any time. */
function open(schema: JsonSchema): JsonSchema {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === "additionalProperties" && value === false ? undefined : value,
  );
  return JSON.parse(text) as JsonSchema;
}
