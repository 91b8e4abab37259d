/**
 * A quiet `status` on 10,000 files: what an editor's prompt or a script pays, as a multiple of starting Node.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openMirror } from "../../src/mirror/open.ts";
import type { Page } from "../../src/notion/types.ts";
import { sha256 } from "../../src/platform/hash.ts";
import { bindVault } from "../../src/vault/bind.ts";
import { realWorld } from "../../src/world.ts";
import { apiText } from "../support/api-text.ts";
import type { Row } from "./run.ts";
import { cli, rowsFor } from "./start.ts";

const files = 10_000;
const perFolder = 100;

const idOf = (number: number) => `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;

const pageOf = (number: number, title: string, parent: string | null): Page =>
  ({
    object: "page",
    id: idOf(number),
    created_time: "2026-11-01T09:00:00.000Z",
    last_edited_time: "2026-11-01T09:00:00.000Z",
    created_by: { object: "user", id: idOf(1) },
    last_edited_by: { object: "user", id: idOf(1) },
    cover: null,
    icon: null,
    parent:
      parent === null
        ? { type: "workspace", workspace: true }
        : { type: "page_id", page_id: parent },
    in_trash: false,
    archived: false,
    is_archived: false,
    is_locked: false,
    properties: {
      title: {
        id: "title",
        type: "title",
        title: [apiText(title)],
      },
    },
    url: "https://www.notion.so/x",
    public_url: null,
  }) as Page;

/** A vault as a finished clone leaves it. */
async function settledVault(root: string): Promise<void> {
  const world = realWorld();
  const location = await bindVault(world, root, { id: idOf(9), name: "Bench" });
  const mirror = openMirror({
    openDatabase: world.openDatabase,
    path: location.mirrorPath,
    clock: world.clock,
  });
  const put = (number: number, path: string, title: string, parent: string | null) => {
    const page = pageOf(number, title, parent);
    const text = `---\nnotion_id: ${page.id}\n---\n\nPage ${number}\n`;
    writeFileSync(join(root, path), text);
    const { size, mtimeMs, ino } = statSync(join(root, path));
    mirror.pages.put(page, 0);
    mirror.blocks.putRemote(page.id, [], { editedTime: page.last_edited_time, unsettled: false });
    mirror.bases.put(page.id, { page, blocks: [], file: Buffer.from(text) });
    mirror.files.put({ path, id: page.id, hash: sha256(text), size, mtimeMs, ino });
  };
  mirror.transaction(() => {
    for (let folder = 0; folder < files / perFolder; folder++) {
      const first = 1000 + folder * perFolder;
      const name = `Folder ${folder}`;
      put(first, `${name}.md`, name, null);
      mkdirSync(join(root, name));
      for (let at = 1; at < perFolder; at++)
        put(first + at, `${name}/Page ${at}.md`, `Page ${at}`, idOf(first));
    }
  });
  mirror.close();
}

export async function bench(): Promise<readonly Row[]> {
  const scratch = mkdtempSync(join(tmpdir(), "notion-mirror-bench-"));
  try {
    const root = join(scratch, "vault");
    await settledVault(root);
    return rowsFor("notion-mirror status, 10,000 unchanged files", [cli, "status"], 2.5, root);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
