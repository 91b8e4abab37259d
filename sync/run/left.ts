/** Files in the vault whose pages its scope leaves out: they are left as they are. */
import type { Outside } from "../local/bounds.ts";

export interface LeftAlone {
  readonly path: string;
  readonly why: Outside;
  readonly kind: "edited" | "new" | "deleted";
}

/** Why, in a person's words. */
export const reasons = {
  roots: "below none of the roots",
  only: "not among what `only` names",
  ignored: "ignored",
  depth: "deeper than the depth",
  since: "not edited since the date",
} as const satisfies Record<Outside, string>;
