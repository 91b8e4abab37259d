/**
 * What a person meets when something is wrong: a clear sentence, a next step, an exit code, and nothing lost.
 */
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { TransportError } from "../../src/notion/transport.ts";
import { systemFiles } from "../../src/platform/files.ts";
import { seededRandom } from "../../src/platform/random.ts";
import { takeLock } from "../../src/vault/lock.ts";
import { realWorld } from "../../src/world.ts";
import { hurriedClock } from "../support/hurried-clock.ts";
import { terminal } from "../support/terminal.ts";

const cloned = async () => {
  const screen = terminal();
  const seen = await screen.type(["clone", "notes"]);
  expect(seen).toMatchObject({ code: 0 });
  const workingFolder = join(screen.folder.path, "notes");
  screen.notion.clearRequests();
  return {
    ...screen,
    vault: workingFolder,
    type: (argv: string[], changes = {}) => screen.type(argv, { workingFolder, ...changes }),
  };
};

const writes = (screen: { notion: { requests: readonly { method: string; path: string }[] } }) =>
  screen.notion.requests.filter(
    (request) => request.method !== "GET" && !/\/(?:search|query)$/.test(request.path),
  );

describe("without a workspace to talk to", () => {
  test("no token: how to get one, exit code 4", async () => {
    const screen = terminal();
    const seen = await screen.type(["clone", "notes"], {
      environment: { NOTION_API_TOKEN: undefined },
    });
    expect(seen.code).toBe(4);
    expect(seen.stderr).toContain("NOTION_API_TOKEN is not set");
    expect(seen.stderr).toContain("personal access token");
    expect(screen.folder.list()).toEqual([]);
  });

  test("a wrong token: how to set a right one, exit code 4, no folder", async () => {
    const screen = terminal();
    const seen = await screen.type(["clone", "notes"], {
      environment: { NOTION_API_TOKEN: "ntn_wrong" },
    });
    expect(seen.code).toBe(4);
    expect(seen.stderr).toMatch(/token/i);
    expect(seen.stderr).not.toContain("ntn_wrong");
    expect(await systemFiles.stat(join(screen.folder.path, "notes"))).toBeNull();
  });

  test("nothing shared: the steps to share, exit code 4, no folder", async () => {
    const screen = terminal({ workspace: "empty" });
    for (const id of screen.notion.world.roots) screen.notion.app.unshare(id);
    const seen = await screen.type(["clone", "notes", "--json"]);
    expect(seen.code).toBe(4);
    expect(seen.json().error).toMatchObject({ code: "nothing_shared", exit_code: 4 });
    expect(await systemFiles.stat(join(screen.folder.path, "notes"))).toBeNull();
  });
});

describe("with the wrong folder", () => {
  test("clone refuses one that is not empty", async () => {
    const screen = terminal();
    screen.folder.write("notes/mine.txt", "mine");
    const seen = await screen.type(["clone", "notes"]);
    expect(seen.code).toBe(2);
    expect(seen.stderr).toContain("not empty: mine.txt");
    expect(screen.folder.contents()).toEqual({ "notes/mine.txt": "mine" });
  });

  test("a command outside of a vault says how to make one", async () => {
    const seen = await terminal().type(["status"]);
    expect(seen.code).toBe(2);
    expect(seen.stderr).toContain("notion-mirror clone");
  });

  test("a second engine on one vault is turned away and has changed nothing", async () => {
    const screen = await cloned();
    const world = realWorld();
    const lock = await takeLock(world, join(screen.vault, ".notion-mirror"));
    const seen = await screen.type(["sync"]);
    await lock.release();
    expect(seen.code).toBe(1);
    expect(seen.stderr).toContain("Another notion-mirror works on this vault");
    expect(screen.notion.requests).toEqual([]);
  });

  test("a folder that can't be written says so", async () => {
    const denied = async () => {
      throw Object.assign(new Error("EROFS: read-only file system"), { code: "EROFS" });
    };
    const screen = terminal();
    const seen = await screen.type(["clone", "notes"], {
      world: { files: { ...systemFiles, makeFolder: denied, writeNew: denied } },
    });
    expect(seen.code).toBe(1);
    expect(seen.stderr).toContain("can't be written");
  });

  test("a vault that lost its sentinel is not taken for one that was emptied", async () => {
    const screen = await cloned();
    await systemFiles.remove(join(screen.vault, ".notion-mirror/ROOT"));
    const seen = await screen.type(["sync"]);
    expect(seen.code).not.toBe(0);
    expect(writes(screen)).toEqual([]);
  });
});

describe("in the middle", () => {
  test("a server that stops answering ends the run with exit code 1, and the next run goes on", async () => {
    const screen = terminal();
    let left = 12;
    const seen = await screen.type(["clone", "notes"], {
      transport: async (request, signal) => {
        if (left-- <= 0) return { status: 502, headers: {}, body: "<html>bad gateway</html>" };
        return screen.notion.handle(request, signal);
      },
      world: { clock: hurriedClock() },
    });
    expect(seen.code).toBe(1);
    expect(seen.stderr.match(/No good answer from .*Trying again for about 30 s; Ctrl-C/g)).toEqual(
      [expect.stringContaining("502")],
    );
    const workingFolder = join(screen.folder.path, "notes");
    expect(await screen.type(["pull"], { workingFolder })).toMatchObject({ code: 0 });
    const whole = terminal();
    await whole.type(["clone", "notes"]);
    expect(screen.folder.contents()).toEqual(whole.folder.contents());
  });

  test("a long wait that Notion asks for is said at once, and the run goes on after it", async () => {
    const screen = terminal();
    let asked = 0;
    const seen = await screen.type(["clone", "notes"], {
      transport: async (request, signal) =>
        ++asked === 5
          ? {
              status: 429,
              headers: { "retry-after": "90" },
              body: JSON.stringify({
                object: "error",
                status: 429,
                code: "rate_limited",
                message: "You have been rate limited.",
              }),
            }
          : screen.notion.handle(request, signal),
      world: { clock: hurriedClock() },
    });
    expect(seen.code).toBe(0);
    expect(seen.stderr).toMatch(/Notion asks to wait 90 s \(.*\)\. Ctrl-C stops\./);
  });

  test("no server at all is said before it is tried again", async () => {
    const screen = terminal();
    let tries = 0;
    const seen = await screen.type(["clone", "notes"], {
      transport: async () => {
        tries++;
        throw new TransportError("connect ECONNREFUSED 127.0.0.1:9", { sent: false });
      },
      world: { clock: hurriedClock() },
    });
    expect(seen.code).toBe(1);
    expect(tries).toBeGreaterThan(3);
    expect(seen.stderr.split("\n")[0]).toMatch(
      /^No good answer from https:\/\/api\.notion\.com: connect ECONNREFUSED .*Trying again/,
    );
  });

  test("broken front matter is named with its line and not pushed; the rest goes on", async () => {
    const screen = await cloned();
    const [path = ""] = screen.folder.list().filter((file) => file.endsWith(".md"));
    const before = screen.folder.read(path);
    const broken = before.replace(/^---\n/, "---\nicon: [unclosed\n");
    expect(broken).not.toBe(before);
    screen.folder.write(path, broken);
    const seen = await screen.type(["sync", "--two-way"]);
    expect(seen.code).toBe(1);
    expect(seen.stdout).toMatch(
      new RegExp(`${path.replace("notes/", "").replace(/[.&]/g, "\\$&")}:\\d+`),
    );
    expect(writes(screen)).toEqual([]);
    expect(screen.folder.read(path)).toBe(broken);
  });

  test("all mistakes in the front matter of a page are told at once, each with its line", async () => {
    const screen = await cloned();
    const path = "notes/Tern & Co/Tasks/Order oak.md";
    const wrong = screen.folder
      .read(path)
      .replace(/^Hours: .*$/m, "Hours: soon")
      .replace(/^State: .*$/m, "State: Someday");
    screen.folder.write(path, wrong);
    const seen = await screen.type(["sync", "--two-way"]);
    expect(seen.code).toBe(1);
    expect(seen.stdout).toMatch(/Order oak\.md:\d+.*Hours|Hours.*Order oak\.md:\d+/);
    expect(seen.stdout).toMatch(/Order oak\.md:\d+.*State|State.*Order oak\.md:\d+/);
    expect(writes(screen)).toEqual([]);
  });

  test("a damaged mirror is refused, not guessed around", async () => {
    const screen = await cloned();
    const mirror = join(screen.vault, ".notion-mirror/mirror.db");
    truncateSync(mirror, 20_000);
    const before = screen.folder.contents();
    const seen = await screen.type(["sync"]);
    expect(seen.code).toBe(5);
    expect(seen.stderr).toContain("mirror");
    expect(writes(screen)).toEqual([]);
    expect(screen.folder.contents()).toEqual(before);
  });

  test("a folder of another workspace's vault is refused", async () => {
    const screen = await cloned();
    const other = terminal({ random: seededRandom(7) });
    const seen = await screen.type(["sync"], {
      transport: other.notion.handle,
      environment: {
        NOTION_API_TOKEN: other.notion.token,
        NOTION_API_BASE_URL: "http://other.test",
      },
    });
    expect(seen.code).toBe(5);
    expect(seen.stderr).toContain("the token belongs to");
    expect(screen.folder.contents()).toBeDefined();
  });
});

describe("typed wrong", () => {
  test("an unknown command ends with 2", async () => {
    const seen = await terminal().type(["snyc"]);
    expect(seen.code).toBe(2);
    expect(seen.stderr).toContain("unknown command 'snyc'");
  });

  test("a mistake in notion-mirror.yaml is shown with its line", async () => {
    const screen = await cloned();
    writeFileSync(join(screen.vault, "notion-mirror.yaml"), "mode: two-way\nmax_delte: 3\n");
    const seen = await screen.type(["status", "--json"]);
    expect(seen.code).toBe(2);
    expect(seen.json().error.where).toBe("notion-mirror.yaml:2");
  });

  test("sql that would write is refused", async () => {
    const screen = await cloned();
    const seen = await screen.type(["sql", "DELETE FROM pages"]);
    expect(seen.code).toBe(2);
    expect(seen.stderr).not.toContain("internal error");
  });
});
