/**
 * A process that can be killed at any step: from then on nothing of it reaches the disk or the network.
 */
import type { Transport } from "../../src/notion/transport.ts";
import { type Files, systemFiles } from "../../src/platform/files.ts";

class Killed extends Error {}

/** A process that dies at its step `at`: from then on nothing of it reaches the disk or the network. */
export function mortal(at = Number.POSITIVE_INFINITY) {
  let steps = 0;
  let alive = true;
  const step = () => {
    if (!alive) throw new Killed();
    if (++steps === at) {
      alive = false;
      throw new Killed();
    }
  };
  const mutating = [
    "writeNew",
    "rename",
    "link",
    "remove",
    "removeFolder",
    "fsyncFolder",
    "makeFolder",
  ] as const;
  const files: Files = { ...systemFiles };
  for (const name of mutating)
    Object.assign(files, {
      [name]: async (...args: never[]) => {
        step();
        return (systemFiles[name] as (...args: never[]) => unknown)(...args);
      },
    });
  /** Dies before the request leaves, or after it was answered: by turns. */
  const transport =
    (real: Transport): Transport =>
    async (request, signal) => {
      step();
      const answer = await real(request, signal);
      step();
      return answer;
    };
  return {
    files,
    transport,
    get steps() {
      return steps;
    },
    revive: () => {
      alive = true;
      steps = Number.NEGATIVE_INFINITY;
    },
  };
}
