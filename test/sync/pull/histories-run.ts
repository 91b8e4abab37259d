/**
 * Many random histories, outside the test suite: `npm run histories -- 200` prints how many ended with the
 * mirror equal to the workspace, and a line to run for each that did not.
 */
import { history } from "./histories.ts";

const count = Number(process.argv[2] ?? 200);
const first = Number(process.argv[3] ?? 1);
let failed = 0;
for (let seed = first; seed < first + count; seed++) {
  const wrong = await history(seed).catch((error: unknown) => [String(error)]);
  if (wrong.length === 0) continue;
  failed++;
  console.error(`npm run histories -- 1 ${seed}`);
  for (const line of wrong) console.error(`  ${line}`);
}
console.error(
  `${count - failed} of ${count} histories ended with the mirror equal to the workspace`,
);
process.exitCode = failed === 0 ? 0 : 1;
