/**
 * Files that Notion hosts and files that lie elsewhere, told apart by their address alone.
 *
 * A hosted one is printed without its signature, which differs at every read.
 */
import { withoutSignature } from "../../src/notion/canonical.ts";

const hosts =
  /^https?:\/\/(?:prod-files-secure\.s3[\w.-]*\.amazonaws\.com\/|s3[\w.-]*\.amazonaws\.com\/secure\.notion-static\.com\/|file\.notion\.so\/|(?:www\.)?notion\.so\/signed\/|[\w-]+\.notionusercontent\.com\/)/i;

export const isHosted = (url: string): boolean => hosts.test(url);

type AnyFile = {
  readonly type?: string | undefined;
  readonly external?: { readonly url: string };
  readonly file?: { readonly url: string };
};

/** The address as it is printed. */
export function fileAddress(file: AnyFile): string {
  if (file.external !== undefined) return file.external.url;
  return withoutSignature(file.file?.url ?? "");
}
