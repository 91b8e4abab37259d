/**
 * Local copies of the media that Notion hosts: which a page has, under which names, and whose are still to be
 * fetched. Where they lie follows from where the page lies: in `_files`, in the folder of its children.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";
import { withoutSignature } from "../../src/notion/canonical.ts";
import { type BlockTree, contentOf, walk } from "../../src/notion/tree.ts";
import { attachmentsFolder } from "../../src/vault/paths.ts";

/** Names of a page's local copies by the addresses of the files, without signatures. */
export type Attachments = Readonly<Record<string, string>>;

const nameOf = (page: string) => `attachments ${page}`;
const dueMark = "attachments_due";

export const attachmentsOf = (mirror: Mirror, page: string): Attachments =>
  mirror.marks.get<Attachments>(nameOf(page)) ?? {};

export function setAttachments(mirror: Mirror, page: string, attachments: Attachments): void {
  if (Object.keys(attachments).length === 0) mirror.marks.remove(nameOf(page));
  else mirror.marks.set(nameOf(page), attachments);
}

/** Pages that were settled with hosted media, and whose files were not looked at since. */
export const attachmentsDue = (mirror: Mirror): readonly string[] =>
  mirror.marks.get<readonly string[]>(dueMark) ?? [];

export function setAttachmentsDue(mirror: Mirror, pages: readonly string[]): void {
  if (pages.length === 0) mirror.marks.remove(dueMark);
  else mirror.marks.set(dueMark, pages);
}

/** Notes which of the settled pages have media to fetch, or copies of media that they may not have any more. */
export function oweAttachments(
  mirror: Mirror,
  settled: readonly { readonly id: string; readonly blocks: readonly BlockTree[] }[],
): void {
  const pages = settled.filter(
    ({ id, blocks }) =>
      hostedIn(blocks).length > 0 || Object.keys(attachmentsOf(mirror, id)).length > 0,
  );
  if (pages.length === 0) return;
  setAttachmentsDue(mirror, [
    ...new Set([...attachmentsDue(mirror), ...pages.map(({ id }) => id)]),
  ]);
}

export interface HostedMedium {
  readonly block: BlockTree;
  /** As read: signed. */
  readonly url: string;
  /** The same file has the same at every read. */
  readonly bare: string;
}

const media: ReadonlySet<string> = new Set(["image", "video", "audio", "file", "pdf"]);

/** What of a page's blocks Notion hosts itself. */
export function hostedIn(blocks: readonly BlockTree[]): readonly HostedMedium[] {
  const found: HostedMedium[] = [];
  for (const block of walk(blocks)) {
    if (!media.has(block.type)) continue;
    const content = contentOf(block);
    const file = content["file"] as { readonly url?: string } | undefined;
    if (content["type"] === "external" || !/^https?:/.test(file?.url ?? "")) continue;
    const url = file?.url ?? "";
    found.push({ block, url, bare: withoutSignature(url) });
  }
  return found;
}

/** The folder of a page's local copies, from the folder of what lies below it. */
export const attachmentsIn = (folder: string): string => `${folder}/${attachmentsFolder}`;

/** The name of a local copy that a path in a text means, wherever its page lay when it was written. */
export const attachmentNamed = (path: string): string | null =>
  new RegExp(`(?:^|/)${attachmentsFolder}/([^/]+)$`).exec(path)?.[1] ?? null;
