/**
 * A dry run says what the run would send: as many requests, in their order, with the same bodies.
 */
import { describe, expect, test } from "vitest";
import { handOf, type Scenario, scenarios } from "./whole-runs/scenarios.ts";
import { begin, live, type World } from "./whole-runs/world.ts";

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** Writes that reached Notion since the last call. */
function writesOf({ notion }: World): readonly Sent[] {
  const writes = notion.requests.filter(
    ({ method, path }) => method !== "GET" && !/\/(?:search|query)$/.test(path),
  );
  notion.clearRequests();
  return writes.map(({ method, path, body }) => ({ method, path, body: body ?? null }));
}

/** `told` with every `{…}` in it replaced by what `sent` has there; one that stands for two things is left. */
function filled(told: readonly Sent[], sent: readonly Sent[]): readonly Sent[] {
  const meant = new Map<string, string>();
  const fill = (one: unknown, other: unknown): unknown => {
    if (typeof one === "string") return typeof other === "string" ? text(one, other) : one;
    if (Array.isArray(one))
      return one.map((item, i) => fill(item, (other as unknown[] | null)?.[i]));
    if (one === null || typeof one !== "object") return one;
    return Object.fromEntries(
      Object.entries(one).map(([key, value]) => [key, fill(value, (other as never)?.[key])]),
    );
  };
  const text = (one: string, other: string): string => {
    const [whole, name = ""] = /\{([^{}]*)\}/.exec(one) ?? [];
    if (whole === undefined) return one;
    const [before = "", after = ""] = one.split(whole);
    const id = other.slice(before.length, after === "" ? undefined : -after.length);
    const known = meant.get(name) ?? id.replaceAll("-", "");
    if (!/^[0-9a-f-]{32,36}$/.test(id) || known !== id.replaceAll("-", "")) return one;
    meant.set(name, known);
    return `${before}${id}${after}`;
  };
  return told.map((one, i) => fill(one, sent[i]) as Sent);
}

const lines = (count: number): string =>
  Array.from({ length: count }, (_, i) => `Line ${i + 1}.\n\n`).join("");

const all: readonly Pick<Scenario, "name" | "happens" | "kinds">[] = [
  ...scenarios,
  {
    name: "new files that lead to themselves and in a circle, deep down and alone on a line",
    happens: ({ save }) => {
      save("Start/A.md", "- to\n  - [B](B.md)\n    - [the B](B.md)\n\n[A](A.md)\n\n[b](B.md)\n");
      save("Start/B.md", `${lines(120)}> [C](C.md)\n> \n> more [C](C.md)\n`);
      save("Start/C.md", "| [A](A.md) | [x](gone.md) |\n| --- | --- |\n| a | [self](C.md) |\n");
    },
  },
  {
    name: "a new file with a link that is a block",
    happens: ({ save }) => {
      save("Start/A.md", '[B](B.md)<!--{type="link_to_page"}-->\n\nBelow.\n');
      save("Start/B.md", 'Above.\n\n[A](A.md)<!--{type="link_to_page"}-->\n');
    },
  },
  {
    name: "a new page above others, with an edit and a link on either",
    happens: ({ save, edit }) => {
      edit("Start/Guide.md", "Guide 2.", "See [Up](Guide/Up.md).\n\n[Up](Guide/Up.md)");
      edit("Start/Notes.md", "Note 3.", "See [Up](Guide/Up.md) and [Down](Guide/Up/Down.md).");
      save("Start/Guide/Up.md", "To [Down](Up/Down.md).\n\nEnd.\n");
      save("Start/Guide/Up/Down.md", "From [Up](../Up.md), by [Guide](../../Guide.md).\n");
    },
  },
  {
    name: "a file moved below a new one, renamed and edited, and one taken away",
    happens: ({ save, move, edit, remove }) => {
      save("Start/Shelf.md", "With [Papers](Shelf/Papers.md).\n");
      move("Start/Notes.md", "Start/Shelf/Papers.md");
      edit("Start/Shelf/Papers.md", "Note 2.", "Note two.");
      remove("Start/Doomed.md");
    },
  },
];

describe("a dry run tells all requests of", () => {
  for (const { name, happens, kinds } of all)
    test(name, async () => {
      const world = await begin(kinds?.[0] ?? "bot");
      happens(handOf(world));
      world.clock.advance(120_000);
      writesOf(world);
      const { report } = await live(world, { dryRun: true });
      expect(writesOf(world)).toEqual([]);
      await live(world);
      const sent = writesOf(world);
      const told = (report?.planned ?? []).map(({ method, path, body }) => ({
        method,
        path,
        body: JSON.parse(JSON.stringify(body ?? null)),
      }));
      expect(filled(told, sent)).toEqual(sent);
    });
});
