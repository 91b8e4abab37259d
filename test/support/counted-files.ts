/**
 * The disk, with a word on whether somebody waits for it: a virtual clock stands still meanwhile.
 */
import { type Files, systemFiles } from "../../src/platform/files.ts";

/** Counts the calls that are under way. */
export function counted(): { readonly files: Files; readonly busy: () => boolean } {
  let pending = 0;
  const files = new Proxy(systemFiles, {
    get: (target, name: keyof Files) => {
      const call = target[name] as unknown;
      if (typeof call !== "function") return call;
      return (...given: unknown[]) => {
        const result: unknown = call.apply(target, given);
        if (!(result instanceof Promise)) return result;
        pending++;
        return result.finally(() => pending--);
      };
    },
  });
  return { files, busy: () => pending > 0 };
}
