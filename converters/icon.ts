/**
 * Icons and covers as one word of text: an emoji, `:custom_name:`, an address, `icon:name/colour`.
 */
import { dashed } from "../src/notion/ids.ts";
import type { Cover, Icon } from "../src/notion/types.ts";
import type { Context } from "./context.ts";
import { fileAddress, isHosted } from "./properties/hosted.ts";

export function printIcon(icon: Icon, context: Context): string {
  switch (icon.type) {
    case "emoji":
      return icon.emoji;
    case "custom_emoji": {
      const { id, name } = icon.custom_emoji as { id: string; name?: string };
      const known = name !== undefined && context.emoji?.(name) === id;
      return known ? `:${name}:` : `emoji:${id}`;
    }
    case "icon":
      return `icon:${icon.icon.name}/${icon.icon.color ?? "gray"}`;
    case "external":
    case "file":
      return fileAddress(icon);
  }
}

export const printCover = (cover: Cover): string => fileAddress(cover);

const emoji = /\p{Extended_Pictographic}|\p{Regional_Indicator}|^[#*\d]\uFE0F?\u20E3/u;
const colours = "gray lightgray brown yellow orange green blue purple pink red".split(" ");

export const iconForms = "an emoji, :custom_name:, icon:name/colour or an address";

/** `null`: it is none of these. */
export function readIcon(text: string, context: Context): Icon | null {
  const word = text.trim();
  const native = /^icon:([^\s/]+)(?:\/([a-z]+))?$/.exec(word);
  if (native !== null) {
    const color = native[2] ?? "gray";
    if (!colours.includes(color)) return null;
    return { type: "icon", icon: { name: native[1], color } } as Icon;
  }
  const custom = /^:([^\s:]+):$/.exec(word);
  const byName = custom?.[1] === undefined ? null : (context.emoji?.(custom[1]) ?? null);
  const id = byName ?? dashed(/^emoji:(.+)$/.exec(word)?.[1] ?? "");
  if (id !== null) return { type: "custom_emoji", custom_emoji: { id } } as Icon;
  const file = readCover(word);
  if (file !== null) return file;
  return emoji.test(word) ? ({ type: "emoji", emoji: word } as Icon) : null;
}

/** `null`: no address. A hosted file can be kept, not set: the API takes no `file` here. */
export function readCover(text: string): Cover | null {
  const url = text.trim();
  if (!/^https?:\/\/\S+$/i.test(url)) return null;
  if (isHosted(url)) return { type: "file", file: { url } } as Cover;
  return { type: "external", external: { url } };
}
