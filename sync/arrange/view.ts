/**
 * Both sides' places as a round finds them, once files and folders are in order.
 */
import type { Atlas } from "../local/atlas.ts";
import type { Observation } from "../local/observe.ts";
import type { Structure } from "../local/structure.ts";
import type { UnmadePages } from "../local/unmade.ts";
import type { Former } from "./relink.ts";

export interface View {
  readonly seen: Observation;
  readonly atlas: Atlas;
  readonly structure: Structure;
  /** Where pages lay whose files have moved, by id: links to them may still lead there. */
  readonly before: ReadonlyMap<string, Former>;
  /** New files whose pages an earlier run made, by id: path of the file that still has to get the id. */
  readonly adopting: ReadonlyMap<string, string>;
  /** New files as links see them. */
  readonly unmade: UnmadePages;
}
