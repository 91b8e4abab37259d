/**
 * date, place, verification: values with parts.
 */
import type { PropertyValueRequest } from "../../src/notion/types.ts";
import { plainOf, type YamlValue } from "../front-matter/values.ts";
import type { Printed } from "../front-matter/write.ts";
import {
  type EditableProperty,
  isNothing,
  type Reading,
  read,
  refuse,
  type ValueOf,
} from "./converter.ts";
import { dateForms, printDate, readDate } from "./dates.ts";

export const date = {
  kind: "editable",
  print: (value) => (value.date === null ? null : { raw: printDate(value.date) }),
  read: (value) => {
    if (isNothing(value)) return read({ date: null });
    const text = value.kind === "text" ? value.text : range(value);
    if (text === null) return refuse(value, "not_date", `is not a date: write ${dateForms}`);
    const parsed = readDate(text);
    if (typeof parsed === "string") return refuse(value, "not_date", parsed);
    return read({ date: parsed });
  },
} satisfies EditableProperty<"date">;

/** A range as other tools write it: `[start, end]` or `{start: …, end: …}`. */
function range(value: YamlValue): string | null {
  const parts =
    value.kind === "list"
      ? value.items
      : value.kind === "map"
        ? ["start", "end"].flatMap((name) =>
            value.entries.flatMap(([key, member]) =>
              key === name && !isNothing(member) ? [member] : [],
            ),
          )
        : [];
  const texts = parts.map((part) => (part.kind === "text" ? part.text : null));
  return texts.length >= 1 && texts.length <= 2 && !texts.includes(null) ? texts.join("/") : null;
}

type Place = NonNullable<ValueOf<"place">["place"]>;
const placeKeys = ["lat", "lon", "name", "address", "aws_place_id", "google_place_id"] as const;

export const place = {
  kind: "editable",
  print: (value) => (value.place === null ? null : printPlace(value.place)),
  read: (value) => {
    if (isNothing(value)) return read({ place: null });
    const accepted =
      "is no place: write lat, lon and, if you like, name and address below each other";
    if (value.kind === "text") {
      const pair = /^(-?\d+(?:\.\d+)?)\s*[,;]\s*(-?\d+(?:\.\d+)?)$/.exec(value.text.trim());
      if (pair === null) return refuse(value, "not_place", accepted);
      return placed(value, { lat: Number(pair[1]), lon: Number(pair[2]) });
    }
    if (value.kind !== "map") return refuse(value, "not_place", accepted);
    const given = new Map(value.entries.map(([key, member]) => [key, plainOf(member)]));
    const number = (key: string) => {
      const text = given.get(key);
      return typeof text === "string" && text.trim() !== "" ? Number(text) : Number.NaN;
    };
    const texts: Record<string, string> = {};
    for (const key of placeKeys.slice(2)) {
      const text = given.get(key);
      if (typeof text === "string") texts[key] = text;
    }
    return placed(value, { lat: number("lat"), lon: number("lon"), ...texts });
  },
} satisfies EditableProperty<"place">;

function printPlace(value: Place): Printed {
  const fields = placeKeys.flatMap((key) => {
    const member = value[key];
    return member === null || member === undefined ? [] : [[key, member] as const];
  });
  return { fields };
}

function placed(value: YamlValue, found: { readonly lat: number; readonly lon: number }): Reading {
  if (!(Math.abs(found.lat) <= 90 && Math.abs(found.lon) <= 180)) {
    const accepted = "is no place: lat is a number from -90 to 90, lon one from -180 to 180";
    return refuse(value, "not_place", accepted);
  }
  return read({ place: found });
}

/** `expired` is a state that only time brings about: it is shown, and not sent. */
export const verification = {
  kind: "editable",
  print: (value) => {
    if (value.verification === null) return null;
    const { state } = value.verification;
    // What was just written has no date yet.
    if (!value.verification.date) return state;
    return { raw: `${state} ${printDate(value.verification.date)}` };
  },
  read: (value) => {
    if (isNothing(value)) return read({ verification: { state: "unverified" } });
    const accepted = "is no verification: write unverified, verified, or verified start/end";
    const match =
      value.kind === "text"
        ? /^(unverified|verified|expired)(?:\s+(\S.*))?$/i.exec(value.text.trim())
        : null;
    const state = match?.[1]?.toLowerCase();
    if (match === null || state === undefined) return refuse(value, "not_verification", accepted);
    if (state === "expired") return { value: null, problems: [] };
    if (state === "unverified") return read({ verification: { state: "unverified" } });
    if (match[2] === undefined) return read({ verification: { state: "verified" } });
    const parsed = readDate(match[2]);
    if (typeof parsed === "string") return refuse(value, "not_verification", parsed);
    const request = { verification: { state: "verified", date: parsed } };
    return read(request as PropertyValueRequest);
  },
} satisfies EditableProperty<"verification">;
