/**
 * Chance, as a parameter: jitter, temporary names and ids are drawn from a `Random`.
 */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
}

export const systemRandom: Random = {
  // The global one: importing `node:crypto` would be felt at every start.
  next: () => {
    const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
    return (high * 2 ** 21 + (low >>> 11)) / 2 ** 53;
  },
};

/** The same sequence for the same seed, on every machine (mulberry32; public domain, Tommy Ettinger). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return {
    next: () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let t = state;
      t = Math.imul(t ^ (t >>> 15), t | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    },
  };
}

/** A lower-case base-36 token of `length` characters, for temporary file names. */
export function token(random: Random, length: number): string {
  let text = "";
  while (text.length < length) text += Math.floor(random.next() * 36).toString(36);
  return text;
}
