/**
 * Dates as people write them ⇄ dates as the API writes them.
 *
 * A date without a time stays one. Times are to the minute; the API stores an offset, never a zone. A
 * time without an offset is UTC, as it is for the API.
 */
import type { ValueOf } from "./converter.ts";

export type DateValue = NonNullable<ValueOf<"date">["date"]>;
/** The write form. */
export interface WrittenDate {
  readonly start: string;
  readonly end?: string | null;
  readonly time_zone?: NonNullable<DateValue["time_zone"]>;
}

/** `2026-01-02`, `2026-01-02T09:30+01:00`, `start/end`; a zone, where there is one, stands last. */
export function printDate(date: DateValue): string {
  const end = date.end === null || date.end === undefined ? "" : `/${printMoment(date.end)}`;
  const zone = date.time_zone ? ` ${date.time_zone}` : "";
  return `${printMoment(date.start)}${end}${zone}`;
}

const moment = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:?\d\d)?$/;

/** Seconds only where they are not zero, which Notion itself no longer stores. */
export function printMoment(text: string): string {
  const match = moment.exec(text);
  if (match === null) return text;
  const [, day, time, seconds = "00", fraction = "", zone = ""] = match;
  const rest = /^0*$/.test(fraction) ? "" : `.${fraction}`;
  const precise = seconds === "00" && rest === "" ? "" : `:${seconds}${rest}`;
  return `${day}T${time}${precise}${zone === "+00:00" ? "Z" : zone}`;
}

export const dateForms = "2026-01-02, 2026-01-02T09:30+01:00, or start/end";

/** A string is what is wrong, as the end of a sentence. */
export function readDate(text: string): WrittenDate | string {
  const zoned = / +([A-Z][A-Za-z_]+(?:\/[A-Za-z_+-]+\d*){0,2})$/.exec(text.trim());
  const zone = zoned?.[1] !== undefined && isZone(zoned[1]) ? zoned[1] : undefined;
  const words = (zone === undefined ? text : text.trim().slice(0, zoned?.index)).trim();
  const parts = ends(words);
  if (parts === null) return `is not a date: write ${dateForms}`;
  const start = readMoment(parts[0]);
  if (typeof start === "string") return start;
  const end = parts[1] === undefined ? null : readMoment(parts[1], start);
  if (typeof end === "string") return end;
  if (end !== null && isBefore(end, start)) return "ends before it starts";
  return {
    start: start.text,
    ...(end === null ? {} : { end: end.text }),
    ...(zone === undefined ? {} : { time_zone: zone as NonNullable<DateValue["time_zone"]> }),
  };
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const day = String.raw`(?:\d{4}(?<sep>[-/.])\d{1,2}\k<sep>\d{1,2}|\d{1,2}\.? [A-Za-z]{3,9}\.?,? \d{4}|[A-Za-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})`;
const clock = String.raw`\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?`;
const first = new RegExp(`^(${day}(?:(?:T|,? +(?:at +)?)${clock})?)`);
const between = /^ *(?:\/|→|–|—|--|\.\.\.?|to|until|-) *(?=\S)/;

/** One or two moments; `null` when it is neither. */
function ends(text: string): readonly [string, string?] | null {
  const start = first.exec(text);
  if (start?.[1] === undefined) return null;
  const rest = text.slice(start[1].length).trimEnd();
  if (rest === "") return [start[1]];
  const border = between.exec(rest);
  return border === null ? null : [start[1], rest.slice(border[0].length)];
}

interface Moment {
  /** As the API writes it. */
  readonly text: string;
  readonly day: string;
  readonly time: string | null;
  readonly zone: string;
}

const months =
  "january february march april may june july august september october november december".split(
    " ",
  );
const timedForm = new RegExp(`^(.*?)(?:T|,? +(?:at +)?|^)(${clock})$`);

/** `same`: the start of a range, whose day and offset an end that is only a time shares. */
function readMoment(text: string, same?: Moment): Moment | string {
  const bad = `is not a date: write ${dateForms}`;
  const timed = timedForm.exec(text);
  const dayText = (timed?.[1] ?? text).trim();
  const date = dayText === "" && same !== undefined ? same.day : readDay(dayText);
  if (date === null) return bad;
  if (date === "") return "has no such day";
  if (timed?.[2] === undefined) return { text: date, day: date, time: null, zone: "" };
  const time = readTime(timed[2]);
  if (time === null) return "has no such time";
  const zone = time.zone ?? (dayText === "" ? same?.zone : undefined) ?? "+00:00";
  return { text: `${date}T${time.text}${zone}`, day: date, time: time.text, zone };
}

/** `null`: no date; `""`: a date that the calendar does not have. */
function readDay(text: string): string | null {
  const digits = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(text);
  if (digits !== null) return checked(Number(digits[1]), Number(digits[3]), Number(digits[4]));
  const words =
    /^(?:(\d{1,2})\.? ([A-Za-z]{3,9})\.?,? (\d{4})|([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4}))$/.exec(
      text,
    );
  if (words === null) return null;
  const name = (words[2] ?? words[4] ?? "").toLowerCase();
  const month = months.findIndex((long) => long.startsWith(name) || name === long.slice(0, 4));
  if (month === -1) return null;
  return checked(Number(words[3] ?? words[6]), month + 1, Number(words[1] ?? words[5]));
}

function checked(year: number, month: number, dayOfMonth: number): string {
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year, month - 1, dayOfMonth);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== dayOfMonth) return "";
  const two = (value: number) => String(value).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(dayOfMonth)}`;
}

function readTime(text: string): { text: string; zone: string | undefined } | null {
  const match =
    /^(\d{1,2}):(\d\d)(?::(\d\d)(\.\d+)?)?(?: ?([AaPp])\.?[Mm]\.?)?(?: ?(Z|UTC|[+-]\d\d:?\d\d))?$/.exec(
      text,
    );
  if (match === null) return null;
  const half = match[5]?.toLowerCase();
  let hours = Number(match[1]);
  if (half !== undefined) {
    if (hours < 1 || hours > 12) return null;
    hours = (hours % 12) + (half === "p" ? 12 : 0);
  }
  if (hours > 23 || Number(match[2]) > 59 || Number(match[3] ?? 0) > 59) return null;
  const zone = match[6] === "Z" || match[6] === "UTC" ? "+00:00" : match[6];
  const colon =
    zone !== undefined && zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const seconds = match[3] ?? "00";
  const fraction = (match[4] ?? ".000").padEnd(4, "0");
  return {
    text: `${String(hours).padStart(2, "0")}:${match[2]}:${seconds}${fraction}`,
    zone: colon,
  };
}

/** By the moment where both have a time, otherwise by the day. */
const isBefore = (a: Moment, b: Moment): boolean =>
  a.time === null || b.time === null ? a.day < b.day : Date.parse(a.text) < Date.parse(b.text);
