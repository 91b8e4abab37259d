/**
 * Where a rich text is printed, and what that allows.
 */
export interface Place {
  /** What the first character could start: a block, a line that continues a paragraph, or neither. */
  readonly start: "block" | "line" | "edge";
  /** A line break can be a line ending; elsewhere it is `<br>`. */
  readonly breaks: boolean;
  readonly cell: boolean;
  /** A closing row of `#` would be dropped. */
  readonly heading: boolean;
  /** The text is a block of its own: empty it needs something to stand there. */
  readonly alone: boolean;
}

const place = (start: Place["start"], options: Partial<Place> = {}): Place => ({
  start,
  breaks: false,
  cell: false,
  heading: false,
  alone: false,
  ...options,
});

export const places = {
  paragraph: place("block", { breaks: true, alone: true }),
  /** The first paragraph of a list item or a quote; empty it may be left out. */
  own: place("block", { breaks: true }),
  /** A to-do's text stands behind its box. */
  task: place("edge", { breaks: true }),
  /** Callout text, on the line after the marker. */
  continued: place("line", { breaks: true }),
  heading: place("edge", { heading: true }),
  cell: place("edge", { cell: true }),
  /** Summary, caption, attribute. */
  line: place("edge"),
} as const;
