/**
 * A progress bar with rate and time left on a terminal; a line now and then elsewhere, so that a log
 * of a long clone shows that it lives.
 */
import type { Clock } from "./platform/clock.ts";
import type { Output } from "./platform/process.ts";

export interface Progress {
  /** `total` may grow while the crawl finds more. */
  update(done: number, total: number, what: string): void;
  stop(): void;
}

const quietLineMs = 10_000;

function plainProgress(output: Output, clock: Clock): Progress {
  let lastAt = clock.monotonic();
  return {
    update: (done, total, what) => {
      if (clock.monotonic() - lastAt < quietLineMs) return;
      lastAt = clock.monotonic();
      output.write(`${what}: ${done} of ${total}\n`);
    },
    stop: () => undefined,
  };
}

/** `m:ss`, or `h:mm:ss` from an hour on. */
export function timeLeft(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const pad = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes}:${pad(whole % 60)}`
    : `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(whole % 60)}`;
}

export async function startProgress(output: Output, clock: Clock): Promise<Progress> {
  if (!output.isTerminal) return plainProgress(output, clock);
  const { default: cliProgress } = await import("cli-progress");
  const bar = new cliProgress.SingleBar({
    format: "{what} {bar} {value}/{total}  {rate}/s  {left} left",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    hideCursor: true,
    clearOnComplete: true,
    barsize: 24,
  });
  const startedAt = clock.monotonic();
  let started = false;
  return {
    update: (done, total, what) => {
      const seconds = Math.max(0.001, (clock.monotonic() - startedAt) / 1000);
      const rate = done / seconds;
      const payload = {
        what,
        rate: rate.toFixed(1),
        left: rate > 0 ? timeLeft((total - done) / rate) : "?",
      };
      if (started) {
        bar.setTotal(total);
        bar.update(done, payload);
      } else {
        started = true;
        bar.start(total, done, payload);
      }
    },
    stop: () => {
      if (started) bar.stop();
    },
  };
}
