/**
 * The text of a version as its file is to hold it today: with its links led to where pages lie by now and with what
 * Notion computes as it is now, all else as it was.
 */
import type { Context } from "../converters/context.ts";
import { markdownToPage } from "../converters/page.ts";
import type { Base, HistoryEntry, Mirror } from "../src/mirror/mirror.ts";
import { formerlyIn } from "./formerly.ts";
import { isAgreed, isOfSidecar, type Restorable, textOfEntry, versionOf } from "./history.ts";
import { relinkFile } from "./local/relinking.ts";
import { printFile, rewriteFile, textOf, withComputed } from "./local/text.ts";
import type { ContextNow } from "./run/context-now.ts";
import type { SyncSettings } from "./run/parts.ts";

interface TextParts {
  readonly mirror: Mirror;
  readonly settings: SyncSettings;
}

/** @param there The file as it is; `null` where there is none */
export function textToday(
  parts: TextParts,
  version: Restorable,
  contextOf: ContextNow,
  path: string,
  there: { readonly bytes: Uint8Array } | null,
): Uint8Array {
  // What was agreed on is told apart from an edit by its bytes.
  if (isAgreed(version)) return textOfEntry(parts, version);
  const context = contextOf(version.page, path);
  const base = parts.mirror.bases.get(version.page);
  if (version.side === "remote") return ofNotion(parts, version, context, path, base, there);
  const bytes = parts.mirror.history.content(version.id);
  if (base === null || isOfSidecar(version)) return bytes;
  const led = ledAnew(parts, { ...base, file: bytes }, contextOf, version.path ?? path, path);
  return withComputed(led, base.page, path, context, parts.settings);
}

/** What Notion's version and the file have in common stays as the file has it. */
function ofNotion(
  { mirror, settings }: TextParts,
  entry: HistoryEntry,
  context: Context,
  path: string,
  base: Base | null,
  there: { readonly bytes: Uint8Array } | null,
): Uint8Array {
  const version = versionOf(mirror, entry);
  const bytes =
    there === null || base === null || Buffer.compare(base.file, there.bytes) !== 0
      ? printFile(version, path, context, settings)
      : rewriteFile({ bytes: there.bytes, blocks: base.blocks }, version, path, context, settings);
  return base === null ? bytes : withComputed(bytes, base.page, path, context, settings);
}

/** `from`: where the file lay when it said that, `path`: where it lies. */
function ledAnew(
  { mirror, settings }: TextParts,
  { page, file }: Pick<Base, "page" | "file">,
  contextOf: ContextNow,
  from: string,
  path: string,
): Uint8Array {
  const { context: then, hasMet } = formerlyIn(mirror, [])(contextOf(page.id, from), from);
  const { flavor } = settings;
  const { blocks } = markdownToPage(textOf(file), { context: then, flavor });
  if (from === path && !hasMet()) return file;
  const now = contextOf(page.id, path);
  return relinkFile({ page, blocks, file }, then, now, settings, () => true);
}
