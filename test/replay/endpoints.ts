/** Which endpoint a recorded request addresses. */
import { routes } from "../../fixtures/notion-server/routes.ts";

const split = (path: string): readonly string[] =>
  path
    .replace(/^\/v1\//, "/")
    .split("/")
    .filter((part) => part !== "");

export function endpointOf(
  method: string,
  path: string,
): { readonly endpoint: string; readonly params: Readonly<Record<string, string>> } {
  const parts = split(path);
  for (const route of routes) {
    const pattern = split(route.path);
    if (route.method !== method || pattern.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const fits = pattern.every((part, at) => {
      if (!part.startsWith("{")) return part === parts[at];
      params[part.slice(1, -1)] = parts[at] ?? "";
      return true;
    });
    if (fits) return { endpoint: `${method} ${route.path}`, params };
  }
  const generic = parts.map((part) => (/^[0-9a-f-]{32,36}$/i.test(part) ? "{id}" : part));
  return { endpoint: `${method} /${generic.join("/")}`, params: {} };
}
