import { spawn } from "node:child_process";
import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { endQuietly, systemProcess } from "../../src/platform/process.ts";

test("a reader that has gone is no error, any other trouble is one", () => {
  const stream = new EventEmitter() as unknown as NodeJS.WriteStream;
  endQuietly(stream);
  const trouble = (code: string) => Object.assign(new Error(code), { code });
  expect(() => stream.emit("error", trouble("EPIPE"))).not.toThrow();
  expect(() => stream.emit("error", trouble("EIO"))).toThrow("EIO");
});

// Other systems show no state of a process in /proc.
test.skipIf(process.platform !== "linux")("a process that nobody buried is not alive", async () => {
  const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 60"]);
  onTestFinished(() => void parent.kill());
  const pid = await new Promise<number>((resolve) =>
    parent.stdout.once("data", (data: Buffer) => resolve(Number(data.toString()))),
  );
  const state = () => /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1];
  await expect.poll(state, { timeout: 10_000 }).toBe("Z");
  const system = systemProcess();
  const started = (stat: string) => stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  const startedAt = started(readFileSync(`/proc/${pid}/stat`, "utf8"));
  expect(system.isAlive({ ...system.identity, pid, startedAt })).toBe(false);
  expect(system.isAlive(system.identity)).toBe(true);
});
