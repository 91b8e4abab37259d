/**
 * How complete the mirror is: texts that are still to be read, and those that are read only when asked for.
 */
import type { Mirror } from "../../src/mirror/mirror.ts";
import { policyFor } from "../pull/bodies.ts";
import { markOf } from "../pull/rows.ts";
import type { SyncSettings } from "./parts.ts";
import { policiesOf } from "./policies.ts";

export interface UnreadTexts {
  /** Living pages whose text the next crawl reads. */
  readonly owed: number;
  /** Rows whose text is read when they are named or found, or never (`bodies: none`). */
  readonly lazy: number;
}

export function unreadTexts(mirror: Mirror, settings: Pick<SyncSettings, "sources">): UnreadTexts {
  const policies = policiesOf(mirror, settings);
  let [owed, lazy] = [0, 0];
  for (const { dataSourceId, count } of mirror.pages.unread()) {
    const isRead =
      dataSourceId === null ||
      policyFor(policies.bodies(dataSourceId), markOf({ mirror }, dataSourceId).rows) === "all";
    if (isRead) owed += count;
    else lazy += count;
  }
  return { owed, lazy };
}
