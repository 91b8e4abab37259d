/**
 * Attributes that many blocks have.
 */
import type { ApiColor } from "../../src/notion/types.ts";
import { type Attributes, printComment } from "../markdown/attributes.ts";
import { colorNamed } from "../rich-text/colors.ts";

/** `null` where nothing is to be said. */
export const colorAttribute = (color: string | undefined): string | null =>
  color === undefined || color === "default" ? null : color;

/** The comment of a block that has no other attribute. */
export const colorComment = (color: string | undefined): string =>
  color === undefined || color === "default" ? "" : printComment({ color });

export function readColor(attributes: Attributes): ApiColor {
  return colorNamed(attributes["color"] ?? "") ?? "default";
}
