/**
 * What a reader would search for in a block, a property or a comment, as plain text.
 */
import { plainText } from "../notion/canonical.ts";
import type { PropertyValue, RichText } from "../notion/types.ts";

type Content = Readonly<Record<string, unknown>>;

const runs = (value: unknown): string =>
  Array.isArray(value) ? plainText(value as readonly RichText[]) : "";

/** Of a block's content: its texts, captions, cells, titles, formulas and addresses that last. */
export function textOf(content: Content): string {
  const parts: string[] = [];
  for (const key of ["rich_text", "title", "caption"]) {
    const value = content[key];
    if (typeof value === "string") parts.push(value);
    else if (value !== undefined) parts.push(runs(value));
  }
  if (Array.isArray(content["cells"])) parts.push(content["cells"].map(runs).join("\t"));
  for (const key of ["expression", "url", "name"]) {
    if (typeof content[key] === "string") parts.push(content[key]);
  }
  const external = content["external"] as Content | undefined;
  if (typeof external?.["url"] === "string") parts.push(external["url"]);
  return parts.filter(Boolean).join("\n");
}

/** Of the properties that people fill with words; what is computed or only links is left out. */
export function propertiesText(properties: Readonly<Record<string, PropertyValue>>): string {
  return Object.values(properties).map(propertyText).filter(Boolean).join("\n");
}

function propertyText(value: PropertyValue): string {
  switch (value.type) {
    case "rich_text":
      return plainText(value.rich_text);
    case "select":
      return value.select?.name ?? "";
    case "status":
      return value.status?.name ?? "";
    case "multi_select":
      return value.multi_select.map((option) => option.name).join(" ");
    case "people":
      return value.people.map((person) => ("name" in person ? person.name : "")).join(" ");
    case "url":
      return value.url ?? "";
    case "email":
      return value.email ?? "";
    case "phone_number":
      return value.phone_number ?? "";
    case "unique_id":
      return uniqueId(value.unique_id);
    case "number":
      return value.number === null ? "" : String(value.number);
    case "files":
      return value.files.map((file) => file.name).join(" ");
    default:
      return "";
  }
}

/** `TASK-12`, or `12` where the property has no prefix. */
export function uniqueId(value: { prefix: string | null; number: number | null }): string {
  if (value.number === null) return "";
  return value.prefix === null ? String(value.number) : `${value.prefix}-${value.number}`;
}
