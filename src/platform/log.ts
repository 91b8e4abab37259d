/**
 * Structured lines for people who debug: one JSON object a line, fields, not sentences.
 *
 * Secrets are taken out here, at the sink, so that no call site can forget it.
 */
export type Log = (event: string, fields?: Readonly<Record<string, unknown>>) => void;

export const silentLog: Log = () => undefined;

const secrets =
  /\b(?:ntn|secret)_[A-Za-z0-9_]{8,}|Bearer\s+[^\s"]+|(?:X-Amz-[A-Za-z-]+|signature|code)=[^&\s"]+/gi;

/** `text` with tokens, bearer headers and signed query parameters replaced by `[secret]`. */
export const redact = (text: string): string => text.replace(secrets, "[secret]");

/** A log that hands each finished line, with its newline, to `write`. */
export const lineLog =
  (write: (line: string) => void, now: () => number): Log =>
  (event, fields = {}) =>
    write(`${redact(JSON.stringify({ time: new Date(now()).toISOString(), event, ...fields }))}\n`);
