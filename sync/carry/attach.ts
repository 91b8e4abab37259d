/**
 * Media that Notion hosts get a copy beside their page, and the page's file leads to it: signed addresses last an
 * hour, and a backup that does without the network has to hold the bytes.
 *
 * Comes last in a round. A file that could not be fetched stays an address, and is tried again by the next run.
 */
import { blocksToMarkdown } from "../../converters/blocks/print.ts";
import type { Context, Flavor } from "../../converters/context.ts";
import { markdownToPage } from "../../converters/page.ts";
import { encodePath } from "../../converters/rich-text/destination.ts";
import { forestHash } from "../../src/notion/canonical.ts";
import type { Downloaded } from "../../src/notion/download.ts";
import { decodeName } from "../../src/vault/names.ts";
import type { View } from "../arrange/view.ts";
import { applyStep } from "../local/apply.ts";
import type { AtlasEntry } from "../local/atlas.ts";
import {
  type Attachments,
  attachmentsDue,
  attachmentsIn,
  attachmentsOf,
  type HostedMedium,
  hostedIn,
  setAttachments,
  setAttachmentsDue,
} from "../local/attachments.ts";
import { bytesOf, textOf } from "../local/text.ts";
import { note, type Run } from "../run/run.ts";
import { settle } from "../run/settle.ts";
import { applyParts, type Carry } from "./carry.ts";

export async function attach(run: Run, view: View, carry: Carry): Promise<void> {
  const { mirror, settings, download } = carry.parts;
  await follow(view, carry);
  const due = attachmentsDue(mirror);
  if (due.length === 0 || settings.fileBytesMax === 0 || download === undefined) return;
  const left: string[] = [];
  for (const [index, id] of due.entries()) {
    run.options.signal?.throwIfAborted();
    const entry = view.atlas.get(id);
    if (entry === null || mirror.files.byId(id) === null) continue;
    try {
      if (!(await attachTo(run, carry, entry))) left.push(id);
    } catch (error) {
      if (run.options.signal?.aborted === true) throw error;
      left.push(id);
      const reason = error instanceof Error ? error.message : String(error);
      note(run, `attachments ${id}`, {
        outcome: "failed",
        id,
        path: entry.path,
        title: entry.title,
        reason,
        next: "The page is here; the next sync tries to fetch the file again.",
        writes: 0,
        notes: [],
      });
    }
    // As it goes: a run that is cut short fetches nothing twice.
    if (index % 20 === 19) setAttachmentsDue(mirror, [...left, ...due.slice(index + 1)]);
  }
  setAttachmentsDue(mirror, left);
}

/** Copies go where their page went. */
async function follow({ before, atlas }: View, carry: Carry): Promise<void> {
  const { mirror, vault } = carry.parts;
  for (const [id, { path }] of before) {
    const entry = atlas.get(id);
    const folder = path.replace(/\.md$/i, "");
    if (entry === null || entry.kind !== "page" || entry.folder === folder) continue;
    for (const name of Object.values(attachmentsOf(mirror, id))) {
      const from = `${attachmentsIn(folder)}/${name}`;
      const to = `${attachmentsIn(entry.folder)}/${name}`;
      const there = await vault.read(from);
      if (there === null) continue;
      await applyStep(applyParts(carry), { kind: "move", id, from, to, hash: there.hash });
    }
  }
}

/** The page is gone from the vault, so its copies are. `path`: where its file lay. */
export async function dropCopies(carry: Carry, id: string, path: string): Promise<void> {
  const { mirror, vault } = carry.parts;
  for (const name of Object.values(attachmentsOf(mirror, id))) {
    const copy = `${attachmentsIn(path.replace(/\.md$/i, ""))}/${name}`;
    const there = await vault.read(copy);
    if (there !== null)
      await applyStep(applyParts(carry), { kind: "discard", path: copy, hash: there.hash });
  }
  setAttachments(mirror, id, {});
}

/** `false`: somebody is at the file; the next run goes on. */
async function attachTo(run: Run, carry: Carry, entry: AtlasEntry): Promise<boolean> {
  const { mirror, vault } = carry.parts;
  const { id } = entry;
  const base = mirror.bases.get(id);
  if (base === null) return true;
  const wanted = hostedIn(base.blocks);
  const had = attachmentsOf(mirror, id);
  const names: Record<string, string> = {};
  const folder = attachmentsIn(entry.folder);
  let signed = new Map(
    hostedIn(mirror.blocks.remote(id) ?? base.blocks).map(({ bare, url }) => [bare, url]),
  );
  let asked = false;
  for (const { bare } of wanted) {
    if (names[bare] !== undefined) continue;
    const known = had[bare];
    if (known !== undefined && (await vault.stat(`${folder}/${known}`)) !== null) {
      names[bare] = known;
      continue;
    }
    if (isRefused(carry, bare)) continue;
    let got = await fetched(run, carry, signed.get(bare) ?? bare);
    if (got.kind === "refused" && !asked) {
      asked = true;
      // The address is older than its hour: a fresh sight of the page has a fresh one.
      await carry.readAgain(id);
      signed = new Map(
        hostedIn(mirror.blocks.remote(id) ?? []).map(({ bare, url }) => [bare, url]),
      );
      got = await fetched(run, carry, signed.get(bare) ?? bare);
    }
    if (got.kind === "refused") refuse(carry, bare);
    if (got.kind !== "file") continue;
    const taken = new Set(
      [...Object.values(had), ...Object.values(names)].filter((name) => name !== known),
    );
    const name = known ?? freeName(bare, taken);
    const step = await applyStep(applyParts(carry), {
      kind: "write",
      id,
      path: `${folder}/${name}`,
      bytes: got.bytes,
      replaces: null,
    });
    if (step.kind === "failed") throw new Error(step.reason);
    names[bare] = name;
  }
  setAttachments(mirror, id, names);
  for (const [bare, name] of Object.entries(had)) {
    if (names[bare] !== undefined) continue;
    const there = await vault.read(`${folder}/${name}`);
    if (there !== null)
      await applyStep(applyParts(carry), {
        kind: "discard",
        path: `${folder}/${name}`,
        hash: there.hash,
      });
  }
  return leadTo(run, carry, entry, wanted, names);
}

const refusedMark = "attachments_refused";
/** What its host refused is not asked for again for this long, ms: each time costs a reading of the page. */
const refusedForMs = 24 * 60 * 60_000;

type Refused = Readonly<Record<string, number>>;

function isRefused({ parts: { mirror, clock } }: Carry, bare: string): boolean {
  const at = mirror.marks.get<Refused>(refusedMark)?.[bare];
  return at !== undefined && clock.now() - at < refusedForMs;
}

function refuse({ parts: { mirror, clock } }: Carry, bare: string): void {
  mirror.marks.set(refusedMark, {
    ...mirror.marks.get<Refused>(refusedMark),
    [bare]: clock.now(),
  });
}

async function fetched(run: Run, { parts }: Carry, url: string): Promise<Downloaded> {
  if (parts.download === undefined) return { kind: "refused", status: 0 };
  const bytesMax = parts.settings.fileBytesMax;
  return parts.download(url, { bytesMax, signal: run.options.signal });
}

/** The name in the address; where the page has another file of that name, with its place in the address behind it. */
function freeName(bare: string, taken: ReadonlySet<string>): string {
  const parts = new URL(bare).pathname.split("/");
  const name = decodeName(parts.at(-1) ?? "");
  if (!taken.has(name)) return name;
  const [, stem = name, extension = ""] = /^(.+?)(\.[^.]*)?$/.exec(name) ?? [];
  const mark = (parts.at(-2) ?? "").replaceAll("-", "").slice(-6);
  for (let count = 1; ; count++) {
    const other = `${stem} (${mark}${count === 1 ? "" : `-${count}`})${extension}`;
    if (!taken.has(other)) return other;
  }
}

/** The settled file with its media led to their copies; anything else in it stays as it is. */
async function leadTo(
  run: Run,
  carry: Carry,
  entry: AtlasEntry,
  media: readonly HostedMedium[],
  names: Attachments,
): Promise<boolean> {
  const { mirror } = carry.parts;
  const { id, dataSource } = entry;
  const base = mirror.bases.get(id);
  const record = mirror.files.byId(id);
  if (base === null || record === null) return true;
  const context = carry.contextFor({ page: id, path: record.path, dataSource });
  const { attachmentPath: _, ...remote } = context;
  const before = textOf(base.file);
  const { flavor } = carry.parts.settings;
  const after = led(
    before,
    media.filter(({ bare }) => names[bare] !== undefined),
    context,
    remote,
    flavor,
  );
  if (after === before) return true;
  const says = (text: string) => forestHash(markdownToPage(text, { context, flavor }).blocks);
  if (says(before) !== says(after)) return true;
  const bytes = bytesOf(after);
  const step = await applyStep(applyParts(carry), {
    kind: "write",
    id,
    path: record.path,
    bytes,
    // Only where Notion's own words lie has changed: no version of the person's is lost.
    replaces: { hash: record.hash, bytes: null },
  });
  if (step.kind !== "done" || step.record === null) return false;
  settle(mirror, [{ page: base.page, blocks: base.blocks, bytes, record: step.record }]);
  run.files.written++;
  return true;
}

function led(
  text: string,
  media: readonly HostedMedium[],
  context: Context,
  remote: Context,
  flavor: Flavor,
): string {
  let result = text;
  for (const { block, bare } of media) {
    const from = blocksToMarkdown([block], { context: remote, flavor }).trim();
    const to = blocksToMarkdown([block], { context, flavor }).trim();
    const path = context.attachmentPath?.(bare) ?? null;
    if (path === null) continue;
    if (result.includes(from)) result = result.replace(from, () => to);
    else
      for (const [open, close] of [
        ["](", ")"],
        ["](<", ">)"],
        ['src="', '"'],
        ['source="', '"'],
      ] as const)
        result = result.replace(
          `${open}${bare}${close}`,
          () => `${open.replace("<", "")}${encodePath(path)}${close.replace(">", "")}`,
        );
  }
  return result;
}
