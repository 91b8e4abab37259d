/**
 * Mentions and links to pages: how they are written, and what a link says when it is read.
 */
import { canonicalLink } from "../../src/notion/canonical.ts";
import { idIn, notionUrl } from "../../src/notion/ids.ts";
import type { MentionRun } from "../../src/notion/types.ts";
import type { Context } from "../context.ts";
import { type Attributes, printAttributes } from "../markdown/attributes.ts";
import { decodePath, encodePath, isPath, printDestination } from "./destination.ts";
import { escapeText } from "./escape.ts";
import { boundLabel } from "./marks.ts";
import { pairing } from "./signs.ts";

/** Kinds of things that a `notion://` link can point to. */
export type TargetKind =
  | "page"
  | "database"
  | "data_source"
  | "user"
  | "block"
  | "comment"
  | "agent";
export interface Target {
  readonly kind: TargetKind;
  readonly id: string;
}

const untitled = "Untitled";

/** A plain string as the label of a link. */
export const printLabel = (text: string, cell: boolean, escapesAll = false): string =>
  boundLabel(
    escapeText(text.replace(/\s+/g, " ").trim(), {
      start: "inline",
      endsLine: false,
      breaks: false,
      cell,
      label: true,
      linkEnds: true,
      pairs: pairing,
      escapesAll,
      lineBreak: "<br>",
      first: false,
      last: false,
      beforeLink: false,
      textBefore: true,
      textAfter: true,
    }),
  );

/** Relative path of a mirrored page or database, else a `notion://` link. */
export function pageDestination(kind: "page" | "database", id: string, context: Context): string {
  const path = context.pathOf?.(id) ?? null;
  return path === null ? `notion://${kind}/${id}` : encodePath(path);
}

const labelOf = (id: string, context: Context, fallback: string | undefined): string => {
  const label = context.title?.(id) ?? fallback ?? "";
  return label.trim() === "" ? untitled : label;
};

/**
 * The destination of a text link. The exact address of a mirrored page becomes its path, unless the
 * link would then read as a mention of it.
 */
export function linkTarget(url: string, text: string, context: Context): string {
  if (context.pathOf === undefined) return url;
  const id = idIn(url);
  if (id === null || url !== notionUrl(id)) return url;
  const path = context.pathOf(id);
  if (path === null || normalised(text) === normalised(labelOf(id, context, undefined))) return url;
  return encodePath(path);
}

export function parseTarget(url: string): Target | null {
  const match =
    /^notion:\/\/(page|database|data_source|user|block|comment|agent)\/([^\s/?#]+)$/.exec(url);
  return match === null ? null : { kind: match[1] as TargetKind, id: match[2] as string };
}

/** What a link's destination means: an object of the workspace, or just a URL. */
export function readTarget(url: string, context: Context): Target | null {
  const target = parseTarget(url);
  if (target !== null) return target;
  if (!isPath(url) || context.idOf === undefined) return null;
  return context.idOf(decodePath(url));
}

/** Whether a link to `target` with this label is a mention of it, or a text link to its address. */
export function isMentionOf(url: string, target: Target, label: string, context: Context): boolean {
  if (parseTarget(url) !== null) return true;
  return normalised(label) === normalised(labelOf(target.id, context, undefined));
}

type Value = Readonly<Record<string, unknown>>;
const text = (value: unknown): string => (typeof value === "string" ? value : "");

const normalised = (text: string): string => text.replace(/\s+/g, " ").trim();

/** What a mention shows, as `plain_text` has it once its Markdown is read back. */
export function mentionLabel(run: MentionRun, context: Context): string {
  const { mention, value, id, plain } = partsOf(run);
  switch (mention.type) {
    case "page":
    case "database":
      return normalised(labelOf(id, context, plain));
    case "user": {
      const name = normalised(context.user?.(id)?.name ?? plain ?? text(value["name"]));
      return `@${name.replace(/^@/, "") || "user"}`;
    }
    case "date": {
      const [start, end] = [text(value["start"]), text(value["end"])];
      return end === "" ? start : `${start} → ${end}`;
    }
    case "custom_emoji": {
      const name = text(value["name"]) || (plain ?? "").replaceAll(":", "");
      return `:${normalised(name)}:`;
    }
    case "link_preview":
      return normalised(plain ?? text(value["url"]));
    default:
      return normalised(plain ?? text(value["title"]));
  }
}

/** A mention taken apart: its kind, what it holds, the id in it, and what Notion shows. */
export function partsOf(run: MentionRun) {
  const mention = run.mention as unknown as Value & { readonly type: string };
  const value = (mention[mention.type] ?? {}) as Value;
  return { mention, value, id: text(value["id"]), plain: run.plain_text };
}

/**
 * `touches`: a letter, digit or colon stands beside it, so `:name:` would not be read.
 * `inTags`: the paragraph has so many brackets that a link would not be read.
 */
export function printMention(
  run: MentionRun,
  context: Context,
  cell: boolean,
  touches: boolean,
  inTags = false,
): string {
  const { mention, value, id } = partsOf(run);
  const label = mentionLabel(run, context);
  const link = (destination: string) =>
    `[${printLabel(label, cell)}](${printDestination(destination, cell)})`;
  const tag = (name: string, attributes: Record<string, string | null>, shown = label) =>
    `<${name}${printAttributes(attributes)}>${printLabel(shown, cell)}</${name}>`;
  if (inTags && (mention.type === "page" || mention.type === "database" || mention.type === "user"))
    return tag("mention", { type: mention.type, value: JSON.stringify({ id }) });
  switch (mention.type) {
    case "page":
    case "database":
      return link(pageDestination(mention.type, id, context));
    case "user":
      return link(`notion://user/${id}`);
    case "date": {
      const [start, end] = [text(value["start"]), text(value["end"])];
      const zone = text(value["time_zone"]);
      return tag("time", {
        datetime: end === "" ? start : `${start}/${end}`,
        time_zone: zone === "" ? null : zone,
      });
    }
    case "custom_emoji": {
      const name = label.slice(1, -1);
      const isKnown = /^[\w+-]+$/.test(name) && context.emoji?.(name) === id;
      return isKnown && !touches ? label : tag("emoji", { id }, name);
    }
    case "link_preview":
      return tag("mention", { type: mention.type, url: text(value["url"]) });
    case "link_mention":
      return tag("mention", { type: mention.type, href: text(value["href"]) });
    default:
      return tag("mention", {
        type: mention.type,
        value: JSON.stringify(mention[mention.type] ?? null),
      });
  }
}

/** The mention that a link to such a target stands for; `null` where none of that kind is a link. */
export function mentionOf({ kind, id }: Target): Value | null {
  switch (kind) {
    case "page":
    case "database":
      return { type: kind, [kind]: { id } };
    case "user":
      return { type: "user", user: { object: "user", id } };
    default:
      return null;
  }
}

/** The mention that a tag stands for; `null` when its attributes make none. */
export function readMentionTag(name: string, attributes: Attributes, label: string): Value | null {
  switch (name) {
    case "time": {
      const [start = "", end] = (attributes["datetime"] ?? "").split("/");
      if (start === "") return null;
      const zone = attributes["time_zone"] ?? null;
      return { type: "date", date: { start, end: end ?? null, time_zone: zone } };
    }
    case "emoji": {
      const id = attributes["id"] ?? "";
      return id === "" ? null : { type: "custom_emoji", custom_emoji: { id, name: label } };
    }
    default: {
      const { type, value, ...rest } = attributes;
      if (type === undefined || type === "") return null;
      if (value === undefined) return { type, [type]: rest };
      try {
        return { type, [type]: JSON.parse(value) };
      } catch {
        return null;
      }
    }
  }
}

export const pageUrl = (id: string): string => canonicalLink(notionUrl(id));
