/**
 * Files as one word: where they lie, so that it can be told again whether Notion hosts them.
 *
 * A hosted file is its local copy's path, or its address without the signature, which differs at every
 * read. `file:` and `external:` stand before an address only where its host would tell the wrong thing.
 */
import { withoutSignature } from "../../src/notion/canonical.ts";
import { isHosted } from "../blocks/hosted.ts";
import type { Context } from "../context.ts";
import { decodePath, encodePath, isPath } from "../rich-text/destination.ts";

type AnyFile = {
  readonly type?: string | undefined;
  readonly external?: { readonly url: string };
  readonly file?: { readonly url: string };
};

export function printFile(file: AnyFile, context: Context): string {
  if (file.external !== undefined) {
    const { url } = file.external;
    return isHosted(url) || !isAddress(url) ? `external:${url}` : url;
  }
  const bare = withoutSignature(file.file?.url ?? "");
  const path = context.attachmentPath?.(bare) ?? null;
  if (path !== null) return encodePath(path);
  return isHosted(bare) ? bare : `file:${bare}`;
}

export type ReadFile =
  | { readonly type: "file"; readonly file: { readonly url: string } }
  | { readonly type: "external"; readonly external: { readonly url: string } };

/** `null`: neither an address nor the path of a hosted file's local copy. */
export function readFile(word: string, context: Context): ReadFile | null {
  if (word.startsWith("file:")) return { type: "file", file: { url: word.slice(5) } };
  if (word.startsWith("external:")) return { type: "external", external: { url: word.slice(9) } };
  if (isAddress(word))
    return isHosted(word)
      ? { type: "file", file: { url: withoutSignature(word) } }
      : { type: "external", external: { url: word } };
  const url = isPath(word) ? (context.attachmentUrl?.(decodePath(word)) ?? null) : null;
  return url === null ? null : { type: "file", file: { url } };
}

const isAddress = (text: string): boolean => /^https?:\/\/\S+$/i.test(text);
