/**
 * A little of everything, put in by the contract of schema version 1: what every later version must
 * still hold. Never edited; a later version that can hold more has a sample of its own.
 */
import type { Mirror } from "../../../src/mirror/mirror.ts";
import type { Comment, Database, User } from "../../../src/notion/types.ts";
import { apiText as run } from "../../support/api-text.ts";
import { block, dataSource, inSource, page, uuid } from "../support.ts";

export function fill(mirror: Mirror): void {
  mirror.databases.put(
    {
      object: "database",
      id: uuid(400),
      title: [run("Work")],
      parent: { type: "page_id", page_id: uuid(1) },
      in_trash: false,
    } as unknown as Database,
    10,
  );
  mirror.databases.putDataSource(
    dataSource({
      properties: { Name: "title", Points: "number", "Due date": "date", Blocks: "relation" },
    }),
    10,
  );
  mirror.pages.put(page({ id: uuid(1), title: "Road map" }), 11);
  mirror.pages.put(
    page({
      id: uuid(2),
      title: "Première tâche",
      parent: inSource(),
      properties: {
        Points: { id: "p-Points", type: "number", number: 3 },
        "Due date": { id: "p-Due date", type: "date", date: { start: "2026-03-01", end: null } },
        Blocks: { id: "p-Blocks", type: "relation", relation: [{ id: uuid(1) }] },
      },
    }),
    12,
  );
  mirror.pages.put(page({ id: uuid(3), title: "Gone", inTrash: true }), 13);
  mirror.pages.setState(uuid(1), "detached");
  const blocks = [block("a", "one", [block("b", "two"), block("b", "two")]), block("c", "three")];
  mirror.blocks.putRemote(uuid(1), blocks, { editedTime: "2026-01-02", unsettled: true });
  mirror.bases.put(uuid(1), {
    page: page(),
    blocks,
    file: new TextEncoder().encode("# Road map\r\n"),
  });
  mirror.files.put({
    path: "Road map.md",
    id: uuid(1),
    hash: "abc",
    size: 12,
    mtimeMs: 1790000000000.5,
    ino: 77,
  });
  mirror.people.putUsers([
    { object: "user", id: uuid(900), name: "Ada", type: "person", avatar_url: null } as User,
  ]);
  mirror.people.putEmojis([{ id: uuid(7), name: "party", url: "https://example.com/p.png" }]);
  mirror.people.putComments(uuid(2), [
    {
      object: "comment",
      id: uuid(5),
      parent: { type: "page_id", page_id: uuid(2) },
      discussion_id: uuid(6),
      rich_text: [run("a remark")],
    } as unknown as Comment,
  ]);
  mirror.marks.set("cursor", { after: "x" });
  mirror.history.put(
    {
      page: uuid(1),
      path: "Road map.md",
      side: "local",
      at: 20,
      run: "r1",
      reason: "pull",
    },
    new TextEncoder().encode("before"),
  );
  mirror.journal.put({
    id: "i1",
    run: "r1",
    page: uuid(1),
    target: "a",
    kind: "append-blocks",
    payload: { children: [1, 2] },
    state: "doubtful",
    sentAt: 21,
  });
}
