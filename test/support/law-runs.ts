/**
 * How often a law is tried: `LAW_RUNS`, which the long run sets to 10,000, else what the default suite can
 * afford. The seed is that of test/support/seed.ts.
 */
const given = process.env["LAW_RUNS"];

export const isLongRun = given !== undefined;

export const lawRuns = (usual: number): number => (given === undefined ? usual : Number(given));

/** Time for a law and for the shrinking of what breaks it, in milliseconds. */
export const lawTimeoutMs = (runs: number): number => 30_000 + runs * 60;
