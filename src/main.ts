/**
 * Runs one command line in a given world. Apart from `cli.ts`, so that tests call it without a process.
 */
import { Command, CommanderError } from "commander";
import { catalogue } from "./commands/catalogue.ts";
import type { CommandSpec } from "./commands/command.ts";
import { report } from "./output.ts";
import { type ExitCode, exitCodes, InterruptedError } from "./platform/errors.ts";
import { version } from "./version.ts";
import type { World } from "./world.ts";

/** Rejects with `InterruptedError` when the user stops the program; a second signal is the shell's business. */
function interruption(world: World): {
  readonly signal: AbortSignal;
  readonly release: () => void;
} {
  const controller = new AbortController();
  const release = world.process.onSignal((name) => {
    controller.abort(
      new InterruptedError(`Stopped by ${name}.`, {
        code: "interrupted",
        exitCode: exitCodes.interrupted,
        next: "Nothing is lost: run the same command again to go on.",
      }),
    );
  });
  return { signal: controller.signal, release };
}

const gathered = (value: string, before: readonly string[]): readonly string[] => [
  ...before,
  value,
];

/** A command that the command line does not name is only listed: what it takes costs more to build than the rest of `--help`. */
function add(
  program: Command,
  spec: CommandSpec,
  isNamed: boolean,
  world: World,
  done: (code: ExitCode) => void,
): void {
  const command = program.command(spec.name).description(spec.summary);
  if (spec.arguments !== undefined) command.argument(spec.arguments);
  if (!isNamed) return;
  command.option("--json", "print one JSON object instead of text");
  for (const { flags, summary, repeatable } of spec.options ?? []) {
    if (repeatable === true) command.option(flags, summary, gathered, []);
    else command.option(flags, summary);
  }
  command.action(async (...received: unknown[]) => {
    const options = command.opts<Record<string, unknown>>();
    const args = received
      .slice(0, -2)
      .flat()
      .filter((one): one is string => typeof one === "string");
    const { signal, release } = interruption(world);
    try {
      const { run } = await spec.load();
      done(await run({ world, arguments: args, options, signal, runCli }));
    } catch (error) {
      done(report(world.process, signal.aborted ? signal.reason : error, options["json"] === true));
    } finally {
      release();
    }
  });
}

export async function runCli(world: World, argv: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.fine;
  const program = new Command("notion-mirror")
    .description("A Notion workspace as SQLite and Markdown on your own disk, and your edits back.")
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.process.stdout.write(text),
      writeErr: (text) => world.process.stderr.write(text),
    })
    .showHelpAfterError("Type notion-mirror --help for the commands.")
    .addHelpText(
      "after",
      "\nExit codes: 0 fine, 1 finished with failures, 2 usage, 3 conflicts left, 4 authentication or permission,\n" +
        "5 stopped by a guard, 6 schema changed, 7 base missing, 130 interrupted.\n" +
        "Environment: NOTION_API_TOKEN (then NOTION_TOKEN), NOTION_API_BASE_URL.",
    );
  const named = catalogue.filter((spec) => spec.name === argv[0]);
  for (const spec of named.length > 0 ? named : catalogue) {
    add(program, spec, argv.includes(spec.name), world, (code) => {
      exitCode = code;
    });
  }
  // A signal handler leaves the program its own way out of a broken pipe (`notion-mirror sql … | head`).
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
  }
  return exitCode;
}
