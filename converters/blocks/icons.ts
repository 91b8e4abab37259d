/**
 * Icons as attribute values: an emoji, `:custom_name:`, a URL, `icon:name/colour`.
 */
import { withoutSignature } from "../../src/notion/canonical.ts";
import type { Icon } from "../../src/notion/types.ts";
import type { Context } from "../context.ts";
import { isHosted } from "./hosted.ts";

export function printIcon(icon: Icon | null | undefined, context: Context): string | null {
  if (icon === null || icon === undefined) return null;
  switch (icon.type) {
    case "emoji":
      return icon.emoji;
    case "external":
      return icon.external.url;
    case "file":
      return isHosted(icon.file.url)
        ? withoutSignature(icon.file.url)
        : `file:${withoutSignature(icon.file.url)}`;
    case "custom_emoji": {
      const { id, name } = icon.custom_emoji;
      return name !== undefined && context.emoji?.(name) === id ? `:${name}:` : `emoji:${id}`;
    }
    case "icon": {
      const { name, color } = icon.icon;
      return color === undefined || color === "gray" ? `icon:${name}` : `icon:${name}/${color}`;
    }
    default:
      return `json:${JSON.stringify(icon)}`;
  }
}

/** `null` when the value names no icon: an unknown custom emoji, or nothing. */
export function readIcon(value: string, context: Context): Icon | null {
  if (value === "") return null;
  const custom = /^:([\w+-]+):$/.exec(value);
  const id = custom === null ? /^emoji:(.+)$/.exec(value)?.[1] : context.emoji?.(custom[1] ?? "");
  if (id !== undefined && id !== null) {
    const name = custom?.[1];
    const emoji = name === undefined ? { id } : { id, name };
    return { type: "custom_emoji", custom_emoji: emoji } as Icon;
  }
  if (custom !== null) return null;
  const native = /^icon:([^/]+)(?:\/(.+))?$/.exec(value);
  if (native !== null)
    return { type: "icon", icon: { name: native[1], color: native[2] ?? "gray" } } as Icon;
  if (value.startsWith("json:")) {
    try {
      return JSON.parse(value.slice(5)) as Icon;
    } catch {
      return null;
    }
  }
  if (value.startsWith("file:")) return { type: "file", file: { url: value.slice(5) } } as Icon;
  if (isHosted(value)) return { type: "file", file: { url: value } } as Icon;
  if (/^[a-z][a-z\d+.-]*:|\//i.test(value))
    return { type: "external", external: { url: value } } as Icon;
  return { type: "emoji", emoji: value } as Icon;
}
