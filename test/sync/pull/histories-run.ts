/**
 * Many random histories, outside the test suite: `npm run histories -- 200 [first seed]` prints how many ended with
 * the mirror, and with the vault, equal to the workspace, and a line to run for each that did not.
 */
import { vaultHistory } from "../cycle/histories.ts";
import { history } from "./histories.ts";

const count = Number(process.argv[2] ?? 200);
const first = Number(process.argv[3] ?? 1);
let failed = 0;
for (const [what, story] of [
  ["mirror", history],
  ["vault", vaultHistory],
] as const) {
  let held = 0;
  for (let seed = first; seed < first + count; seed++) {
    const wrong = await story(seed).catch((error: unknown) => [
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    ]);
    if (wrong.length === 0) {
      held++;
      continue;
    }
    console.error(`npm run histories -- 1 ${seed}   (${what})`);
    for (const line of wrong) console.error(`  ${line}`);
  }
  failed += count - held;
  console.error(`${held} of ${count} histories ended with the ${what} equal to the workspace`);
}
process.exitCode = failed === 0 ? 0 : 1;
