/**
 * A watching engine in virtual time, with default timings, that is hinted at what an editor saves.
 */
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { defaultConfig } from "../../../src/config.ts";
import { runDaemon } from "../../../sync/daemon.ts";
import { type Engine, engine } from "../../support/app.ts";
import type { VirtualClock } from "../../support/virtual-clock.ts";

export interface Watching {
  /** What the system's watcher would say: something happened at this path. */
  hint(path: string): void;
  /** Changes a file as an editor does, now. */
  save(path: string, edit: (text: string) => string): void;
}

/** Goes on until the test ends. */
export function watching({ folder, parts }: Engine, time: VirtualClock): Watching {
  const stopping = new AbortController();
  let hint: (path: string) => void = () => undefined;
  const running = runDaemon({
    parts,
    watch: async (onHint) => {
      hint = onHint;
      return { trouble: null, close: async () => undefined };
    },
    onReport: () => undefined,
    onError: (error) => {
      throw error;
    },
    signal: stopping.signal,
    timings: {
      pollMs: defaultConfig.pollIntervalMs,
      pushDelayMs: defaultConfig.pushDelayMs,
      pushDelayMaxMs: defaultConfig.pushDelayMaxMs,
    },
    twoWay: true,
  });
  onTestFinished(async () => {
    stopping.abort();
    await time.run(running);
  });
  return {
    hint: (path) => hint(path),
    save: (path, edit) => {
      folder.write(path, edit(folder.read(path)));
      utimesSync(join(folder.path, path), time.now() / 1000, time.now() / 1000);
      hint(path);
    },
  };
}

/** What is loaded when it is first needed takes real time, which no virtual clock waits for. */
export async function loadAll(): Promise<void> {
  const world = await engine({ workspace: "empty" });
  await world.sync();
  world.save("Start.md", `${world.folder.read("Start.md")}\nA line.\n`);
  await world.sync();
}
