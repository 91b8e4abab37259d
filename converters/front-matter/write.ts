/**
 * Values as YAML that a person would type, and that every YAML reader takes for what it is.
 *
 * A text stands without quotes only where YAML 1.1 and 1.2 alike read it as text: `012`, `yes`, `null`,
 * `2026-01-02` as texts are quoted, since Obsidian and others read the same files.
 */

/** `raw` is printed as it stands: a date, a number. Lists are printed one item a line. */
export type Printed =
  | string
  | number
  | boolean
  | { readonly raw: string }
  | readonly Printed[]
  | { readonly fields: readonly (readonly [key: string, value: Printed])[] };

export interface PrintedEntry {
  readonly key: string;
  readonly value: Printed;
  readonly readOnly?: boolean;
}

export const readOnlyComment = "# read-only";

/** The YAML text of the entries, every line ended; `""` for none. */
export function printEntries(entries: readonly PrintedEntry[]): string {
  const own = entries.filter((entry) => entry.readOnly !== true).map(printEntry);
  const computed = entries.filter((entry) => entry.readOnly === true).map(printEntry);
  if (computed.length > 0) computed.unshift(`${readOnlyComment}\n`);
  return [...own, ...computed].join("");
}

/** `key: value` with its line ends. */
export const printEntry = (entry: PrintedEntry): string =>
  `${printText(entry.key)}:${printValue(entry.value, "")}\n`;

/** What follows the colon: ` value`, or an indented block on the next lines; no line end after it. */
export function printValue(value: Printed, indent: string): string {
  if (typeof value === "string") return ` ${printBlock(value, `${indent}  `)}`;
  if (typeof value === "number" || typeof value === "boolean") return ` ${value}`;
  if ("raw" in value) return ` ${value.raw}`;
  if ("fields" in value) {
    if (value.fields.length === 0) return " {}";
    const lines = value.fields.map(
      ([key, member]) => `\n${indent}  ${printText(key)}:${printValue(member, `${indent}  `)}`,
    );
    return lines.join("");
  }
  if (value.length === 0) return " []";
  return value.map((item) => `\n${indent}  -${printItem(item, `${indent}  `)}`).join("");
}

/** Lists in lists and maps in lists stand in braces: rare, and never edited line by line. */
function printItem(item: Printed, indent: string): string {
  if (typeof item === "object" && !("raw" in item)) return ` ${printFlow(item)}`;
  return printValue(item, indent);
}

function printFlow(value: Printed): string {
  if (typeof value === "string") return JSON.stringify(value).replace(unprintable, escaped);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if ("raw" in value) return value.raw;
  if ("fields" in value)
    return `{${value.fields.map(([key, member]) => `${printFlow(key)}: ${printFlow(member)}`).join(", ")}}`;
  return `[${value.map(printFlow).join(", ")}]`;
}

/** Several lines stand as a literal block where YAML gives them back unchanged. */
function printBlock(text: string, indent: string): string {
  if (!text.includes("\n") || !blockSafe(text)) return printText(text);
  const ended = text.endsWith("\n");
  const lines = (ended ? text.slice(0, -1) : text).split("\n");
  return `|${ended ? "" : "-"}\n${lines.map((line) => (line === "" ? "" : indent + line)).join("\n")}`;
}

function blockSafe(text: string): boolean {
  if (strange.test(text) || /^[ \t\n]/.test(text) || text.endsWith("\n\n")) return false;
  return !/^[ \t]+$/m.test(text);
}

/** What YAML does not allow unescaped, takes for a line break, or what would not be seen. */
const strange = /[^\P{Cc}\n]|[\u2028\u2029\uFEFF\uFFFE\uFFFF]|\p{Cs}/u;
const unprintable = /[\u2028\u2029\uFEFF\uFFFE\uFFFF]|\p{Cc}/gu;
const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** One line of YAML that reads back as `text`, as key or as value. */
export function printText(text: string): string {
  if (plainSafe(text)) return text;
  // Backslashes and quotes stand as they are between single quotes.
  if (/["\\]/.test(text) && !text.includes("\n") && !strange.test(text))
    return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text).replace(unprintable, escaped);
}

function plainSafe(text: string): boolean {
  return (
    text.length < 1_000 &&
    /^[^\s\-?:,[\]{}#&*!|>'"%@`=<~.+0-9]|^[-+.0-9]*\d/.test(text) &&
    !/\s$|:(?:\s|$)|\s#|[\n\r\t]/.test(text) &&
    !text.startsWith("-") &&
    !strange.test(text) &&
    !ambiguous.test(text)
  );
}

/** Read as something else than text by YAML 1.1 or by the core schema of 1.2. */
const ambiguous =
  /^(?:null|true|false|yes|no|on|off|y|n|[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[\da-f_]+|[\d_]+(?::[0-5]?\d)*(?:\.[\d_]*)?(?:e[-+]?\d+)?|\.\d[\d_]*(?:e[-+]?\d+)?|\.inf|\.nan)|\d{4}-\d\d?-\d\d?(?:[Tt \t].*)?)$/i;
