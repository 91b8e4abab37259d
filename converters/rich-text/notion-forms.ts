/**
 * Inline Markdown of the notion flavor: mentions and dates are tags with Notion's own attributes, and
 * backgrounds are called `_bg`. What those attributes can't hold is said in ones of ours.
 */

import { dashed, idIn, notionUrl } from "../../src/notion/ids.ts";
import type { MentionRun } from "../../src/notion/types.ts";
import { canonicalJson } from "../../src/platform/hash.ts";
import type { Context } from "../context.ts";
import { type Attributes, printAttributes } from "../markdown/attributes.ts";
import type { InlineForms, MentionPlace, MentionValue } from "./forms.ts";
import { mentionLabel, partsOf, printLabel, readMentionTag } from "./mentions.ts";

export const notionForms: InlineForms = {
  lineBreak: "<br />",
  emphasis: ["bold", "italic", "strikethrough"],
  autolinks: false,
  escapesAll: true,
  formatsCaptions: true,
  printColor: (color) => notionColor(color),
  linkTarget: (url) => url,
  printMention,
  readMention,
  voidMentions: new Set(["mention", "date"]),
};

/** `blue_background` → `blue_bg`. A background that is none keeps its name. */
export const notionColor = (color: string): string =>
  color === "default_background" ? color : color.replace(/_background$/, "_bg");

/** The address of a page, database or block; what is no id of Notion's stays as it is. */
export const addressOf = (id: string): string => (dashed(id) === null ? id : notionUrl(id));

/** The id that an address names: of the block behind `#`, else of the page; else the text itself. */
export function addressed(url: string): string {
  const anchor = /#([0-9a-fA-F-]{32,36})$/.exec(url)?.[1];
  const block = anchor === undefined ? null : dashed(anchor);
  return block ?? idIn(url) ?? url;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function printMention(run: MentionRun, context: Context, place: MentionPlace): string {
  const { mention, value, id } = partsOf(run);
  const label = mentionLabel(run, context);
  const { cell } = place;
  const tag = (name: string, attributes: Record<string, string | null>, shown = label) =>
    `<${name}${printAttributes(attributes)}>${printLabel(shown, cell, true)}</${name}>`;
  switch (mention.type) {
    case "page":
    case "database":
      return tag("mention", { url: addressOf(id), type: mention.type });
    case "user":
      return tag("mention", { url: `user://${id}`, type: "user" }, label.replace(/^@/, ""));
    case "date":
      return `<date${printAttributes(printDate(value))}/>`;
    case "custom_emoji": {
      const name = label.slice(1, -1);
      const isKnown = /^[\w+-]+$/.test(name) && context.emoji?.(name) === id;
      return isKnown && !place.touches ? label : tag("emoji", { id }, name);
    }
    case "link_preview":
      return tag("mention", { url: text(value["url"]), type: mention.type });
    case "link_mention":
      return tag("mention", { url: text(value["href"]), type: mention.type });
    default:
      return tag("mention", { type: mention.type, value: JSON.stringify(value) });
  }
}

const moment = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}):00(?:\.000)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** Day, time and zone apart, where that says all of the date; else whole moments. */
function printDate(date: MentionValue): Record<string, string | null> {
  const { start, end, time_zone: zone } = whole(date);
  const [, day = "", time, offset] = moment.exec(start) ?? [];
  const [, endDay, endTime] = moment.exec(end ?? "") ?? [];
  const apart = {
    start: day,
    end: endDay ?? null,
    "start-time": time ?? null,
    "end-time": endTime ?? null,
    "time-zone": zone ?? (offset === "+00:00" ? "UTC" : (offset ?? null)),
  };
  const said = readDate(given(apart));
  return said !== null &&
    canonicalJson(whole(said)) === canonicalJson({ start, end, time_zone: zone })
    ? apart
    : { start, end, "time-zone": zone };
}

interface WholeDate {
  readonly start: string;
  readonly end: string | null;
  readonly time_zone: string | null;
}

const orNull = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value : null;

const whole = (date: MentionValue): WholeDate => ({
  start: text(date["start"]),
  end: orNull(date["end"]),
  time_zone: orNull(date["time_zone"]),
});

const given = (attributes: Readonly<Record<string, string | null>>): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );

/** Times that the API gives back have seconds and milliseconds. */
function readDate(attributes: Attributes): MentionValue | null {
  const { start, end, "time-zone": zone } = attributes;
  if (start === undefined || start === "") return null;
  if (/T/.test(`${start}${end ?? ""}`)) return { start, end: end ?? null, time_zone: zone ?? null };
  const offset =
    zone === "UTC" ? "+00:00" : /^[+-]\d{2}:\d{2}$/.test(zone ?? "") ? zone : undefined;
  const at = (day: string, time: string | undefined): string =>
    time === undefined ? day : `${day}T${time}:00.000${offset ?? ""}`;
  return {
    start: at(start, attributes["start-time"]),
    end: end === undefined ? null : at(end, attributes["end-time"]),
    time_zone: offset === undefined ? (zone ?? null) : null,
  };
}

function readMention(name: string, attributes: Attributes, label: string): MentionValue | null {
  if (name === "date") {
    const date = readDate(attributes);
    return date === null ? null : { type: "date", date };
  }
  if (name !== "mention" || attributes["value"] !== undefined)
    return readMentionTag(name, attributes, label);
  const { url, type = "page" } = attributes;
  if (url === undefined || url === "") return null;
  switch (type) {
    case "page":
    case "database":
      return { type, [type]: { id: addressed(url) } };
    case "user":
      return { type, user: { object: "user", id: url.replace(/^user:\/\//, "") } };
    case "link_preview":
      return { type, link_preview: { url } };
    case "link_mention":
      return { type, link_mention: { href: url } };
    default:
      return null;
  }
}
