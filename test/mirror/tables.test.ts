import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Mirror } from "../../src/mirror/mirror.ts";
import type { Comment, Database, User } from "../../src/notion/types.ts";
import { apiText as run } from "../support/api-text.ts";
import { block, dataSource, inSource, mirrorAt, page, temporaryFolder, uuid } from "./support.ts";

describe("pages", () => {
  test("a page comes back as it was put, with its title, parent and state", () => {
    const mirror = mirrorAt();
    const row = page({ id: uuid(2), title: "Wörk", parent: inSource() });
    mirror.pages.put(row, 1000);
    expect(mirror.pages.get(uuid(2))).toEqual({
      id: uuid(2),
      page: row,
      title: "Wörk",
      state: "live",
      parentId: uuid(400),
      seenAt: 1000,
      bodyEditedTime: null,
      unsettled: false,
    });
    expect(mirror.pages.get(uuid(3))).toBeNull();
  });

  test("a page in the trash is trashed, a page unshared is detached until it is seen again", () => {
    const mirror = mirrorAt();
    mirror.pages.put(page({ inTrash: true }), 1);
    expect(mirror.pages.get(uuid(1))?.state).toBe("trashed");
    mirror.pages.setState(uuid(1), "detached");
    expect(mirror.pages.get(uuid(1))?.state).toBe("detached");
    mirror.pages.put(page(), 2);
    expect(mirror.pages.get(uuid(1))?.state).toBe("live");
  });

  test("putting a page again keeps what is known of its body", () => {
    const mirror = mirrorAt();
    mirror.pages.put(page(), 1);
    mirror.blocks.putRemote(uuid(1), [block(uuid(9), "x")], { editedTime: "T", unsettled: true });
    mirror.pages.put(page({ title: "Renamed" }), 2);
    expect(mirror.pages.get(uuid(1))).toMatchObject({
      title: "Renamed",
      seenAt: 2,
      bodyEditedTime: "T",
      unsettled: true,
    });
    expect(mirror.blocks.remote(uuid(1))).toHaveLength(1);
  });

  test("listings filter and are newest first", () => {
    const mirror = mirrorAt();
    const minute = (n: number) => `2026-01-01T00:0${n}:00.000Z`;
    mirror.pages.put(page({ id: uuid(1), edited: minute(1) }), 10);
    mirror.pages.put(page({ id: uuid(2), edited: minute(3), parent: inSource() }), 20);
    mirror.pages.put(page({ id: uuid(3), edited: minute(2), inTrash: true }), 30);
    mirror.pages.put(page({ id: uuid(4), edited: minute(3) }), 40);
    mirror.blocks.putRemote(uuid(1), [], { editedTime: minute(0), unsettled: false });
    mirror.blocks.putRemote(uuid(4), [], { editedTime: minute(3), unsettled: true });
    const check = (
      filter: Parameters<typeof mirror.pages.refs>[0],
      expected: readonly number[],
    ) => {
      expect(mirror.pages.refs(filter).map((ref) => ref.id)).toEqual(expected.map(uuid));
    };
    check({}, [2, 4, 3, 1]);
    check({ state: "live" }, [2, 4, 1]);
    check({ due: true }, [2, 3, 1]);
    check({ due: false }, [4]);
    check({ unsettled: true }, [4]);
    check({ unsettled: false, state: "live" }, [2, 1]);
    check({ seenBefore: 30 }, [2, 1]);
    check({ editedSince: minute(2) }, [2, 4, 3]);
    check({ dataSourceId: uuid(500) }, [2]);
    check({ limit: 2 }, [2, 4]);
    expect(mirror.pages.list({ withoutBody: true }).map((one) => one.id)).toEqual([
      uuid(2),
      uuid(3),
    ]);
    expect(mirror.pages.list({ state: "trashed" })[0]?.page.in_trash).toBe(true);
    expect(mirror.pages.refs({ limit: 1 })[0]).toEqual({
      id: uuid(2),
      state: "live",
      parentId: uuid(400),
      dataSourceId: uuid(500),
      seenAt: 20,
      editedTime: minute(3),
      bodyEditedTime: null,
      unsettled: false,
    });
  });
});

test("databases and data sources come back as they were put", () => {
  const mirror = mirrorAt();
  const database = {
    object: "database",
    id: uuid(400),
    title: [run("Work")],
    parent: { type: "page_id", page_id: uuid(1) },
    in_trash: false,
  } as unknown as Database;
  const source = dataSource({ properties: { Name: "title" } });
  mirror.databases.put(database, 1);
  mirror.databases.putDataSource(source, 2, "detached");
  expect(mirror.databases.get(uuid(400))).toEqual({ database, state: "live", seenAt: 1 });
  expect(mirror.databases.list()).toHaveLength(1);
  expect(mirror.databases.dataSource(uuid(500))).toEqual({
    dataSource: source,
    state: "detached",
    seenAt: 2,
  });
  expect(mirror.databases.dataSources(uuid(400))).toHaveLength(1);
  expect(mirror.databases.dataSources(uuid(401))).toHaveLength(0);
  expect(mirror.databases.dataSources()).toHaveLength(1);
  expect(mirror.databases.get(uuid(1))).toBeNull();
});

test("a base keeps page, tree and the exact bytes of the file", () => {
  const mirror = mirrorAt();
  const base = {
    page: page(),
    blocks: [block(uuid(2), "a", [block(uuid(3), "b")])],
    file: Uint8Array.from([0xef, 0xbb, 0xbf, 13, 10, 0, 255]),
  };
  mirror.bases.put(uuid(1), base);
  expect(mirror.bases.get(uuid(1))).toEqual(base);
  mirror.bases.put(uuid(1), { ...base, file: new Uint8Array() });
  expect(mirror.bases.get(uuid(1))?.file).toEqual(new Uint8Array());
  mirror.bases.remove(uuid(1));
  expect(mirror.bases.get(uuid(1))).toBeNull();
});

test("path and id of a file stay one to one", () => {
  const { files } = mirrorAt();
  const file = (path: string, id: string) => ({
    path,
    id,
    hash: "h",
    size: 5,
    mtimeMs: 1790000000000.25,
    ino: 2 ** 60,
  });
  files.put(file("b.md", "1"));
  files.put(file("a.md", "2"));
  expect(files.all().map((one) => one.path)).toEqual(["a.md", "b.md"]);
  expect(files.byPath("b.md")).toEqual(file("b.md", "1"));
  files.put(file("c.md", "1"));
  expect(files.byPath("b.md")).toBeNull();
  expect(files.byId("1")).toEqual(file("c.md", "1"));
  files.put(file("c.md", "2"));
  expect(files.all()).toEqual([file("c.md", "2")]);
  files.remove("c.md");
  expect(files.all()).toEqual([]);
});

test("marks hold any JSON value; one that was never set is null", () => {
  const { marks } = mirrorAt();
  expect(marks.get("cursor")).toBeNull();
  marks.set("cursor", { after: ["x", 1, null] });
  expect(marks.get("cursor")).toEqual({ after: ["x", 1, null] });
  marks.set("cursor", 7);
  expect(marks.get("cursor")).toBe(7);
  marks.remove("cursor");
  expect(marks.get("cursor")).toBeNull();
});

test("the journal keeps intents in the order in which they were decided", () => {
  const { journal } = mirrorAt();
  const intent = (id: string) => ({
    id,
    run: "r",
    page: uuid(1),
    target: uuid(2),
    kind: "append",
    payload: { children: [id] },
    state: "planned" as const,
    sentAt: 5,
  });
  journal.put(intent("z"));
  journal.put(intent("a"));
  journal.setState("z", "doubtful");
  journal.put({ ...intent("z"), state: "sent" });
  expect(journal.open()).toEqual([{ ...intent("z"), state: "sent" }, intent("a")]);
  journal.remove("z");
  expect(journal.open()).toEqual([intent("a")]);
});

describe("history", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const entry = (parts: { page?: string; run?: string; at?: number }) => ({
    page: parts.page ?? "p",
    path: "a.md",
    side: "local" as const,
    at: parts.at ?? 1,
    run: parts.run ?? "r",
    reason: "pull",
  });

  test("lists by page and run, newest first, and gives the bytes back", () => {
    const { history } = mirrorAt();
    const first = history.put(entry({ page: "p", run: "1" }), bytes("one"));
    const second = history.put(entry({ page: "q", run: "1" }), bytes("two"));
    const third = history.put(entry({ page: "p", run: "2" }), bytes(""));
    const ids = (filter?: { page?: string; run?: string }) =>
      history.list(filter).map((one) => one.id);
    expect(ids()).toEqual([third, second, first]);
    expect(ids({ page: "p" })).toEqual([third, first]);
    expect(ids({ run: "1" })).toEqual([second, first]);
    expect(ids({ page: "p", run: "1" })).toEqual([first]);
    expect(history.list({ run: "2" })[0]).toEqual({ id: third, ...entry({ run: "2" }) });
    expect(history.content(second)).toEqual(bytes("two"));
    expect(history.content(third)).toEqual(bytes(""));
  });

  test("equal contents are kept once, and as long as one entry needs them", () => {
    const mirror = mirrorAt();
    const { history } = mirror;
    const count = () => mirror.database.prepare("SELECT count(*) FROM sync_contents").pluck().get();
    history.put(entry({ at: 1 }), bytes("same"));
    const later = history.put(entry({ at: 9 }), bytes("same"));
    expect(count()).toBe(1);
    expect(history.prune(5)).toBe(1);
    expect(history.content(later)).toEqual(bytes("same"));
    expect(history.prune(10)).toBe(1);
    expect(count()).toBe(0);
    expect(history.put(entry({}), bytes("x"))).toBeGreaterThan(later);
  });

  test("refuses to change an entry", () => {
    const mirror = mirrorAt();
    mirror.history.put(entry({}), bytes("x"));
    expect(() => mirror.database.exec("UPDATE sync_history SET at = 0")).toThrow(/append-only/);
  });
});

test("users, emojis and comments come back as they were put", () => {
  const { people } = mirrorAt();
  const user = {
    object: "user",
    id: uuid(900),
    name: "Ada",
    avatar_url: null,
    type: "person",
    person: { email: "ada@example.com" },
  } as User;
  people.putUsers([user]);
  people.putUsers([{ ...user, name: "Ada L." } as User]);
  expect(people.users()).toEqual([{ ...user, name: "Ada L." }]);
  people.putEmojis([{ id: uuid(7), name: "party", url: "https://example.com/p.png" }]);
  expect(people.emojis()).toHaveLength(1);
  const comment = (n: number) =>
    ({
      object: "comment",
      id: uuid(n),
      parent: { type: "page_id", page_id: uuid(1) },
      discussion_id: uuid(8),
      created_time: "2026-01-01T00:00:00.000Z",
      created_by: { object: "user", id: uuid(900) },
      rich_text: [run(`remark ${n}`)],
    }) as unknown as Comment;
  people.putComments(uuid(1), [comment(2), comment(1)]);
  expect(people.comments(uuid(1))).toEqual([comment(2), comment(1)]);
  people.putComments(uuid(1), [comment(1)]);
  expect(people.comments(uuid(1))).toEqual([comment(1)]);
});

describe("comments", () => {
  const blocks = [block("a", "one"), block("b", "two")];
  const comment = (n: number, parent: object, words: string) =>
    ({
      object: "comment",
      id: uuid(n),
      parent,
      discussion_id: uuid(8),
      created_time: "2026-01-01T00:00:00.000Z",
      created_by: { object: "user", id: uuid(900) },
      rich_text: [run(words)],
    }) as unknown as Comment;

  test("are due until they are read, when the body changes, and when the time comes", () => {
    const { pages, blocks: trees, people } = mirrorAt();
    for (const n of [1, 2]) pages.put(page({ id: uuid(n) }), 1);
    expect(people.commentsDue(0)).toEqual([]);
    for (const n of [1, 2])
      trees.putRemote(uuid(n), blocks, { editedTime: "2026-01-02", unsettled: false });
    expect(people.commentsDue(0)).toEqual([uuid(1), uuid(2)]);
    people.putComments(uuid(1), [], 100);
    expect(people.commentsReadAt(uuid(1))).toBe(100);
    expect(people.commentsDue(0)).toEqual([uuid(2)]);
    people.putComments(uuid(2), [], 200);
    expect(people.commentsDue(100)).toEqual([]);
    expect(people.commentsDue(150)).toEqual([uuid(1)]);
    trees.putRemote(uuid(2), blocks, { editedTime: "2026-01-03", unsettled: false });
    expect(people.commentsDue(0)).toEqual([uuid(2)]);
    pages.setState(uuid(2), "detached");
    expect(people.commentsDue(0)).toEqual([]);
  });

  test("are a view for people: who said what, about which text, in which file", () => {
    const { pages, blocks: trees, people, files, database } = mirrorAt();
    pages.put(page({ id: uuid(1), title: "Road map" }), 1);
    trees.putRemote(uuid(1), blocks, { editedTime: "2026-01-02", unsettled: false });
    files.put({ path: "Road map.md", id: uuid(1), hash: "h", size: 1, mtimeMs: 1, ino: 1 });
    const about = blocks[1]?.id ?? "";
    people.putComments(uuid(1), [
      comment(10, { type: "page_id", page_id: uuid(1) }, "On the page"),
      comment(11, { type: "block_id", block_id: about }, "On a block"),
    ]);
    people.putUsers([{ object: "user", id: uuid(900), name: "Ada", type: "person" } as User]);
    const rows = database
      .prepare("SELECT page_title, page_path, block_id, block_text, author, text FROM comments")
      .all();
    const shared = { page_title: "Road map", page_path: "Road map.md", author: "Ada" };
    expect(rows).toEqual([
      { ...shared, block_id: null, block_text: null, text: "On the page" },
      { ...shared, block_id: about, block_text: "two", text: "On a block" },
    ]);
  });
});

describe("transactions", () => {
  test("all or nothing, and nested ones join", () => {
    const mirror = mirrorAt();
    expect(() =>
      mirror.transaction(() => {
        mirror.marks.set("a", 1);
        mirror.transaction(() => mirror.marks.set("b", 2));
        throw new Error("stop");
      }),
    ).toThrow("stop");
    expect([mirror.marks.get("a"), mirror.marks.get("b")]).toEqual([null, null]);
    expect(mirror.transaction(() => mirror.marks.get("a") ?? "none")).toBe("none");
  });

  test("refuse to wait", () => {
    const mirror = mirrorAt();
    expect(() =>
      mirror.transaction(async () => {
        mirror.marks.set("a", 1);
      }),
    ).toThrow(/waits for nothing/);
    expect(mirror.marks.get("a")).toBeNull();
  });
});

test("stamps give every file's numbers to the last bit, by path, packed or not", () => {
  const path = join(temporaryFolder(), "mirror.db");
  const mirror = mirrorAt(path);
  expect(mirror.files.stamps()).toEqual({ paths: [], sizes: [], mtimesMs: [], inos: [] });
  expect(mirror.files.count()).toBe(0);
  const mtimesMs = [1762000000123.4568, 0.1, -1.5, 1762000000123.4565, 253402300799999.97, 2 ** 53];
  const inos = [1, 2 ** 53, 1.8446744073709552e19, 2 ** 53 - 1, 0, 562949953421312];
  const paths = ['A "quoted".md', "B/\u00e9\ud83d\ude00.md", "C.md", "D\n.md", "E.md", "F.md"];
  const recordOf = (at: number) => ({
    path: paths[at] ?? "",
    id: uuid(at),
    hash: "h",
    size: at * 1000,
    mtimeMs: mtimesMs[at] ?? 0,
    ino: inos[at] ?? 0,
  });
  for (const at of [3, 1, 5, 0, 4, 2]) mirror.files.put(recordOf(at));
  const sizes = [0, 1000, 2000, 3000, 4000, 5000];
  const plain = ({ files }: Mirror) => {
    const { paths, ...numbers } = files.stamps();
    const { sizes, mtimesMs, inos } = numbers;
    return {
      paths,
      sizes: Array.from(sizes),
      mtimesMs: Array.from(mtimesMs),
      inos: Array.from(inos),
    };
  };
  const isPacked = ({ database }: Mirror) =>
    database.prepare("SELECT count(*) FROM sync_stamps").pluck().get() === 1;
  expect(plain(mirror)).toEqual({ paths, sizes, mtimesMs, inos });
  expect(mirror.files.count()).toBe(6);
  mirror.close();

  const later = mirrorAt(path);
  expect(isPacked(later)).toBe(true);
  expect(plain(later)).toEqual({ paths, sizes, mtimesMs, inos });
  for (const change of [
    () => later.files.put({ ...recordOf(2), size: 7 }),
    () => later.files.put({ ...recordOf(3), path: "Z.md" }),
    () => later.files.put({ ...recordOf(0), path: "C.md" }),
    () => later.files.remove("E.md"),
    () => later.database.exec("UPDATE sync_files SET size = size + 1 WHERE path = 'F.md'"),
  ]) {
    change();
    expect(isPacked(later)).toBe(false);
    const before = plain(later);
    later.close();
    const again = mirrorAt(path);
    expect(isPacked(again)).toBe(true);
    expect(plain(again)).toEqual(before);
    Object.assign(later, again);
  }
  expect(plain(later).paths).toEqual([paths[1], "C.md", "F.md", "Z.md"]);
});

test("pages are counted by state and by whether their body was read", () => {
  const mirror = mirrorAt();
  expect(mirror.pages.counts()).toEqual({ live: 0, withBody: 0, detached: 0 });
  for (const n of [1, 2, 3, 4]) mirror.pages.put(page({ id: uuid(n), inTrash: n === 4 }), 1);
  for (const n of [1, 3, 4])
    mirror.blocks.putRemote(uuid(n), [], { editedTime: "T", unsettled: false });
  mirror.pages.setState(uuid(3), "detached");
  expect(mirror.pages.counts()).toEqual({ live: 2, withBody: 1, detached: 1 });
});
