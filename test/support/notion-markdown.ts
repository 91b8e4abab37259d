/**
 * Texts in Notion-flavored Markdown as someone, or some agent, could write them, and their words.
 */
import fc from "fast-check";
import { nastyPieces } from "./arbitraries.ts";
import { wordsOf } from "./words.ts";

const tags: readonly string[] = [
  "<p />",
  '<p color="red">',
  "</p>",
  '<h2 color="blue_bg">',
  "</h2>",
  "<toggle>",
  '<toggle heading="2">',
  "</toggle>",
  '<callout icon="💡" color="gray_bg">',
  "</callout>",
  "<quote>",
  "</quote>",
  "<ul>",
  "<li>",
  '<li color="red">',
  "</li>",
  "</ul>",
  "<ol>",
  '<ol type="a" start="3">',
  "</ol>",
  '<todo checked="true">',
  "</todo>",
  "<columns>",
  '<column ratio="0.5">',
  "</column>",
  "</columns>",
  "<tabs>",
  "<tab>",
  "</tab>",
  "</tabs>",
  "<table>",
  "<tr>",
  "<td>",
  "<th>",
  "</th>",
  "</td>",
  "</tr>",
  "</table>",
  "<col />",
  '<image source="u">',
  "</image>",
  '<pdf source="u">c</pdf>',
  '<bookmark source="https://a.b">',
  "</bookmark>",
  "<synced-block>",
  "</synced-block>",
  '<synced-block-reference url="u">',
  "</synced-block-reference>",
  "<table-of-contents />",
  '<page url="u">T</page>',
  '<database url="u">T</database>',
  '<unknown alt="breadcrumb" />',
  '<unknown alt="bookmark" url="u" />',
  '<unknown alt="alias" page_id="i" />',
  "<unknown>",
  "</unknown>",
  "<meeting-notes>",
  "</meeting-notes>",
  '<mention url="u" type="page">l</mention>',
  '<mention url="user://i" type="user"/>',
  '<date start="2026-01-01"/>',
  '<date start="2026-01-01" start-time="09:30" time-zone="UTC"/>',
  '<emoji id="i">n</emoji>',
];

export const notionMarkdown: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...nastyPieces) },
      {
        weight: 4,
        arbitrary: fc.constantFrom("\n", "\n\n", "  ", "    ", "\r\n", "> ", "- ", "1. ", "\t"),
      },
      { weight: 4, arbitrary: fc.constantFrom(...tags) },
      fc.constantFrom(
        "```plain text\ncode\n```",
        "$$\nx\n$$",
        "| a | b |\n| - | - |\n| c |",
        '<!--{x="1"}-->',
        "![alt](u)",
        "[a]: /u 'T'",
        "[a]",
        "<equation>",
        "</equation>",
      ),
      fc.string({ unit: "binary", maxLength: 3 }),
    ),
    { maxLength: 14 },
  )
  .map((pieces) => pieces.join(""));

const names =
  /<\/?(?:p|h[1-4]|toggle|callout|quote|ul|ol|li|todo|columns|column|tabs|tab|table-of-contents|table|tr|td|th|col|image|pdf|bookmark|synced-block-reference|synced-block|page|database|unknown|meeting-notes|mention|date|emoji)(?=[\s/>])/g;
const attributes =
  /\b(?:icon|color|type|start|start-time|time-zone|checked|ratio|source|url|alt|heading|page_id|id)=/g;

/** Values of attributes that say what kind of thing something is, or how it looks. */
const values = /"(?:red|blue_bg|gray_bg|true|breadcrumb|alias|page|user|a|3|2|UTC|09:30)"/g;

/** Words of the text that are not syntax of this flavor. */
export const wordsOfNotion = (text: string): readonly string[] =>
  wordsOf(
    text
      .replace(/^([ \t>*+-]*```)plain text/gm, "$1")
      .replace(names, " ")
      .replace(attributes, " ")
      .replace(values, '""')
      .replace(/user:\/\//g, " "),
  );
