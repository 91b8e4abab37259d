/**
 * The real network: undici, with one deadline over headers and body together.
 *
 * undici is loaded at the first request, so that commands which never leave the machine start fast.
 */
import type { Dispatcher } from "undici";
import { type Clock, systemClock } from "../platform/clock.ts";
import { type HttpResponse, type Transport, TransportError } from "./transport.ts";

export interface UndiciOptions {
  readonly clock?: Clock;
  /** From the first byte sent to the last byte received, ms. Above the 60 s that the server may work. */
  readonly timeoutMs?: number;
  /** For the TCP and TLS handshake, ms. */
  readonly connectTimeoutMs?: number;
}

export function undiciTransport(baseUrl: string, options: UndiciOptions = {}): Transport {
  const { clock = systemClock, timeoutMs = 70_000, connectTimeoutMs = 15_000 } = options;
  const origin = baseUrl.replace(/\/+$/, "");
  let dispatcher: Promise<Dispatcher> | undefined;
  const open = async () => {
    const { Agent } = await import("undici");
    // Our own deadline covers both; undici's would only name it differently.
    return new Agent({
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: connectTimeoutMs },
      keepAliveTimeout: 4_000,
    });
  };

  return async (request, signal) => {
    dispatcher ??= open();
    const agent = await dispatcher;
    if (signal?.aborted) throw signal.reason;
    const deadline = new AbortController();
    const abort = () => deadline.abort(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    const timer = new AbortController();
    let timedOut = false;
    clock.sleep(timeoutMs, timer.signal).then(
      () => {
        timedOut = true;
        deadline.abort();
      },
      () => undefined,
    );
    try {
      return await exchange(agent, origin, request, deadline.signal);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (timedOut)
        throw new TransportError(`No whole answer within ${Math.round(timeoutMs / 1000)} s`, {
          sent: true,
          cause: error,
        });
      throw new TransportError(reasonOf(error), { sent: !neverSent(error), cause: error });
    } finally {
      timer.abort();
      signal?.removeEventListener("abort", abort);
    }
  };
}

async function exchange(
  agent: Dispatcher,
  origin: string,
  request: Parameters<Transport>[0],
  signal: AbortSignal,
): Promise<HttpResponse> {
  const { statusCode, headers, body } = await agent.request({
    origin,
    method: request.method,
    path: request.path,
    headers: request.headers,
    body: request.body ?? null,
    signal,
  });
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined)
      flat[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  return { status: statusCode, headers: flat, body: await body.text() };
}

/** Failures of name lookup, connecting and handshaking: all before the first byte of the request. */
const beforeTheFirstByte = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENETDOWN",
  "ENOTFOUND",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_INVALID_ARG",
]);

function neverSent(error: unknown): boolean {
  const code = codeOf(error);
  return beforeTheFirstByte.has(code) || code.startsWith("ERR_TLS") || /CERT|ISSUER/.test(code);
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "Notion's address could not be looked up: is the network up?";
    case "ECONNREFUSED":
      return "Nothing listens at the API's address";
    case "ECONNRESET":
    case "UND_ERR_SOCKET":
      return "The connection broke before the answer was whole";
    case "UND_ERR_CONNECT_TIMEOUT":
      return "Connecting to Notion took too long";
    default: {
      const message = error instanceof Error ? error.message : String(error);
      return code === "" || message.includes(code) ? message : `${message} (${code})`;
    }
  }
}
