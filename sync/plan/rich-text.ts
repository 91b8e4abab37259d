/**
 * Rich text in the form that the API takes: no computed keys, default annotations left out, equal
 * neighbours joined, long runs cut.
 */
import { canonicalRichText, plainAnnotations } from "../../src/notion/canonical.ts";
import { limits } from "../../src/notion/limits.ts";
import type { MentionRun, RichText } from "../../src/notion/types.ts";

type Fields = Readonly<Record<string, unknown>>;

/** One element of a rich-text array of a request. */
export type RunRequest = Fields & { readonly type: "text" | "mention" | "equation" };

export interface RunsRequest {
  readonly runs: readonly RunRequest[];
  /** Why the API would refuse it, as sentences; empty when it would not. */
  readonly problems: readonly string[];
}

export function runsRequest(richText: readonly RichText[]): RunsRequest {
  const problems: string[] = [];
  const runs: RunRequest[] = [];
  for (const run of joined(richText)) {
    const annotations = annotationsRequest(run);
    if (run.type === "text") {
      const url = run.text.link?.url;
      if (url !== undefined && url.length > limits.urlMax)
        problems.push(`a link has ${url.length} characters, at most ${limits.urlMax} are possible`);
      for (const content of cut(run.text.content, limits.textMax)) {
        runs.push({
          type: "text",
          text: url === undefined ? { content } : { content, link: { url } },
          ...annotations,
        });
      }
    } else if (run.type === "equation") {
      const { expression } = run.equation;
      if (expression.length > limits.equationMax)
        problems.push(
          `an equation has ${expression.length} characters, at most ${limits.equationMax} are possible`,
        );
      runs.push({ type: "equation", equation: { expression }, ...annotations });
    } else {
      runs.push({ ...mentionRequest(run), ...annotations });
    }
  }
  if (runs.length > limits.arrayMax)
    problems.push(
      `the text has ${runs.length} differently formatted runs, at most ${limits.arrayMax} are possible`,
    );
  return { runs, problems };
}

/** Neighbours that Notion would join anyway, joined before they are cut. */
function joined(richText: readonly RichText[]): readonly RichText[] {
  const result: RichText[] = [];
  for (const run of richText) {
    if (run.type === "text" && run.text.content === "") continue;
    const last = result.at(-1);
    if (
      last?.type === "text" &&
      run.type === "text" &&
      canonicalRichText([last, run]).length === 1
    ) {
      const content = last.text.content + run.text.content;
      result[result.length - 1] = { ...last, text: { ...last.text, content } };
    } else result.push(run);
  }
  return result;
}

/** Pieces of at most `max` UTF-16 units; a surrogate pair is never cut. */
export function cut(text: string, max: number): readonly string[] {
  const pieces: string[] = [];
  let start = 0;
  while (text.length - start > max) {
    let end = start + max;
    const code = text.charCodeAt(end - 1);
    if (code >= 0xd800 && code <= 0xdbff) end--;
    pieces.push(text.slice(start, end));
    start = end;
  }
  pieces.push(text.slice(start));
  return pieces;
}

function annotationsRequest(run: RichText): { annotations?: Fields } {
  const changed = Object.entries(plainAnnotations)
    .map(([key, plain]) => [key, (run.annotations as Fields | undefined)?.[key] ?? plain, plain])
    .filter(([, value, plain]) => value !== plain)
    .map(([key, value]) => [key, value]);
  return changed.length === 0 ? {} : { annotations: Object.fromEntries(changed) };
}

/** What Notion only shows (link previews, link mentions) goes back as a text with the link. */
function mentionRequest(run: MentionRun): RunRequest {
  const mention = run.mention as unknown as Record<string, Fields> & { type: string };
  const value: Fields = mention[mention.type] ?? {};
  switch (mention.type) {
    case "user":
    case "page":
    case "database":
    case "custom_emoji":
      return {
        type: "mention",
        mention: { type: mention.type, [mention.type]: { id: value["id"] } },
      };
    case "date": {
      const { start, end, time_zone: timeZone } = value;
      return {
        type: "mention",
        mention: {
          type: "date",
          date: {
            start,
            ...(end == null ? {} : { end }),
            ...(timeZone == null ? {} : { time_zone: timeZone }),
          },
        },
      };
    }
    case "template_mention":
      return { type: "mention", mention: { type: "template_mention", template_mention: value } };
    default: {
      const url = String(value["url"] ?? value["href"] ?? "");
      const content = (run.plain_text || url).slice(0, limits.textMax);
      return { type: "text", text: url === "" ? { content } : { content, link: { url } } };
    }
  }
}
