/**
 * A YAML value as a person typed it, before anyone knows what it means.
 *
 * Scalars stay text (`012`, `yes` and `2026-01-02` are what was typed): the property's type decides what
 * they mean. `at` is the offset in the file.
 */
export type YamlValue = YamlNothing | YamlText | YamlList | YamlMap | YamlAlias;

interface At {
  /** Offset in the file, in UTF-16 units. */
  readonly at: number;
}

/** Nothing after the colon. */
export interface YamlNothing extends At {
  readonly kind: "nothing";
}

export interface YamlText extends At {
  readonly kind: "text";
  readonly text: string;
  /** Written without quotes and on one line, so that `null` and `~` may mean "nothing". */
  readonly plain: boolean;
}

export interface YamlList extends At {
  readonly kind: "list";
  readonly items: readonly YamlValue[];
}

export interface YamlMap extends At {
  readonly kind: "map";
  readonly entries: readonly (readonly [key: string, value: YamlValue])[];
}

/** An anchor's alias. Never followed: a few lines of them can stand for gigabytes. */
export interface YamlAlias extends At {
  readonly kind: "alias";
  readonly name: string;
}

/** The value as plain data, for showing and for comparing two files; maps become lists of pairs. */
export function plainOf(value: YamlValue): unknown {
  switch (value.kind) {
    case "nothing":
      return null;
    case "text":
      return value.text;
    case "list":
      return value.items.map(plainOf);
    case "map":
      return { map: value.entries.map(([key, member]) => [key, plainOf(member)]) };
    case "alias":
      return { alias: value.name };
  }
}

/** The value in few characters, for messages. */
export function shown(value: YamlValue): string {
  if (value.kind === "text") return JSON.stringify(clipped(value.text));
  if (value.kind === "nothing") return "nothing";
  if (value.kind === "alias") return `*${value.name}`;
  if (value.kind === "map") return `a mapping with ${value.entries.length} keys`;
  return `a list of ${value.items.length}`;
}

const clipped = (text: string): string => (text.length <= 60 ? text : `${text.slice(0, 57)}…`);
