/**
 * Titles as file names that every file system takes, and that stay pleasant to read and type.
 *
 * What changes here is not lost: a page whose name had to be changed bears its title in the front matter.
 */

/** The name of a file in an address, as a name that every file system takes; never hidden, never empty. */
export function decodeName(encoded: string): string {
  let name = encoded;
  try {
    name = decodeURIComponent(encoded);
  } catch {
    // Not encoded after all.
  }
  return safeName(name);
}

/** Bytes of UTF-8 of one name, without its extension. */
export const nameBytesMax = 120;

/** UTF-16 units of a path relative to the vault stay below this. */
export const pathLengthMax = 240;

/** Name of a page without a title. */
export const untitled = "Untitled";

/**
 * `title` as a file name without extension: NFC, never empty, at most `bytesMax` bytes, cut between
 * graphemes. Equal titles give equal names; different ones may collide (`nameKey` tells).
 */
export function safeName(title: string, bytesMax = nameBytesMax): string {
  const readable = title
    .replaceAll(/\p{Surrogate}/gu, "\ufffd")
    .normalize("NFC")
    .replaceAll(invisible, "")
    .replaceAll(/\s+/gu, " ")
    .replaceAll(": ", " - ")
    .replaceAll('"', "'")
    .replaceAll(/[?*]/g, "")
    .replaceAll(/[<>:/\\|]/g, "-");
  // A leading dot hides the file, a leading dash makes it an option; `~$` marks an office lock file.
  const trimmed = trimEnd(readable.replace(/^[\s.~-]+(?=\S)|^[\s.~-]+$/u, ""));
  const name = trimEnd(cutToBytes(trimmed, bytesMax));
  if (name === "") return untitled;
  return reserved.test(name) ? name.replace(/(?=\.|$)/, "_") : name;
}

/** Control characters, zero-width ones and the marks that turn the direction of text; joiners stay, emoji need them. */
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufffe\uffff]/g;

/** Names of devices on Windows, with any extension, and the one folder of ours. */
const reserved =
  /^(?:(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?|_files)$/i;

const trimEnd = (text: string) => text.replace(/[\s.]+$/u, "");

let segmenter: Intl.Segmenter | undefined;
/** Made when the first name is cut: it costs more than most commands have to do with names. */
const graphemes = (text: string) => {
  segmenter ??= new Intl.Segmenter("und", { granularity: "grapheme" });
  return segmenter.segment(text);
};
const byteLength = (text: string) => Buffer.byteLength(text, "utf8");

/** The longest run of whole graphemes at the start of `text` that takes at most `bytesMax` bytes. */
function cutToBytes(text: string, bytesMax: number): string {
  if (byteLength(text) <= bytesMax) return text;
  let length = 0;
  let bytes = 0;
  for (const { segment } of graphemes(text)) {
    bytes += byteLength(segment);
    if (bytes > bytesMax) break;
    length += segment.length;
  }
  // A single grapheme can be longer than the limit (a letter under a hundred marks): then whole characters do.
  if (length > 0) return text.slice(0, length);
  let cut = "";
  for (const character of text) {
    if (byteLength(cut + character) > bytesMax) break;
    cut += character;
  }
  return cut;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ascii = /^[\u0000-\u007f]*$/;

/** `name` in NFC; one in ASCII is. */
export const inNfc = (name: string): string => (ascii.test(name) ? name : name.normalize("NFC"));

/** Equal for two names that one file system or another takes for the same: letter case and normal form aside. */
export const nameKey = (name: string): string =>
  name.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");

/** `name` with the last `digits` hex digits of `id` behind it: `Tasks (a1b2c3)`. */
export function nameWithId(
  name: string,
  id: string,
  digits: number,
  bytesMax = nameBytesMax,
): string {
  const suffix = ` (${id.replaceAll("-", "").slice(-digits)})`;
  return `${trimEnd(cutToBytes(name, bytesMax - suffix.length)) || untitled.slice(0, 8)}${suffix}`;
}

/** File of the engine beside the page that has an unsettled conflict: `Title.conflict-a1b2c3.md`. */
export const sidecarName = /\.conflict-[0-9a-z]{4,32}\.md$/i;

/**
 * What file services name the losing copy of a file: Dropbox, OneDrive (by computer name), Google Drive,
 * Nextcloud, Syncthing, Box, iCloud's numbered twin is left out, since people write such names themselves.
 */
const conflictCopies: readonly RegExp[] = [
  /\((?:[^()]*\b)?conflicted copy\b[^()]*\)\.md$/i,
  /\(case conflict(?: \d+)?\)\.md$/i,
  /\.sync-conflict-\d{8}-\d{6}(?:-[A-Z0-9]{7})?\.md$/i,
  /\[conflict(?:ed)?(?: \d+)?\]\.md$/i,
  /_conf\(\d+\)\.md$/i,
];

export const isConflictCopy = (name: string): boolean =>
  /conf/i.test(name) && conflictCopies.some((pattern) => pattern.test(name));
