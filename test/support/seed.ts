/**
 * One seed for every property of a run of the default suite, so that a change is judged by what it changed and
 * not by chance. `SEED=random` draws a new one (the long runs do) and prints it, `SEED=123` repeats one; a failure
 * prints its seed and path.
 */
import fc from "fast-check";

const given = process.env["SEED"];
const usual = 20_261_121;
const drawn = () => {
  const seed = Date.now() % 0x7fff_ffff;
  console.error(`SEED=${seed}`);
  return seed;
};

const seed = given === "random" ? drawn() : Number(given ?? usual);

fc.configureGlobal({ seed });

/** Of runs that count their seeds up: 1, or where `SEED` says. */
export const firstSeed = given === undefined ? 1 : seed;
