/**
 * Bytes that are kept but seldom read, made small. zlib's own checksum tells when they were damaged.
 */

/** Loaded when it is first needed, which for many commands is never. */
const zlib = () => process.getBuiltinModule("node:zlib");

/** Fast rather than small: a clone settles thousands of pages. */
const fastest = 1;

export const compress = (bytes: Uint8Array | string): Buffer =>
  zlib().deflateSync(bytes, { level: fastest });

export const decompress = (bytes: Uint8Array): Buffer => zlib().inflateSync(bytes);
