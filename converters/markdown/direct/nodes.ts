/**
 * The nodes of a text as they are found: what stands between two of them becomes a text node.
 */
import type { PhrasingContent } from "mdast";
import { positioned } from "./rules.ts";

/** Where a character of the text stands in the document. */
export type Place = (at: number) => number;

export class Nodes {
  readonly #text: string;
  readonly #place: Place;
  #all: PhrasingContent[] = [];
  /** Text not yet made a node: its value so far, where it starts and ends, from where on it is as typed. */
  #value = "";
  #textFrom = -1;
  #textEnd = 0;
  #plain = 0;

  constructor(text: string, place: Place) {
    this.#text = text;
    this.#place = place;
  }

  /** From where on text is as typed. */
  get plain(): number {
    return this.#plain;
  }

  /** Leaves out what stands up to `at`. */
  skip(at: number): void {
    this.#plain = at;
  }

  /** Starts a list of its own at `at`, such as a link's; the one before is given back. */
  swap(nodes: PhrasingContent[], at: number): PhrasingContent[] {
    const before = this.#all;
    this.#all = nodes;
    this.#plain = at;
    return before;
  }

  /** The text up to `end` becomes a node. */
  flush(end: number): void {
    this.#take(end);
    if (this.#value !== "") {
      const position = this.position(this.#textFrom, this.#textEnd);
      this.#all.push({ type: "text", value: this.#value, position });
    }
    this.#value = "";
    this.#textFrom = -1;
  }

  #take(end: number): void {
    if (end <= this.#plain) return;
    if (this.#textFrom < 0) this.#textFrom = this.#plain;
    this.#value += this.#text.slice(this.#plain, end);
    this.#plain = end;
    this.#textEnd = end;
  }

  position(start: number, end: number) {
    return positioned(this.#place(start), this.#place(end));
  }

  /** A node from `start` up to `end`, after the text before it. */
  put(node: PhrasingContent, start: number, end: number): number {
    this.flush(start);
    node.position = this.position(start, end);
    this.#all.push(node);
    this.#plain = end;
    return end;
  }

  /** `value` stands for what is written from `start` up to `end`. */
  say(value: string, start: number, end: number): number {
    this.#take(start);
    if (this.#textFrom < 0) this.#textFrom = start;
    this.#value += value;
    this.#plain = end;
    this.#textEnd = end;
    return end;
  }

  /** The text so far ends at `end`, whatever was left out behind it. */
  endText(end: number): void {
    this.#textEnd = end;
  }
}
