import { expect, test } from "vitest";
import type { BlockTree } from "../../src/notion/tree.ts";
import { mirrorAt, page, uuid } from "./support.ts";

const read = { editedTime: "2026-01-02T00:00:00.000Z", unsettled: false };
const paragraph = (id: string, text: string) =>
  ({
    object: "block",
    id,
    type: "paragraph",
    paragraph: { rich_text: [{ type: "text", text: { content: text } }], color: "default" },
  }) as unknown as BlockTree;

test("a page is due from any change of its Notion side until it is settled", () => {
  const mirror = mirrorAt();
  const id = uuid(1);
  const settle = () =>
    mirror.bases.put(id, { page: page(), blocks: [], file: new Uint8Array([1]) });
  mirror.pages.put(page(), 1);
  expect(mirror.bases.due()).toEqual([id]);
  settle();
  expect(mirror.bases.due()).toEqual([]);

  mirror.blocks.putRemote(id, [], read);
  expect(mirror.bases.due(), "the body was read for the first time").toEqual([id]);
  settle();

  mirror.pages.put(page(), 2);
  mirror.blocks.putRemote(id, [], read);
  mirror.pages.setState(id, "live");
  expect(mirror.bases.due(), "nothing is new").toEqual([]);

  mirror.blocks.putRemote(id, [paragraph(uuid(2), "text")], read);
  expect(mirror.bases.due()).toEqual([id]);
  settle();
  mirror.pages.put(page({ title: "Other" }), 3);
  expect(mirror.bases.due()).toEqual([id]);
  mirror.bases.clearDue(id);
  mirror.pages.setState(id, "trashed");
  expect(mirror.bases.due()).toEqual([id]);
});

test("a child page has its home in the page that shows it", () => {
  const mirror = mirrorAt();
  const childPage = (id: string) =>
    ({
      object: "block",
      id,
      type: "child_page",
      child_page: { title: "C" },
    }) as unknown as BlockTree;
  for (const n of [1, 2]) mirror.pages.put(page({ id: uuid(n) }), 1);
  mirror.blocks.putRemote(
    uuid(1),
    [{ ...paragraph(uuid(10), "p"), children: [childPage(uuid(3))] }],
    read,
  );
  mirror.blocks.putRemote(uuid(2), [childPage(uuid(4))], read);
  expect(mirror.blocks.homes()).toEqual(
    new Map([
      [uuid(3), uuid(1)],
      [uuid(4), uuid(2)],
    ]),
  );
});
