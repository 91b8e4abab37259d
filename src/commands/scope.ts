/** `--only`, `--depth` and `--since`: what `clone` writes into the configuration, and `pull` and `sync` keep to for once. */
import type { ScopeRules } from "../../sync/local/bounds.ts";
import { moment } from "../config-keys.ts";
import { ConfigError, exitCodes } from "../platform/errors.ts";
import { type Invocation, text, texts } from "./command.ts";
import { number } from "./number.ts";

/** `null` when none of the three is given. @throws ConfigError */
export function scopeOptions(invocation: Invocation): Omit<ScopeRules, "roots"> | null {
  const only = texts(invocation, "only");
  const depth = number(invocation, "depth", "--depth") ?? null;
  const given = text(invocation, "since");
  const since = given === undefined ? null : sinceOf(given, invocation.world.clock.now());
  if (depth === 0) throw wrong("Expected --depth to be at least 1, got 0");
  if (only.some((pattern) => pattern.trim() === "")) throw wrong("--only names nothing");
  return only.length === 0 && depth === null && since === null ? null : { only, depth, since };
}

const dayMs = 24 * 60 * 60_000;
const days: Readonly<Record<string, number>> = { d: 1, w: 7 };

/** A date as it is; `30d` and `4w` as the day that long before now. @throws ConfigError */
export function sinceOf(given: string, now: number): string {
  const ago = /^(\d{1,5})\s*([dw])$/.exec(given.trim());
  const at = ago
    ? new Date(now - Number(ago[1]) * (days[ago[2] ?? ""] ?? 1) * dayMs).toISOString().slice(0, 10)
    : moment(given.trim());
  if (at === null) throw wrong(`Expected a date such as 2026-01-31, 30d or 4w, got ${given}`);
  return at;
}

const wrong = (message: string) =>
  new ConfigError(message, { code: "bad_option", exitCode: exitCodes.usage });
