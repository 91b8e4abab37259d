/**
 * The bytes behind a signed address, with a bound on how many: no token goes along, since the address itself
 * is the permission, and lasts an hour.
 */
import { TransportError } from "./transport.ts";

export type Downloaded =
  | { readonly kind: "file"; readonly bytes: Uint8Array }
  | { readonly kind: "too-big" }
  /** The host said no: 403 for an address whose hour is over. */
  | { readonly kind: "refused"; readonly status: number };

/** Rejects with `TransportError`, or with the signal's reason. */
export type Download = (
  url: string,
  options: { readonly bytesMax: number; readonly signal?: AbortSignal | undefined },
) => Promise<Downloaded>;

/** Without a byte for this long the host is given up, ms. */
const silenceMs = 60_000;

export const undiciDownload: Download = async (url, { bytesMax, signal }) => {
  const { request } = await import("undici");
  try {
    const { statusCode, headers, body } = await request(url, {
      headersTimeout: silenceMs,
      bodyTimeout: silenceMs,
      ...(signal === undefined ? {} : { signal }),
    });
    const told = Number(headers["content-length"]);
    if (statusCode !== 200 || told > bytesMax) {
      body.destroy();
      return statusCode === 200 ? { kind: "too-big" } : { kind: "refused", status: statusCode };
    }
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      length += chunk.byteLength;
      if (length > bytesMax) return { kind: "too-big" };
      chunks.push(chunk);
    }
    return { kind: "file", bytes: Buffer.concat(chunks) };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    const reason = error instanceof Error ? error.message : String(error);
    throw new TransportError(`A file could not be downloaded: ${reason}`, {
      sent: false,
      cause: error,
    });
  }
};
