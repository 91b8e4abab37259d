/**
 * Colours and icons as this flavor's attributes say them.
 */
import type { Icon } from "../../src/notion/types.ts";
import { printIcon, readIcon } from "../blocks/icons.ts";
import type { Context } from "../context.ts";
import type { Attributes } from "../markdown/attributes.ts";
import { notionColor } from "../rich-text/notion-forms.ts";

/** `null` where nothing is to be said. */
export const colorOf = (color: string | undefined): string | null =>
  color === undefined || color === "default" ? null : notionColor(color);

/** Notion's own icons are files: `/icons/clipping_orange.svg`. */
export function iconOf(icon: Icon | null | undefined, context: Context): string | null {
  if (icon?.type !== "icon") return printIcon(icon, context);
  return `/icons/${icon.icon.name}_${icon.icon.color ?? "gray"}.svg`;
}

/** The key `icon` as a block has it, where the tag says one. */
export function iconIn(attributes: Attributes, context: Context): { readonly icon?: Icon | null } {
  const { icon } = attributes;
  if (icon === undefined) return {};
  const [, name, color] = /^\/icons\/(.+)_([a-z]+)\.svg$/.exec(icon) ?? [];
  return {
    icon:
      name === undefined
        ? readIcon(icon, context)
        : ({ type: "icon", icon: { name, color } } as unknown as Icon),
  };
}
