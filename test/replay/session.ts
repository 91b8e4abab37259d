/** A recorded session: requests and answers in the order in which they happened. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isJson, type Json } from "../../fixtures/notion-server/json.ts";

export interface Interaction {
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly query: readonly (readonly [string, string])[];
    readonly body: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  };
  readonly response: { readonly status: number; readonly body: Json };
}

export interface Session {
  readonly name: string;
  /** When it was recorded, ISO 8601. */
  readonly date: string;
  readonly version: string;
  readonly interactions: readonly Interaction[];
}

/** The sessions in a folder, by name. */
export function readSessions(folder: string): readonly Session[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => readSession(name.replace(/(\.yaml)?\.json$/, ""), join(folder, name)));
}

function readSession(name: string, path: string): Session {
  const { date, interactions } = JSON.parse(readFileSync(path, "utf8")) as {
    readonly date?: string;
    readonly interactions: readonly Interaction[];
  };
  return {
    name,
    date: date ?? "2026-07-01T00:00:00Z",
    version: versionOf(interactions),
    interactions: interactions.map((one) => ({
      ...one,
      request: { ...one.request, query: queryOf(one.request.query) },
    })),
  };
}

/** Queries are recorded as pairs or as an object. */
function queryOf(query: unknown): readonly (readonly [string, string])[] {
  if (Array.isArray(query)) return query as readonly (readonly [string, string])[];
  return isJson(query)
    ? Object.entries(query).map(([name, value]) => [name, String(value)] as const)
    : [];
}

/**
 * The `Notion-Version` spoken. Where no header was recorded, the answers tell: `archived` went away with
 * 2026-03-11, data sources came with 2025-09-03.
 */
function versionOf(interactions: readonly Interaction[]): string {
  for (const { request } of interactions) {
    for (const [name, value] of Object.entries(request.headers ?? {})) {
      if (name.toLowerCase() === "notion-version") return value;
    }
  }
  const answers = JSON.stringify(interactions.map(({ response }) => response.body));
  const requests = JSON.stringify(interactions.map(({ request }) => request));
  if (!answers.includes('"archived":')) return "2026-03-11";
  const sources = /data_source/.test(answers) || /data_source/.test(requests);
  return sources ? "2025-09-03" : "2022-06-28";
}
