import { describe, expect, test } from "vitest";
import { NotionError } from "../../src/notion/errors.ts";
import { createPacer, type Pacer, type Priority, unlimitedPacer } from "../../src/notion/pacing.ts";
import { seededRandom } from "../../src/platform/random.ts";
import { virtualClock } from "../support/virtual-clock.ts";

const latencyMs = 300;

function setUp(options: { requestsPerMinute?: number; requestsPerMinuteMax?: number } = {}) {
  const clock = virtualClock();
  const pacer = createPacer({ clock, random: seededRandom(1), ...options });
  /** When each request left, ms. */
  const starts: { at: number; priority: Priority }[] = [];
  const send = (priority: Priority, signal?: AbortSignal) =>
    pacer.run(
      async () => {
        starts.push({ at: clock.monotonic(), priority });
        await clock.sleep(latencyMs);
      },
      { priority, signal },
    );
  const sendMany = (priority: Priority, count: number) =>
    Promise.all(Array.from({ length: count }, () => send(priority)));
  return { clock, pacer, starts, send, sendMany };
}

/** The most requests that any stretch of a minute holds. */
function most(starts: readonly { at: number }[], windowMs = 60_000): number {
  return Math.max(
    ...starts.map(
      (first) => starts.filter(({ at }) => at >= first.at && at < first.at + windowMs).length,
    ),
  );
}

const throttle = (seconds: number | null, reason = "public_api_request_rate_limit", status = 429) =>
  new NotionError("slow down", {
    code: "rate_limited",
    status,
    additionalData: { rate_limit_reason: reason },
    retryAfterMs: seconds === null ? null : seconds * 1000,
  });

describe("the window", () => {
  test("no minute holds more than the budget, and the crawl leaves the reserve unused", async () => {
    const { clock, starts, sendMany } = setUp({ requestsPerMinute: 180 });
    await clock.run(sendMany("crawl", 700));
    expect(most(starts)).toBe(160);
  });

  test("the crawl fills what it may: 160 a minute", async () => {
    const { clock, starts, sendMany } = setUp({ requestsPerMinute: 180 });
    await clock.run(sendMany("crawl", 641));
    // Four full windows and one more request: each window opens a minute after the answers of the last.
    expect(starts.at(-1)?.at).toBe(4 * (60_000 + latencyMs));
  });

  test("a person's requests use the reserve at once while the crawl waits", async () => {
    const { clock, starts, sendMany } = setUp({ requestsPerMinute: 180 });
    const crawl = sendMany("crawl", 200);
    await clock.advance(20_000);
    const askedAt = clock.monotonic();
    await clock.run(sendMany("person", 20));
    const person = starts.filter(({ priority }) => priority === "person");
    expect(person).toHaveLength(20);
    expect(Math.max(...person.map(({ at }) => at)) - askedAt).toBeLessThan(5 * latencyMs);
    await clock.run(crawl);
    expect(most(starts)).toBeLessThanOrEqual(180);
  });

  test("a person goes before a crawl that has waited longer", async () => {
    const { clock, starts, send, sendMany } = setUp({ requestsPerMinute: 20 });
    await clock.run(sendMany("person", 20));
    const crawl = send("crawl");
    const person = send("person");
    await clock.run(Promise.all([crawl, person]));
    expect(starts.slice(20).map(({ priority }) => priority)).toEqual(["person", "crawl"]);
  });

  test("without a budget nothing waits", async () => {
    const clock = virtualClock();
    const pacer = unlimitedPacer({ clock, random: seededRandom(1) });
    await clock.run(
      Promise.all(
        Array.from({ length: 1000 }, () => pacer.run(async () => 1, { priority: "crawl" })),
      ),
    );
    expect(clock.monotonic()).toBe(0);
  });
});

describe("holding the connection", () => {
  test.each([
    ["429 of this connection", throttle(37), 37_000],
    ["429 of the workspace's pool", throttle(900, "public_api_space_request_rate_limit"), 900_000],
    ["529", throttle(12, "", 529), 12_000],
  ])("after a %s nothing leaves before its time, a person's save neither", async (_, error, ms) => {
    const { clock, pacer, starts, send } = setUp();
    pacer.throttled(error);
    await clock.run(Promise.all([send("crawl"), send("person")]));
    expect(starts.map(({ at }) => at)).toEqual([ms, ms]);
  });

  test("without a time it waits, and longer each time", async () => {
    const { clock, pacer, starts, send } = setUp();
    for (let i = 0; i < 4; i++) {
      pacer.throttled(throttle(null));
      await clock.run(send("crawl"));
    }
    const waits = starts.map(({ at }, i) => at - (starts[i - 1]?.at ?? 0));
    expect(waits[0]).toBeGreaterThanOrEqual(2_500);
    expect(waits[3]).toBeGreaterThan(waits[0] ?? 0);
  });

  test("a blocked connection rejects what waits and what comes", async () => {
    const { clock, pacer, send } = setUp();
    pacer.throttled(throttle(60));
    const waiting = send("crawl");
    const blocked = throttle(null, "public_api_request_blocked");
    pacer.throttled(blocked);
    await expect(clock.run(waiting)).rejects.toBe(blocked);
    await expect(clock.run(send("person"))).rejects.toBe(blocked);
  });

  test("an abort ends the waiting and gives the turn to the next", async () => {
    const { clock, pacer, starts, send } = setUp();
    pacer.throttled(throttle(60));
    const controller = new AbortController();
    const aborted = send("crawl", controller.signal);
    const other = send("crawl");
    controller.abort(new Error("stop"));
    await expect(aborted).rejects.toThrow("stop");
    await clock.run(other);
    expect(starts).toHaveLength(1);
  });
});

describe("learning the limit", () => {
  /** A server that counts fixed windows of a minute, as Notion does. */
  const fixedWindows = (clock: { monotonic(): number }, limit: number) => {
    let window = -1;
    let count = 0;
    return (): number | null => {
      const current = Math.floor(clock.monotonic() / 60_000);
      if (current !== window) {
        window = current;
        count = 0;
      }
      return ++count <= limit ? null : (current + 1) * 60 - clock.monotonic() / 1000;
    };
  };

  async function crawl(
    pacer: Pacer,
    clock: ReturnType<typeof virtualClock>,
    server: () => number | null,
    count: number,
  ): Promise<number> {
    let refused = 0;
    const one = async () => {
      for (;;) {
        const wait = await pacer.run(
          async () => {
            await clock.sleep(latencyMs);
            return server();
          },
          { priority: "crawl" },
        );
        if (wait === null) return;
        refused++;
        pacer.throttled(throttle(wait));
      }
    };
    await clock.run(Promise.all(Array.from({ length: count }, one)));
    return refused;
  }

  test("a lower limit is met once, then kept", async () => {
    const { clock, pacer } = setUp({ requestsPerMinute: 180 });
    const server = fixedWindows(clock, 60);
    // The eight in flight when the first refusal arrives, and the one that its place lets in.
    expect(await crawl(pacer, clock, server, 70)).toBeLessThanOrEqual(9);
    expect(pacer.state().requestsPerMinute).toBeLessThanOrEqual(60);
    expect(await crawl(pacer, clock, server, 200)).toBe(0);
  });

  test("a higher limit is felt for where that is allowed", async () => {
    const { clock, pacer } = setUp({ requestsPerMinute: 180, requestsPerMinuteMax: 600 });
    await crawl(pacer, clock, fixedWindows(clock, 600), 5_000);
    expect(pacer.state().requestsPerMinute).toBe(600);
  });

  test("where it is not, the configured limit is kept", async () => {
    const { clock, pacer } = setUp({ requestsPerMinute: 180 });
    await crawl(pacer, clock, fixedWindows(clock, 600), 1_000);
    expect(pacer.state().requestsPerMinute).toBe(180);
  });
});
