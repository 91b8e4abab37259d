/**
 * The command line without a process: `type(...)` runs one command in a temporary folder against a pretend
 * Notion in memory, and returns what a person would have seen.
 */
import { createNotion, type Notion, type NotionOptions } from "../../fixtures/index.ts";
import { runCli } from "../../src/main.ts";
import type { Transport } from "../../src/notion/transport.ts";
import type { ExitCode } from "../../src/platform/errors.ts";
import type { Output } from "../../src/platform/process.ts";
import { realWorld, type World } from "../../src/world.ts";
import { downloadFrom } from "./downloads.ts";
import { type Folder, temporaryFolder } from "./folder.ts";

export interface Seen {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
  /** `stdout` parsed, for `--json`. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into it without ceremony
  json(): any;
}

export interface Terminal {
  readonly folder: Folder;
  readonly notion: Notion;
  /** Runs `notion-mirror ...argv` in `folder`, or in the vault's folder `notes` once it exists. */
  type(argv: readonly string[], changes?: Changes): Promise<Seen>;
}

export interface Changes {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly workingFolder?: string;
  readonly world?: Partial<World>;
  readonly transport?: Transport;
  /** Somebody sits at it, and answers. */
  readonly ask?: (question: string) => Promise<string | null>;
}

function captured(isTerminal: boolean): Output & { text: string } {
  return {
    text: "",
    isTerminal,
    width: 100,
    write(text) {
      this.text += text;
    },
  };
}

export function terminal(options: NotionOptions & { readonly notion?: Notion } = {}): Terminal {
  const folder = temporaryFolder();
  const notion = options.notion ?? createNotion(options);
  const real = realWorld();
  return {
    folder,
    notion,
    async type(argv, changes = {}) {
      const stdout = captured(false);
      const stderr = captured(changes.ask !== undefined);
      const world: World = {
        ...real,
        connect: async () => changes.transport ?? notion.handle,
        download: downloadFrom(notion),
        ...changes.world,
        process: {
          ...real.process,
          environment: {
            NOTION_API_TOKEN: notion.token,
            HOME: folder.path,
            ...changes.environment,
          },
          homeFolder: folder.path,
          workingFolder: changes.workingFolder ?? folder.path,
          stdout,
          stderr,
          ask: changes.ask ?? (async () => null),
          ...changes.world?.process,
        },
      };
      const code = await runCli(world, argv);
      return {
        code,
        stdout: stdout.text,
        stderr: stderr.text,
        json: () => JSON.parse(stdout.text),
      };
    },
  };
}
