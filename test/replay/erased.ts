/**
 * What a comparison overlooks, and why: the one list. Everything else has to be equal.
 */
export interface Erased {
  readonly what: string;
  readonly reason: string;
}

export const erased: readonly Erased[] = [
  {
    what: "ids of objects, options, property items and users",
    reason:
      "minted by chance; the same id has to stand for the same object throughout a session, also within urls and formulas",
  },
  {
    what: "ids of properties",
    reason: "minted by chance; bound by the property's name in the same way",
  },
  {
    what: "times of creation, edit, expiry and import",
    reason:
      "a replay has another clock; that they are cut to the minute, or bear milliseconds, is compared",
  },
  { what: "request_id", reason: "differs with every request" },
  {
    what: "the host of urls of pages and databases",
    reason:
      "recordings show www.notion.so and app.notion.com/p in the same week; slug and id are compared",
  },
  {
    what: "cursors and next_url",
    reason:
      "opaque, and their form changed silently; whether there is one is compared, and it is used in the next request",
  },
  {
    what: "signatures and folders of hosted files",
    reason: "the host signs an address anew at each read; the file's name is compared",
  },
  {
    what: "the integration's name in a message, and additional_data.integration_id",
    reason: "told only by answers since June 2026",
  },
  {
    what: "the workspace's id within formulas",
    reason: "recordings of one workspace show two",
  },
  {
    what: "the name in the words of a mentioned person",
    reason: "recordings replace people's names in user objects, but not in the text beside them",
  },
  {
    what: "colours of options that were made without one",
    reason: "drawn by chance; of options sent with a colour it is compared",
  },
  {
    what: "the order of keys",
    reason:
      "JSON objects have none; answers that keep it are counted apart, but for properties, which are printed in the order of their ids",
  },
];

/** Times whose form alone is compared. */
const timeKeys = new Set([
  "created_time",
  "last_edited_time",
  "expiry_time",
  "expires_at",
  "imported_time",
]);

const skipped = new Set(["request_id", "integration_id"]);

/** Left out of the comparison altogether. */
export const isSkipped = (key: string): boolean => skipped.has(key);

/** A string as it is compared; ids in it are left to the comparison. */
export function plain(key: string, text: string): string {
  if (timeKeys.has(key)) return timeForm(text);
  if (key === "next_url") return "<next url>";
  if (key === "message")
    return text.replace(/ with your integration "[^"]*"\./, " with your integration.");
  if (/^https:\/\/(?:prod-files-secure|s3|file\.notion|secure\.notion-static)[^/]*\//.test(text))
    return fileForm(text);
  const unspaced = text.replace(/(\{\{notion:block_property:[^:}]+:[^:}]+):[^}]+\}\}/g, "$1}}");
  return unspaced.replace(/^https:\/\/(?:(?:www\.)?notion\.so|app\.notion\.com\/p)\//, "<notion>/");
}

function timeForm(text: string): string {
  if (/T\d\d:\d\d:00\.000Z$/.test(text)) return "<time to the minute>";
  if (/T\d\d:\d\d:\d\d\.\d{3}\+00:00$/.test(text)) return "<time to the millisecond, +00:00>";
  return /T\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) ? "<time to the millisecond>" : text;
}

const fileForm = (text: string): string => `<file>/${text.split("?")[0]?.split("/").at(-1)}`;
