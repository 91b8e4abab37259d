/**
 * Which of our ids stands for which recorded one. What was seeded keeps its recorded id; what the server
 * makes during a replay is bound to its recorded twin when both are first seen at the same place.
 */
import { isJson } from "../../fixtures/notion-server/json.ts";

export const uuidPattern =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/gi;

export const dashed = (id: string): string =>
  id
    .toLowerCase()
    .replaceAll("-", "")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

/** One kind of names that are left to chance. */
class Pairs {
  readonly #ours = new Map<string, string>();
  readonly #recorded = new Map<string, string>();

  knows(recorded: string): boolean {
    return this.#ours.has(recorded);
  }

  oursOf(recorded: string): string | undefined {
    return this.#ours.get(recorded);
  }

  /** True when these two belong together, from now on if neither was met before. */
  bind(recorded: string, ours: string): boolean {
    const known = this.#ours.get(recorded);
    if (known !== undefined || this.#recorded.has(ours)) return known === ours;
    this.#ours.set(recorded, ours);
    this.#recorded.set(ours, recorded);
    return true;
  }
}

export class Bindings {
  readonly ids = new Pairs();
  /** Ids of properties, decoded. */
  readonly properties = new Pairs();
  readonly cursors = new Pairs();

  /** A recorded request as it has to be sent to the server. */
  translate(value: unknown, key = ""): unknown {
    if (typeof value === "string") return this.#text(value, key);
    if (Array.isArray(value)) return value.map((item) => this.translate(item, key));
    if (!isJson(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        key === "properties" ? this.property(name) : name,
        this.translate(item, name),
      ]),
    );
  }

  /** The address of a request. */
  path(path: string): string {
    return this.#ids(path).replace(
      /\/properties\/([^/]+)/,
      (_, id: string) => `/properties/${this.property(id)}`,
    );
  }

  /** A property's id, in the spelling in which it came; anything else as it is. */
  property(id: string): string {
    const decoded = decode(id);
    const ours = this.properties.oursOf(decoded);
    if (ours === undefined) return id;
    return decoded === id ? ours : encodeURIComponent(ours);
  }

  #text(text: string, key: string): string {
    if (key === "start_cursor") return this.cursors.oursOf(text) ?? this.#ids(text);
    if (key === "property" || key.endsWith("property_id") || key === "filter_properties")
      return this.property(text);
    return this.#ids(text);
  }

  #ids(text: string): string {
    return text.replace(uuidPattern, (id) => {
      const ours = this.ids.oursOf(dashed(id));
      if (ours === undefined) return id;
      return id.includes("-") ? ours : ours.replaceAll("-", "");
    });
  }
}

export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
