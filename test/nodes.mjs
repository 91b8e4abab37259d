/**
 * Runs the test suite on every Node that we promise to support, each brought by the npm package `node`.
 *
 * Not part of CI: it downloads. `npm run test:nodes -- 22 24` names versions.
 */
import { spawnSync } from "node:child_process";

const versions = process.argv.length > 2 ? process.argv.slice(2) : ["20", "22", "24", "26"];
const failed = [];
for (const version of versions) {
  process.stdout.write(`\n== Node ${version} ==\n`);
  const { status } = spawnSync(
    "npx",
    [
      "--yes",
      "-p",
      `node@${version}`,
      "--",
      "node",
      "node_modules/vitest/vitest.mjs",
      "run",
      "--reporter=dot",
    ],
    { stdio: "inherit", shell: process.platform === "win32" },
  );
  if (status !== 0) failed.push(version);
}
if (failed.length > 0) {
  process.stderr.write(`\nFailed on Node ${failed.join(", ")}\n`);
  process.exit(1);
}
process.stdout.write(`\nPassed on Node ${versions.join(", ")}\n`);
