/** Every recorded page, loaded into the embedded Notion and crawled back. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fromRecorded } from "../../../fixtures/index.ts";
import { type BlockTree, childrenOf, contentOf } from "../../../src/notion/tree.ts";
import { side } from "./support.ts";

const folder = join(process.env["NOTION_MIRROR_RECORDED"] ?? "", "trees");
const files =
  process.env["NOTION_MIRROR_RECORDED"] && existsSync(folder) ? readdirSync(folder) : [];

/** What was recorded of a block, in a form that both sides of the comparison can have. */
const shape = (block: BlockTree): unknown => ({
  id: block.id,
  type: block.type,
  content: withoutSignatures(contentOf(block)),
  children: childrenOf(block).map(shape),
});

function withoutSignatures(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, member: unknown) => {
      if (key === "expiry_time" || key === "children") return undefined;
      // Some old answers number their runs, anew at every read.
      if (member !== null && typeof member === "object" && "plain_text" in member)
        return { ...member, id: undefined };
      return key === "url" && typeof member === "string" ? member.split("?")[0] : member;
    }),
  );
}

describe.skipIf(files.length === 0)(
  "recorded pages (NOTION_MIRROR_RECORDED names their folder)",
  () => {
    test.each(files)("%s comes back block for block", async (file) => {
      const tree = JSON.parse(readFileSync(join(folder, file), "utf8")) as {
        page: { id: string } | null;
        blocks: BlockTree[];
      };
      const { crawl, mirror } = side({ workspace: fromRecorded(tree) });
      const result = await crawl();
      expect(result.failures).toEqual([]);
      const id =
        tree.page?.id ??
        mirror.pages
          .refs()
          .find((ref) => mirror.blocks.remote(ref.id)?.[0]?.id === tree.blocks[0]?.id)?.id;
      expect(mirror.blocks.remote(id ?? "")?.map(shape)).toEqual(tree.blocks.map(shape));
    });
  },
);
