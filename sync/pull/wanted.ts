/**
 * Pages that somebody wants now, from this process or another one: a crawl under way takes them before the
 * page that would be next.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";

const name = "pull.wanted";

export function want(mirror: Pick<Mirror, "marks" | "transaction">, ids: readonly string[]): void {
  mirror.transaction(() => {
    const before = mirror.marks.get<readonly string[]>(name) ?? [];
    mirror.marks.set(name, [...new Set([...before, ...ids])]);
  });
}

export function takeWanted(mirror: Pick<Mirror, "marks" | "transaction">): string | null {
  if (mirror.marks.get(name) === null) return null;
  return mirror.transaction(() => {
    const [first, ...rest] = mirror.marks.get<readonly string[]>(name) ?? [];
    if (rest.length === 0) mirror.marks.remove(name);
    else mirror.marks.set(name, rest);
    return first ?? null;
  });
}
