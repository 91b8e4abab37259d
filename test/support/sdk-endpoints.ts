/**
 * The official SDK's endpoints, read off the SDK itself: all but those of agents, which are no part of
 * this project.
 */
import * as sdk from "@notionhq/client/build/src/api-endpoints.js";

export interface SdkEndpoint {
  /** As the SDK's types are called: `AppendBlockChildren`. */
  readonly name: string;
  readonly method: string;
  /** `/blocks/{block_id}/children` */
  readonly path: string;
  readonly pathParams: readonly string[];
}

interface Described {
  readonly method: string;
  readonly pathParams: readonly string[];
  path(params: Readonly<Record<string, string>>): string;
}

const isEndpoint = (value: unknown): value is Described =>
  typeof value === "object" && value !== null && "method" in value && "path" in value;

const agents = /^(agents|threads|sessions|external_agent_stub)\b/;

export const sdkEndpoints: readonly SdkEndpoint[] = Object.entries(
  sdk as Readonly<Record<string, unknown>>,
).flatMap(([name, value]) => {
  if (!isEndpoint(value)) return [];
  const path = value.path(
    Object.fromEntries(value.pathParams.map((param) => [param, `{${param}}`])),
  );
  if (agents.test(path)) return [];
  const { pathParams } = value;
  return [
    {
      name: name.slice(0, 1).toUpperCase() + name.slice(1),
      method: value.method.toUpperCase(),
      path: `/${path}`,
      pathParams,
    },
  ];
});

/** The endpoint that a request addresses, with the values of its path's parameters. Literal parts win. */
export function sdkEndpointOf(
  method: string,
  path: string,
): { readonly endpoint: SdkEndpoint; readonly params: Readonly<Record<string, string>> } | null {
  const parts = partsOf(path.replace(/^\/v1\//, "/"));
  let best: ReturnType<typeof sdkEndpointOf> = null;
  for (const endpoint of sdkEndpoints) {
    const pattern = partsOf(endpoint.path);
    if (endpoint.method !== method || pattern.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const fits = pattern.every((part, at) => {
      if (!part.startsWith("{")) return part === parts[at];
      params[part.slice(1, -1)] = decodeURIComponent(parts[at] ?? "");
      return true;
    });
    const fewer = best === null || endpoint.pathParams.length < best.endpoint.pathParams.length;
    if (fits && fewer) best = { endpoint, params };
  }
  return best;
}

const partsOf = (path: string): readonly string[] => path.split("/").filter((part) => part !== "");
