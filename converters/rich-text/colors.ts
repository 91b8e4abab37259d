/**
 * The colours that the API knows.
 */
import type { ApiColor } from "../../src/notion/types.ts";

const colors = {
  default: true,
  gray: true,
  brown: true,
  orange: true,
  yellow: true,
  green: true,
  blue: true,
  purple: true,
  pink: true,
  red: true,
  default_background: true,
  gray_background: true,
  brown_background: true,
  orange_background: true,
  yellow_background: true,
  green_background: true,
  blue_background: true,
  purple_background: true,
  pink_background: true,
  red_background: true,
} as const satisfies Record<ApiColor, true>;

export const isColor = (name: string): name is ApiColor => Object.hasOwn(colors, name);

/** `blue_background`, or as Notion's own Markdown says it, `blue_bg`; `null` for what is no colour. */
export function colorNamed(name: string): ApiColor | null {
  const full = name.replace(/_bg$/, "_background");
  return isColor(full) ? full : null;
}
