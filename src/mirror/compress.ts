/**
 * Bytes that are kept but seldom read, made small. zlib's own checksum tells when they were damaged.
 */
import { constants, deflateSync, inflateSync } from "node:zlib";

/** Fast rather than small: a clone settles thousands of pages. */
const options = { level: constants.Z_BEST_SPEED };

export const compress = (bytes: Uint8Array | string): Buffer => deflateSync(bytes, options);

export const decompress = (bytes: Uint8Array): Buffer => inflateSync(bytes);
