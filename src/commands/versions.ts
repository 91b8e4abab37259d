/** Which kept version a person means: `#12` or `12`, or the one that was current at a time. */
import { pageAt, versionAt } from "../../sync/history.ts";
import type { OfflineApp } from "../app.ts";
import type { HistoryEntry, Mirror } from "../mirror/mirror.ts";
import { ConfigError, exitCodes } from "../platform/errors.ts";
import { type Invocation, text } from "./command.ts";
import { vaultPath } from "./paths.ts";

const unknown = (message: string, where: string) =>
  new ConfigError(message, {
    code: "unknown_version",
    exitCode: exitCodes.usage,
    where,
    next: "notion-mirror log lists the versions that the history holds, with their numbers.",
  });

/** The one that the first argument and `--at` name. @throws ConfigError `unknown_version` */
export const versionTyped = (app: OfflineApp, invocation: Invocation): HistoryEntry =>
  versionNamed(app.parts.mirror, invocation.arguments[0] ?? "", text(invocation, "at"), (typed) =>
    vaultPath(invocation.world, app.location.root, typed),
  );

function versionNamed(
  mirror: Mirror,
  name: string,
  at: string | undefined,
  pathOf: (typed: string) => string,
): HistoryEntry {
  const number = /^#?(\d+)$/.exec(name)?.[1];
  if (number !== undefined) {
    const entry = mirror.history.list().find((one) => one.id === Number(number));
    if (entry === undefined) throw unknown(`The history holds no version #${number}.`, name);
    return entry;
  }
  const page = pageAt(mirror, pathOf(name));
  if (page === null) throw unknown(`The history knows no page at ${name}.`, name);
  const time = at === undefined ? null : Date.parse(at);
  if (Number.isNaN(time))
    throw unknown(`Expected --at to be a time such as 2026-11-20T09:30, got ${at}`, at ?? "");
  const entry = versionAt(mirror, page, time);
  if (entry === null) throw unknown(`The history holds no such version of ${name}.`, name);
  return entry;
}
