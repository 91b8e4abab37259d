/** `log`: versions that were replaced, newest first; of one page, or of all. */
import { pageAt } from "../../sync/history.ts";
import { openOffline } from "../app.ts";
import { ConfigError, exitCodes } from "../platform/errors.ts";
import { flag, type RunCommand } from "./command.ts";
import { vaultPath } from "./paths.ts";

const listedMax = 50;

export const run: RunCommand = async (invocation) => {
  const { world } = invocation;
  const app = await openOffline(world, { locked: false });
  try {
    const { mirror } = app.parts;
    const [path] = invocation.arguments;
    const page =
      path === undefined ? null : pageAt(mirror, vaultPath(world, app.location.root, path));
    if (path !== undefined && page === null) {
      throw new ConfigError(`The history knows no page at ${path}.`, {
        code: "unknown_path",
        exitCode: exitCodes.usage,
        where: path,
        next: "Give the path as `notion-mirror log` prints it, from the vault's root.",
      });
    }
    const entries = mirror.history.list(page === null ? {} : { page });
    if (flag(invocation, "json")) world.process.stdout.write(`${JSON.stringify(entries)}\n`);
    else {
      for (const entry of entries.slice(0, listedMax)) {
        const when = new Date(entry.at).toISOString().slice(0, 19).replace("T", " ");
        const name = entry.path ?? mirror.files.byId(entry.page)?.path ?? entry.page;
        const side = entry.side === "local" ? "file" : "Notion";
        world.process.stdout.write(
          `#${entry.id}  ${when}  ${side.padEnd(6)}  ${entry.reason.padEnd(11)}  ${entry.run}  ${name}\n`,
        );
      }
      if (entries.length === 0) world.process.stderr.write("Nothing was replaced yet.\n");
      if (entries.length > listedMax)
        world.process.stderr.write(
          `… ${entries.length - listedMax} older ones (--json lists all)\n`,
        );
    }
    return exitCodes.fine;
  } finally {
    await app.close();
  }
};
