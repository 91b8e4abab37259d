/** Options that are numbers. */
import { ConfigError, exitCodes } from "../platform/errors.ts";
import { type Invocation, text } from "./command.ts";

/** A whole number given to an option. @throws ConfigError */
export function number(invocation: Invocation, name: string, flags: string): number | undefined {
  const value = text(invocation, name);
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value)) {
    throw new ConfigError(`Expected ${flags} to be a whole number, got ${value}`, {
      code: "bad_option",
      exitCode: exitCodes.usage,
    });
  }
  return Number(value);
}
