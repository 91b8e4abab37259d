/**
 * The icon and the cover of a page as values of front matter.
 */
import type { Cover, Icon } from "../../src/notion/types.ts";
import { printIcon as printAttribute, readIcon as readAttribute } from "../blocks/icons.ts";
import type { Context } from "../context.ts";
import { printFile, readFile } from "../properties/hosted.ts";

export function printIcon(icon: Icon, context: Context): string {
  if (icon.type === "external" || icon.type === "file") return printFile(icon, context);
  return printAttribute(icon, context) ?? "";
}

export const printCover = (cover: Cover, context: Context): string => printFile(cover, context);

const emoji = /\p{Extended_Pictographic}|\p{Regional_Indicator}|^[#*\d]\uFE0F?\u20E3/u;
const colours = "gray lightgray brown yellow orange green blue purple pink red".split(" ");

export const iconForms = "an emoji, :custom_name:, icon:name/colour or an address";

/** `null`: it is none of these. A hosted file can be kept, not set: the API takes no `file` here. */
export function readIcon(text: string, context: Context): Icon | null {
  const file = readFile(text, context);
  if (file !== null) return file as Icon;
  const icon = readAttribute(text, context);
  if (icon === null || icon.type === "external" || icon.type === "file") return null;
  if (icon.type === "emoji" && !emoji.test(icon.emoji)) return null;
  if (icon.type === "icon" && !colours.includes(icon.icon.color ?? "gray")) return null;
  return icon;
}

/** `null`: no address. */
export const readCover = (text: string, context: Context): Cover | null =>
  readFile(text, context) as Cover | null;
