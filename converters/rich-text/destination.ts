/**
 * Link destinations and autolinks.
 */
import { cleanText } from "./characters.ts";

/** What can't be said as it is, or not everywhere. */
const doubtful = /[\s<>()\\&|\p{Cc}\p{Surrogate}]/u;

/** What stands between the parentheses of a link. */
export function printDestination(url: string, cell: boolean): string {
  if (url !== "" && !doubtful.test(url)) return url;
  const clean = cleanText(url);
  const isBalanced = /^(?:[^()]|\([^()]*\))*$/.test(clean);
  const isBare = clean !== "" && !/[\s<\p{Cc}]/u.test(clean) && isBalanced;
  let result = "";
  for (const char of clean) {
    if (/[\n\r]/.test(char)) result += `&#${char.charCodeAt(0)};`;
    else if (char === "\\" || (cell && char === "|") || (!isBare && (char === "<" || char === ">")))
      result += `\\${char}`;
    else result += char;
  }
  result = result.replace(/&(?=#|[A-Za-z]\w*;)/g, "&amp;");
  return isBare ? result : `<${result}>`;
}

const autolink = /^[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>\p{Cc}]*$/u;

/** Whether `<url>` reads as a link to it with itself as text. */
export const isAutolink = (url: string): boolean =>
  autolink.test(url) && !/[|`$\p{Surrogate}]/u.test(url);

const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:|^\/\/|^[#?]/;

/** A path inside the vault, as opposed to a URL or an anchor. */
export const isPath = (url: string): boolean => url !== "" && !scheme.test(url);

/** What is wrong with a destination that Notion can't hold, in a sentence about it. */
export function whyNotHeld(url: string): string {
  if (/^www\./i.test(url)) return "has no https:// before it";
  return isPath(url) ? "leads to no page of this vault" : "is no address that Notion takes";
}

export const encodePath = (path: string): string =>
  path
    .split("/")
    .map((part) =>
      encodeURIComponent(part).replace(/%(?:2C|3B|40|26|3D|2B|24)/g, decodeURIComponent),
    )
    .join("/");

export function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
