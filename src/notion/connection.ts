/**
 * One request to the API: headers, its turn, repeating where that is safe, JSON back.
 *
 * A read is repeated while the trouble may pass. A write is sent again only after a 429, which promises that
 * nothing was applied; every other failure goes to the caller, who knows how to find out what happened.
 */
import type { Clock } from "../platform/clock.ts";
import { exitCodes, SyncError } from "../platform/errors.ts";
import type { Log } from "../platform/log.ts";
import type { Random } from "../platform/random.ts";
import type { RequestOptions } from "./client.ts";
import { errorIn, isBlocked, isPassing, isRateLimit, NotionError } from "./errors.ts";
import { backoffMs, type Pacer } from "./pacing.ts";
import {
  type HttpRequest,
  type HttpResponse,
  type Transport,
  TransportError,
} from "./transport.ts";
import type { NotionVersion } from "./types.ts";

export interface ConnectionParts {
  readonly transport: Transport;
  readonly token: string;
  readonly pacer: Pacer;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly version?: NotionVersion;
  readonly userAgent?: string;
  /** Told when a request is not answered well and will be sent again, at most once between two good answers. */
  readonly onTrouble?: (trouble: Trouble) => void;
}

export interface Trouble {
  /** In one line: what went wrong. */
  readonly reason: string;
  /** Ms until the request is sent again. */
  readonly againInMs: number;
  /** Ms after which it is given up, about; `null` where the server asked for the wait, which is kept however long. */
  readonly givenUpInMs: number | null;
}

export type Json = Readonly<Record<string, unknown>>;

export interface ApiRequest {
  readonly kind: "read" | "write";
  readonly method: HttpRequest["method"];
  /** Path and query below `/v1/`. */
  readonly path: string;
  readonly body?: Json;
}

/** Requests sent so far, repetitions included. */
export interface RequestCounts {
  reads: number;
  writes: number;
  repeated: number;
  throttled: number;
}

export interface Connection {
  send(request: ApiRequest, options?: RequestOptions): Promise<Json>;
  readonly counts: Readonly<RequestCounts>;
  /** The server's wall clock, ms. */
  now(): number;
}

/** Tries of one read before its error reaches the caller: about half a minute of trouble is sat out. */
const readTriesMax = 7;
const patienceMs = 30_000;
/** Waits that the server asks for are worth a word from here on, ms. */
const longWaitMs = 5_000;

export function connect(parts: ConnectionParts): Connection {
  const { transport, token, pacer, clock, random, log } = parts;
  const counts: RequestCounts = { reads: 0, writes: 0, repeated: 0, throttled: 0 };

  /** How far the server's clock is ahead of ours, ms. */
  let aheadMs = 0;
  const readDate = (text: string | undefined) => {
    const date = text === undefined ? Number.NaN : Date.parse(text);
    // The header has whole seconds: only a difference that is more than that says something.
    if (!Number.isNaN(date) && Math.abs(date - clock.now() - aheadMs) > 2_000)
      aheadMs = date - clock.now();
  };

  let troubled = false;
  const tell = (error: unknown, againInMs: number, givenUpInMs: number | null) => {
    if (troubled) return;
    troubled = true;
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    parts.onTrouble?.({ reason, againInMs, givenUpInMs });
  };

  const headers = {
    authorization: `Bearer ${headerSafe(token)}`,
    "notion-version": parts.version ?? "2026-03-11",
    "user-agent": parts.userAgent ?? "notion-mirror",
  };

  const once = async (request: ApiRequest, options: RequestOptions): Promise<Json> => {
    const http: HttpRequest = {
      method: request.method,
      path: `/v1/${request.path}`,
      headers:
        request.body === undefined ? headers : { ...headers, "content-type": "application/json" },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    };
    const startedAt = clock.monotonic();
    let response: HttpResponse;
    try {
      response = await pacer.run(
        () => {
          counts[request.kind === "read" ? "reads" : "writes"]++;
          options.onSend?.();
          return transport(http, options.signal);
        },
        { priority: options.priority ?? "crawl", signal: options.signal },
      );
    } catch (error) {
      log("request", { method: http.method, path: http.path, failed: String(error) });
      throw error;
    }
    readDate(response.headers["date"]);
    const ms = Math.round(clock.monotonic() - startedAt);
    const error = errorIn(http, response, clock.now());
    log("request", {
      method: http.method,
      path: http.path,
      status: response.status,
      ms,
      ...(error === null ? {} : { code: error.code, requestId: error.requestId }),
    });
    if (error !== null) throw error;
    const answer = parsed(response);
    troubled = false;
    return answer;
  };

  const send = async (request: ApiRequest, options: RequestOptions = {}): Promise<Json> => {
    for (let failures = 0; ; ) {
      try {
        return await once(request, options);
      } catch (error) {
        if (options.signal?.aborted) throw error;
        if (isRateLimit(error)) {
          counts.throttled++;
          pacer.throttled(error);
          if (isBlocked(error) || (request.kind === "write" && error.status !== 429)) throw error;
          const askedMs = error.retryAfterMs ?? 0;
          if (askedMs >= longWaitMs) tell(error, askedMs, null);
        } else {
          failures++;
          if (request.kind === "write" || !isPassing(error) || failures >= readTriesMax)
            throw error;
          const againInMs = waitMs(error, failures, random);
          tell(error, againInMs, patienceMs);
          await clock.sleep(againInMs, options.signal);
        }
        counts.repeated++;
      }
    }
  };

  return { send, counts, now: () => clock.now() + aheadMs };
}

function waitMs(error: unknown, failures: number, random: Random): number {
  const asked = error instanceof NotionError ? error.retryAfterMs : null;
  return Math.max(asked ?? 0, backoffMs(failures, random));
}

/** A 2xx that is no whole JSON object was torn on its way: the same doubt as a broken connection. */
function parsed(response: HttpResponse): Json {
  try {
    const value: unknown = JSON.parse(response.body);
    if (value !== null && typeof value === "object" && !Array.isArray(value)) return value as Json;
  } catch {
    // Falls through to the error below, with its own words.
  }
  throw new TransportError("The answer is no JSON object: it was cut off on its way", {
    sent: true,
  });
}

/** A token with a line break or a space inside was pasted wrong; say so instead of sending half a header. */
function headerSafe(token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new SyncError(
    "The token holds characters that no Notion token has (a space, a line break?)",
    {
      code: "bad_token",
      exitCode: exitCodes.permission,
      next: "Copy the token again and set NOTION_API_TOKEN to it, without quotes or spaces.",
    },
  );
}
