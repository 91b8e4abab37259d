/**
 * What the API refused, in its own words, and what that means for a write whose fate we must know.
 *
 * Deliberately without waiting or repeating: `client.ts` repeats reads, `sync/push` settles writes.
 */
import { type ExitCode, exitCodes, SyncError } from "../platform/errors.ts";
import type { HttpResponse } from "./transport.ts";
import { TransportError } from "./transport.ts";

type AdditionalData = Readonly<Record<string, string | readonly string[]>>;

/**
 * An answer that is not a 2xx. `code` is exactly Notion's; an answer that Notion did not write (a proxy's
 * page of HTML) has `network_blocked` for a 403 and `http_STATUS` for the rest.
 */
export class NotionError extends SyncError {
  override readonly name = "NotionError";
  readonly status: number;
  /** What Notion's support asks for; `null` when the answer came from something before Notion. */
  readonly requestId: string | null;
  readonly additionalData: AdditionalData;
  /** Ms that the server asked to wait; `null` when it did not say. */
  readonly retryAfterMs: number | null;

  constructor(
    message: string,
    details: {
      readonly code: string;
      readonly status: number;
      readonly requestId?: string | null;
      readonly additionalData?: AdditionalData;
      readonly retryAfterMs?: number | null;
      readonly where?: string;
    },
  ) {
    const advice = adviceFor(details.code, details.status, message, details.additionalData ?? {});
    super(message, {
      code: details.code,
      exitCode: advice.exitCode,
      ...(advice.next === null ? {} : { next: advice.next }),
      ...(details.where === undefined ? {} : { where: details.where }),
    });
    this.status = details.status;
    this.requestId = details.requestId ?? null;
    this.additionalData = details.additionalData ?? {};
    this.retryAfterMs = details.retryAfterMs ?? null;
  }
}

/** The error that an answer is, or `null` for a 2xx. `now` is the wall clock, for a `Retry-After` that is a date. */
export function errorIn(
  request: { readonly method: string; readonly path: string },
  response: HttpResponse,
  now: number,
): NotionError | null {
  if (response.status >= 200 && response.status < 300) return null;
  const where = `${request.method} ${request.path.split("?")[0]}`;
  const { status, headers } = response;
  const body = parsedObject(response.body);
  if (body === null || typeof body["code"] !== "string") {
    const requestId = headers["x-notion-request-id"] ?? null;
    const foreign = requestId === null && status === 403;
    return new NotionError(
      foreign
        ? "Something between this machine and Notion refused the request (403 without a request id)"
        : `Notion answered with status ${status} and no error body`,
      {
        code: foreign ? "network_blocked" : `http_${status}`,
        status,
        requestId,
        retryAfterMs: retryAfterMs(headers["retry-after"], undefined, now),
        where,
      },
    );
  }
  const additionalData = additionalDataOf(body["additional_data"]);
  return new NotionError(String(body["message"] ?? body["code"]), {
    code: body["code"],
    status,
    requestId:
      typeof body["request_id"] === "string"
        ? body["request_id"]
        : (headers["x-notion-request-id"] ?? null),
    additionalData,
    retryAfterMs: retryAfterMs(headers["retry-after"], additionalData["retry_after"], now),
    where,
  });
}

/**
 * Whether a write that ended in `error` was applied: `no` is certain, `doubt` is everything that is not.
 * (An answered 2xx is the only certain yes and throws nothing.)
 */
export function fateOf(error: unknown): "no" | "doubt" {
  if (error instanceof TransportError) return error.sent ? "doubt" : "no";
  if (error instanceof NotionError) return refused.has(error.status) ? "no" : "doubt";
  return "doubt";
}

/** Statuses that promise that nothing was applied. 409 and 529 are not among them: no one has proved that they do. */
const refused = new Set([400, 401, 403, 404, 429]);

/** Statuses that pass by themselves; a read is simply asked again. */
const passing = new Set([409, 500, 502, 503, 504]);

/** A read may be repeated after this, with a growing delay. Rate limits are not counted here: they hold the connection. */
export const isPassing = (error: unknown): boolean =>
  error instanceof TransportError || (error instanceof NotionError && passing.has(error.status));

/** 429 and 529: the whole connection waits. */
export const isRateLimit = (error: unknown): error is NotionError =>
  error instanceof NotionError && (error.status === 429 || error.status === 529);

/** Notion has blocked the connection: asking again makes it worse. */
export const isBlocked = (error: NotionError): boolean =>
  error.additionalData["rate_limit_reason"] === "public_api_request_blocked";

/** 404 and 403: the object can't be seen. Never a proof that it was deleted. */
export const isUnreachable = (error: unknown): error is NotionError =>
  error instanceof NotionError &&
  (error.code === "object_not_found" || error.code === "restricted_resource");

/** A workspace that may create no more blocks. @see https://developers.notion.com/reference/workspace-block-limits */
export const isBlockLimit = (error: unknown): error is NotionError =>
  error instanceof NotionError &&
  error.status === 403 &&
  error.additionalData["block_limit"] !== undefined;

/** Ms from `Retry-After` (seconds or an HTTP date), else from `additional_data.retry_after` (seconds). */
function retryAfterMs(
  header: string | undefined,
  inBody: string | readonly string[] | undefined,
  now: number,
): number | null {
  for (const text of [header, typeof inBody === "string" ? inBody : undefined]) {
    if (text === undefined || text.trim() === "") continue;
    const seconds = Number(text);
    if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
    const date = Date.parse(text);
    if (!Number.isNaN(date)) return Math.max(0, date - now);
  }
  return null;
}

interface Advice {
  readonly exitCode: ExitCode;
  readonly next: string | null;
}

/** What to do next, by code. */
function adviceFor(code: string, status: number, message: string, data: AdditionalData): Advice {
  switch (code) {
    case "unauthorized":
      return {
        exitCode: exitCodes.permission,
        next: "Set NOTION_API_TOKEN to a valid token: create one at https://www.notion.so/profile/integrations (a personal access token sees what you see).",
      };
    case "restricted_resource":
      return { exitCode: exitCodes.permission, next: restrictedAdvice(message, data) };
    case "network_blocked":
      return {
        exitCode: exitCodes.permission,
        next: "Try another network, or ask whoever runs this one's proxy or firewall to allow api.notion.com.",
      };
    case "object_not_found":
      return {
        exitCode: exitCodes.failures,
        next: "Check the id, and that the page is shared with the token: in Notion, ••• > Connections.",
      };
    case "rate_limited":
      return {
        exitCode: exitCodes.failures,
        next:
          data["rate_limit_reason"] === "public_api_request_blocked"
            ? "Notion has blocked this connection. Stop, and ask Notion's support with the request id."
            : "Wait for the window to reset and run the command again.",
      };
    case "validation_error":
    case "invalid_json":
    case "invalid_request":
    case "invalid_request_url":
    case "missing_version":
      return { exitCode: exitCodes.failures, next: null };
    default:
      return {
        exitCode: exitCodes.failures,
        next: status >= 500 || status === 409 ? "Run the command again in a minute." : null,
      };
  }
}

/** The capability that Notion's message speaks of, where it does; all of them where it does not. */
function restrictedAdvice(message: string, data: AdditionalData): string {
  if (data["block_limit"] !== undefined)
    return "The workspace has reached its block limit: nothing can be created until the plan changes. Reading, editing and deleting go on.";
  const named = (["comment", "user", "insert", "update", "read"] as const).find((word) =>
    message.toLowerCase().includes(word),
  );
  const capability = {
    comment: "“Read comments” or “Insert comments”",
    user: "“Read user information”",
    insert: "“Insert content”",
    update: "“Update content”",
    read: "“Read content”",
    none: "the missing one of “Read content”, “Update content”, “Insert content”",
  }[named ?? "none"];
  return `In the connection's settings, under Capabilities, switch on ${capability}.`;
}

function parsedObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function additionalDataOf(value: unknown): AdditionalData {
  if (value === null || typeof value !== "object") return {};
  const entries = Object.entries(value).map(([key, member]): [string, string | string[]] => [
    key,
    Array.isArray(member) ? member.map(String) : String(member),
  ]);
  return Object.fromEntries(entries);
}
