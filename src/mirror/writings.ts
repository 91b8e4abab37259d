/**
 * Files that are about to be written from Notion's side, each with the version that it will show: what a run
 * that was cut short between the file and its base left behind can be told from what a person typed.
 */
import type { BlockTree } from "../notion/tree.ts";
import type { Page } from "../notion/types.ts";
import { compress, decompress } from "./compress.ts";
import { damagedMirror } from "./errors.ts";
import type { Writings } from "./mirror.ts";
import type { Connection } from "./statements.ts";

export function writingTable({ prepare, path: mirrorPath }: Connection): Writings {
  type Row = {
    id: string;
    path: string;
    hash: string;
    page: Buffer;
    blocks: Buffer;
    file: Buffer;
  };
  const all = prepare<[], Row>(
    "SELECT page_id AS id, path, hash, page, blocks, file FROM sync_writings ORDER BY page_id",
  );
  const put = prepare<[string, string, string, Buffer, Buffer, Buffer]>(
    `INSERT OR REPLACE INTO sync_writings (page_id, path, hash, page, blocks, file)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const remove = prepare<[string]>("DELETE FROM sync_writings WHERE page_id = ?");
  return {
    all: () =>
      all.all().map(({ id, path, hash, page, blocks, file }) => {
        try {
          return {
            path,
            hash,
            base: {
              page: JSON.parse(decompress(page).toString()) as Page,
              blocks: JSON.parse(decompress(blocks).toString()) as BlockTree[],
              file: new Uint8Array(decompress(file)),
            },
          };
        } catch (error) {
          throw damagedMirror(mirrorPath, `what was written of page ${id} does not unpack`, error);
        }
      }),
    put: ({ path, hash, base }) => {
      put.run(
        base.page.id,
        path,
        hash,
        compress(JSON.stringify(base.page)),
        compress(JSON.stringify(base.blocks)),
        compress(base.file),
      );
    },
    remove: (page) => {
      remove.run(page);
    },
  };
}
