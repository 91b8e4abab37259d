/**
 * Phrasing content → rich text, and the images that stand between.
 */

import type { Definition, PhrasingContent } from "mdast";
import { plainAnnotations as plain } from "../../src/notion/canonical.ts";
import { notionUrl } from "../../src/notion/ids.ts";
import type { Annotations, MentionRun, RichText } from "../../src/notion/types.ts";
import { type Attributes, parseAttributes } from "../markdown/attributes.ts";
import { formattedCaption } from "./captions.ts";
import { colorNamed } from "./colors.ts";
import { whyNotHeld } from "./destination.ts";
import type { ImageSegment, Inline, InlineReader } from "./inline.ts";
import {
  endOfPair,
  labelOf,
  looks,
  losesWords,
  mentionAttributes,
  pairsOf,
  readTag,
  type TagPairs,
} from "./inline-tags.ts";
import { isMentionOf, mentionOf, readTarget } from "./mentions.ts";

interface State {
  readonly annotations: Annotations;
  readonly link: string | null;
}

/** Nesting of phrasing beyond which its source is literal text. */
const depthMax = 100;

const softBreak = /[ \t]*(?:\r\n|\n|\r)[ \t]*/g;
export function readInline(nodes: readonly PhrasingContent[], reader: InlineReader): Inline {
  const segments: (RichText[] | ImageSegment)[] = [];
  let runs: RichText[] = [];
  let attributes: Attributes = {};

  const push = (run: object) => void runs.push(run as RichText);
  const text = (content: string, { annotations, link }: State): void => {
    if (content === "") return;
    runs.push(textRun(content, annotations, link));
  };
  const offsetOf = (node: PhrasingContent) => node.position?.start.offset ?? 0;
  const sourceOf = (node: PhrasingContent) =>
    reader.slice(offsetOf(node), node.position?.end.offset ?? 0);

  function image(url: string, alt: string, state: State, node: PhrasingContent): void {
    if (runs.length > 0) segments.push(runs);
    // A linked image without a description keeps the address of its link.
    const shown = alt === "" ? (state.link ?? "") : alt;
    const formatted =
      reader.forms.formatsCaptions && state.link === null && state.annotations === plain
        ? formattedCaption(sourceOf(node), alt, reader.parseLine)
        : null;
    const caption =
      formatted ?? (shown === "" ? [] : [textRun(shown, state.annotations, state.link)]);
    segments.push({ url, caption, start: offsetOf(node), end: node.position?.end.offset ?? 0 });
    runs = [];
    warnFlattened(alt, node);
  }

  /** An image keeps no more of its description than the text: an address or an attribute in it is told. */
  function warnFlattened(alt: string, node: PhrasingContent): void {
    const source = sourceOf(node);
    const label = source.slice(2, source.lastIndexOf("]("));
    if (!losesWords(label, alt)) return;
    reader.warn(
      "image_alt_flattened",
      `Only the text of the image's description is kept: ${label}`,
      offsetOf(node),
    );
  }

  function link(
    url: string,
    children: readonly PhrasingContent[],
    state: State,
    depth: number,
    node: PhrasingContent,
  ): void {
    const target = readTarget(url, reader.context);
    if (target === null) {
      walk(children, { ...state, link: held(url, node) ? url : null }, depth + 1);
      return;
    }
    const label = labelOf(children);
    if (!isMentionOf(url, target, label, reader.context)) {
      walk(children, { ...state, link: notionUrl(target.id) }, depth + 1);
      return;
    }
    const mention = mentionOf(target);
    if (mention === null) walk(children, { ...state, link: url }, depth + 1);
    else push({ type: "mention", mention, annotations: state.annotations, plain_text: label });
  }

  function held(url: string, node: PhrasingContent): boolean {
    if (url === "") return false;
    if (reader.context.holdsLink?.(url) !== false) return true;
    reader.warn(
      "link_not_sent",
      `${url} ${whyNotHeld(url)}: Notion gets its text alone`,
      offsetOf(node),
    );
    return false;
  }

  function tagged(
    name: string,
    attributeText: string,
    inner: readonly PhrasingContent[],
    pairs: TagPairs,
    state: State,
    depth: number,
    node: PhrasingContent,
  ): boolean {
    const { annotations } = state;
    const look = looks[name];
    if (look !== undefined) {
      warnUnknown(parseAttributes(attributeText), node);
      walk(inner, { ...state, annotations: { ...annotations, ...look } }, depth + 1, pairs);
      return true;
    }
    switch (name) {
      case "span": {
        const given = parseAttributes(attributeText);
        const { color, link: url, ...unknown } = given;
        warnUnknown(inner.length === 0 ? given : unknown, node);
        const named = color === undefined ? null : colorNamed(color);
        if (color !== undefined && named === null)
          reader.warn("unknown_color", `Notion has no colour "${color}"`, offsetOf(node));
        const state2 = url === undefined ? state : { ...state, link: url };
        const shown: Annotations = { ...annotations, color: named ?? annotations.color };
        walk(inner, { ...state2, annotations: shown }, depth + 1, pairs);
        return true;
      }
      default: {
        const label = labelOf(inner);
        const given = parseAttributes(attributeText);
        const mention = reader.forms.readMention(name, given, label);
        if (mention === null) return false;
        for (const [key, value] of Object.entries(given))
          if (mentionAttributes[name]?.includes(key) === false) warnUnknown({ [key]: value }, node);
        push({
          type: "mention",
          mention: mention as unknown as MentionRun["mention"],
          annotations,
          plain_text: mention["type"] === "custom_emoji" ? `:${label}:` : label,
        });
        return true;
      }
    }
  }

  function warnUnknown(unknown: Attributes, node: PhrasingContent): void {
    for (const [name, value] of Object.entries(unknown))
      reader.warn("unknown_attribute", `Unknown attribute ${name}="${value}"`, offsetOf(node));
  }

  /** `known`: the pairs among the nodes, where they stand between two tags of a pair. */
  function walk(
    nodes: readonly PhrasingContent[],
    state: State,
    depth: number,
    known?: TagPairs,
  ): void {
    if (depth > depthMax) {
      for (const node of nodes) text(sourceOf(node).replace(softBreak, " "), state);
      return;
    }
    const pairs = known ?? pairsOf(nodes);
    const { annotations } = state;
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i] as PhrasingContent;
      switch (node.type) {
        case "text":
          text(unwrapped(node), state);
          break;
        case "emphasis":
          walk(
            node.children,
            { ...state, annotations: { ...annotations, italic: true } },
            depth + 1,
          );
          break;
        case "strong":
          walk(node.children, { ...state, annotations: { ...annotations, bold: true } }, depth + 1);
          break;
        case "delete":
          walk(
            node.children,
            { ...state, annotations: { ...annotations, strikethrough: true } },
            depth + 1,
          );
          break;
        case "inlineCode":
          text(node.value.replace(softBreak, " "), {
            ...state,
            annotations: { ...annotations, code: true },
          });
          break;
        case "break":
          text("\n", state);
          break;
        case "link":
          title(node.title, node);
          link(node.url, node.children, state, depth, node);
          break;
        case "linkReference": {
          const definition = definitionOf(node.identifier);
          if (definition === null) {
            text(sourceOf(node).replace(softBreak, " "), state);
            break;
          }
          title(definition.title, node);
          link(definition.url, node.children, state, depth, node);
          break;
        }
        case "image":
          title(node.title, node);
          image(node.url, (node.alt ?? "").replace(softBreak, " "), state, node);
          break;
        case "imageReference": {
          const definition = definitionOf(node.identifier);
          title(definition?.title, node);
          image(definition?.url ?? "", (node.alt ?? "").replace(softBreak, " "), state, node);
          break;
        }
        case "notionMath":
          push({
            type: "equation",
            equation: { expression: node.value.replace(softBreak, " ") },
            annotations,
          });
          break;
        case "notionEmoji": {
          const name = node.value.slice(1, -1);
          const id = reader.context.emoji?.(name) ?? null;
          if (id === null) text(node.value, state);
          else
            push({
              type: "mention",
              mention: { type: "custom_emoji", custom_emoji: { id, name } },
              annotations,
              plain_text: node.value,
            });
          break;
        }
        case "notionInline": {
          const tag = readTag(node.value);
          if (tag.kind === "break") {
            warnUnknown(parseAttributes(tag.attributes), node);
            text("\n", state);
          } else if (tag.kind === "attributes")
            attributes = { ...attributes, ...parseAttributes(tag.attributes) };
          else if (tag.kind === "equation")
            push({ type: "equation", equation: { expression: tag.expression }, annotations });
          else {
            const end = tag.kind === "open" ? endOfPair(pairs, i) : undefined;
            if (
              end !== undefined &&
              tagged(
                tag.name,
                tag.attributes,
                nodes.slice(i + 1, end),
                { ...pairs, before: pairs.before + i + 1 },
                state,
                depth,
                node,
              )
            )
              i = end;
            else if (
              end !== undefined ||
              tag.kind !== "open" ||
              !tag.isVoid ||
              !reader.forms.voidMentions.has(tag.name) ||
              !tagged(tag.name, tag.attributes, [], pairs, state, depth, node)
            )
              text(node.value, state);
          }
          break;
        }
        default:
          text(sourceOf(node).replace(softBreak, " "), state);
      }
    }
  }

  /** Soft line breaks are spaces; a carriage return that was written as a reference stays. */
  function unwrapped(node: PhrasingContent & { type: "text" }): string {
    const { value } = node;
    if (!value.includes("\r")) return value.includes("\n") ? value.replace(softBreak, " ") : value;
    return sourceOf(node).includes("\r")
      ? value.replace(softBreak, " ")
      : value.replace(/[ \t]*\n[ \t]*/g, " ");
  }

  function title(value: string | null | undefined, node: PhrasingContent): void {
    if (value !== null && value !== undefined && value !== "")
      reader.warn(
        "link_title_dropped",
        `Notion keeps no title for a link: ${value}`,
        offsetOf(node),
      );
  }
  function definitionOf(identifier: string): Definition | null {
    if (identifier.startsWith("^")) return null;
    reader.used.add(identifier);
    return reader.definitions.get(identifier) ?? null;
  }

  walk(nodes, { annotations: plain, link: null }, 0);
  if (runs.length > 0) segments.push(runs);
  return { segments, attributes };
}

const textRun = (content: string, annotations: Annotations, link: string | null): RichText =>
  ({
    type: "text",
    text: { content, link: link === null ? null : { url: link } },
    annotations,
  }) as RichText;
