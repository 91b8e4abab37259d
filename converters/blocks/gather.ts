/**
 * Long texts put together piece by piece. An engine keeps such a text as a tree of its pieces, one node a piece,
 * until it is read; of a document of 100,000 blocks all of them would be alive at once, and the collector
 * carries them about.
 */

/** Characters from which on the pieces are put together: some hundred blocks. */
export const gatheredMin = 16_384;

/** The same text in one piece: asked for a character, the engine lets go of the pieces. */
export function gathered(text: string): string {
  text.charCodeAt(0);
  return text;
}
