/**
 * Files that a pretend Notion hosts, fetched without a socket.
 */
import type { Notion } from "../../fixtures/index.ts";
import type { Download } from "../../src/notion/download.ts";

/** The file host of a pretend Notion, as the engine asks it. */
export const downloadFrom =
  (notion: Notion): Download =>
  async (url, { bytesMax }) => {
    const { status, body } = await notion.download(url);
    if (status !== 200) return { kind: "refused", status };
    return body.byteLength > bytesMax ? { kind: "too-big" } : { kind: "file", bytes: body };
  };
