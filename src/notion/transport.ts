/**
 * One HTTP exchange with the API, as bytes in and bytes out: the network, as a parameter.
 *
 * Deliberately below retrying, pacing and errors (`pacing.ts`, `client.ts`): a transport answers with
 * whatever the server said, and rejects only when there is no whole answer.
 */
import { exitCodes, SyncError } from "../platform/errors.ts";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Path and query, from `/v1/…` on. */
  readonly path: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text; absent for none. */
  readonly body?: string;
}

export interface HttpResponse {
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Rejects with `TransportError`, or with the signal's reason when `signal` aborts (over headers and body). */
export type Transport = (request: HttpRequest, signal?: AbortSignal) => Promise<HttpResponse>;

/**
 * No whole answer. `sent: false` promises that not one byte of the request left, so that nothing can have
 * been applied; `true` leaves a write in doubt.
 */
export class TransportError extends SyncError {
  override readonly name = "TransportError";
  readonly sent: boolean;

  constructor(message: string, options: { sent: boolean; cause?: unknown }) {
    super(message, {
      code: "no_answer",
      exitCode: exitCodes.failures,
      next: "Check the network and run the command again: it goes on where it stopped.",
      ...(options.cause === undefined ? {} : { cause: options.cause }),
    });
    this.sent = options.sent;
  }
}
