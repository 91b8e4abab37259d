import fc from "fast-check";
import { expect, test } from "vitest";
import { nameKey, pathLengthMax } from "../../src/vault/names.ts";
import { type Node, placesOf } from "../../src/vault/paths.ts";

const id = (n: number) =>
  `00000000-0000-4000-8000-${(n * 1_000_003).toString(16).padStart(12, "0")}`;

/** `"Title"` or `"Title@path"` (settled there under that title), by number of the id; parents by number. */
function node(
  n: number,
  text: string,
  parent: number | null = null,
  kind: Node["kind"] = "page",
): Node {
  const [title = "", path] = text.split("@");
  return {
    id: id(n),
    kind,
    title,
    parent: parent === null ? null : id(parent),
    ...(path === undefined ? {} : { settled: { path, title } }),
  };
}

function check(nodes: readonly Node[], expected: readonly string[], taken: readonly string[] = []) {
  const places = placesOf(nodes, taken);
  expect(nodes.map((n) => places.get(n.id)?.path)).toEqual(expected);
  expect(placesOf([...nodes].reverse(), taken)).toEqual(places);
}

test("pages and databases lie as they hang together", () => {
  check(
    [
      node(1, "Handbook"),
      node(2, "Onboarding", 1),
      node(3, "Tasks", 1, "database"),
      node(4, "Write the guide", 3),
      node(5, "Draft", 4),
      node(6, "Archive", 3, "source"),
      node(7, "Old", 6),
    ],
    [
      "Handbook.md",
      "Handbook/Onboarding.md",
      "Handbook/Tasks/_database.yaml",
      "Handbook/Tasks/Write the guide.md",
      "Handbook/Tasks/Write the guide/Draft.md",
      "Handbook/Tasks/Archive/_database.yaml",
      "Handbook/Tasks/Archive/Old.md",
    ],
  );
});

test("a page whose parent is not there lies at the root", () => {
  check([node(1, "Orphan", 99)], ["Orphan.md"]);
});

test("pages whose parents go in a circle lie at the root", () => {
  const places = placesOf([node(1, "A", 2), node(2, "B", 1)]);
  expect([...places.values()].map((place) => place.path).sort()).toEqual(["A.md", "B.md"]);
});

test("equal titles get the end of their ids, a page and a database too", () => {
  const last6 = (n: number) => id(n).slice(-6);
  check(
    [node(1, "Tasks"), node(2, "tasks"), node(3, "Tasks", null, "database")],
    [`Tasks (${last6(1)}).md`, `tasks (${last6(2)}).md`, `Tasks (${last6(3)})/_database.yaml`],
  );
});

test("who has a name keeps it, and a newcomer steps aside", () => {
  check(
    [node(1, "Tasks@Tasks.md"), node(2, "Tasks")],
    ["Tasks.md", `Tasks (${id(2).slice(-6)}).md`],
  );
  check([node(1, "Tasks@Tasks (000001).md")], ["Tasks (000001).md"]);
});

test("a name that a person chose stays until the title changes", () => {
  check([node(1, "What?@What now.md")], ["What now.md"]);
  const renamed = { ...node(1, "Why"), settled: { path: "What now.md", title: "What?" } };
  check([renamed], ["Why.md"]);
});

test("children follow their parent, and keep their names", () => {
  const parent = { ...node(1, "New"), settled: { path: "Old.md", title: "Old" } };
  check([parent, node(2, "Child@Old/Child.md", 1)], ["New.md", "New/Child.md"]);
});

test("files that are not ours are stepped around", () => {
  check([node(1, "README")], [`README (${id(1).slice(-6)}).md`], ["readme.md"]);
  check([node(1, "Notes")], ["Notes.md"], ["Notes/mine.md"]);
});

test("ids are used in greater length where their ends tie", () => {
  const a = {
    id: "aaaaaaaa-0000-4000-8000-00000a112233",
    kind: "page",
    title: "T",
    parent: null,
  } as const;
  const b = {
    id: "bbbbbbbb-0000-4000-8000-00000b112233",
    kind: "page",
    title: "T",
    parent: null,
  } as const;
  expect([...placesOf([a, b]).values()].map((place) => place.path)).toEqual([
    "T (0a112233).md",
    "T (0b112233).md",
  ]);
});

test("deep and long trees stay within the limit, and all places differ", () => {
  const arbitrary = fc.array(
    fc.record({
      title: fc.string({ unit: "binary", maxLength: 150 }),
      up: fc.nat(5),
      database: fc.boolean(),
    }),
    { minLength: 1, maxLength: 60 },
  );
  fc.assert(
    fc.property(arbitrary, (items) => {
      const nodes = items.map(
        (item, n): Node => ({
          id: id(n),
          kind: item.database ? "database" : "page",
          title: item.title,
          parent: n === 0 || item.up === 0 ? null : id(Math.max(0, n - item.up)),
        }),
      );
      const places = placesOf(nodes);
      const paths = [...places.values()].map((place) => place.path);
      expect(places.size).toBe(nodes.length);
      expect(new Set(paths.map(nameKey)).size).toBe(nodes.length);
      const folders = [...places.values()].map((place) => place.folder);
      expect(new Set(folders.map(nameKey)).size).toBe(nodes.length);
      for (const path of paths) expect(path.length).toBeLessThan(pathLengthMax);
      // Settled as they came out, they come out the same.
      const settled = nodes.map((n) => ({
        ...n,
        settled: { path: places.get(n.id)?.path ?? "", title: n.title },
      }));
      expect(placesOf(settled)).toEqual(places);
    }),
    { numRuns: 100 },
  );
});
