/** `sql`: one read-only query on the mirror. */
import { locateVault } from "../app.ts";
import { runSql } from "../mirror/query.ts";
import { counted, table } from "../output.ts";
import { exitCodes } from "../platform/errors.ts";
import { flag, type RunCommand } from "./command.ts";

export const run: RunCommand = async (invocation) => {
  const { world } = invocation;
  const { mirrorPath } = await locateVault(world);
  const { columns, rows } = runSql(world.openDatabase, mirrorPath, invocation.arguments.join(" "));
  if (flag(invocation, "json")) {
    const objects = rows.map((row) =>
      Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null])),
    );
    world.process.stdout.write(`${JSON.stringify(objects)}\n`);
  } else if (columns.length > 0) {
    world.process.stdout.write(`${table(columns, rows)}\n`);
    if (world.process.stdout.isTerminal)
      world.process.stderr.write(`${counted(rows.length, "row")}\n`);
  }
  return exitCodes.fine;
};
