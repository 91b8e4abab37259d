/**
 * The house rules that no linter knows, checked like any other test.
 *
 * The table below is the arrow diagram in ARCHITECTURE.md: a room may import only from the rooms on
 * its right.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { describe, expect, test } from "vitest";

const ground = ["src/platform", "src/notion"];
const world = [...ground, "src/mirror", "src/vault"];
const pure = ["converters", "sync/plan", "sync/lift"];
const shells = ["sync/pull", "sync/push", "sync/local"];
const round = ["sync/run", "sync/arrange", "sync/tasks", "sync/carry", "sync/round"];

const mayImport: Record<string, readonly string[]> = {
  "src/platform": [],
  "src/notion": ["src/platform"],
  "src/vault": ground,
  "src/mirror": ground,
  converters: ground,
  "sync/plan": ground,
  "sync/lift": [...ground, "converters"],
  "sync/pull": [...ground, "src/mirror"],
  "sync/push": [...ground, "src/mirror", "sync/plan"],
  "sync/local": [...world, ...pure],
  "sync/run": [...world, ...pure, ...shells],
  "sync/arrange": [...world, ...pure, ...shells, "sync/run"],
  "sync/tasks": [...world, ...pure, ...shells, "sync/run", "sync/arrange"],
  "sync/carry": [...world, ...pure, ...shells, "sync/run", "sync/arrange", "sync/tasks"],
  "sync/round": [...world, ...pure, ...shells, ...round],
  sync: [...world, ...pure, ...shells, ...round],
  src: [...world, ...pure, ...shells, ...round, "sync", "src/commands"],
  "src/commands": [...world, ...pure, ...shells, ...round, "sync", "src"],
  fixtures: [],
};
const rooms = Object.keys(mayImport).sort((a, b) => b.length - a.length);
const roomOf = (path: string) => rooms.find((room) => path.startsWith(`${room}/`));

const files = ["src", "sync", "converters", "fixtures"]
  .filter((top) => existsSync(top))
  .flatMap((top) =>
    readdirSync(top, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => `${top}/${file.replaceAll("\\", "/")}`),
  );
const text = new Map(files.map((path) => [path, readFileSync(path, "utf8")]));

/** Relative imports of a file: the path imported, and whether only types come with it. */
function importsOf(path: string) {
  const found: { path: string; typeOnly: boolean }[] = [];
  const pattern =
    /^(import|export)( type)?[^;]*? from "(\.{1,2}\/[^"]+)"|import\("(\.{1,2}\/[^"]+)"\)/gm;
  for (const match of text.get(path)?.matchAll(pattern) ?? []) {
    const specifier = match[3] ?? match[4] ?? "";
    found.push({ path: join(dirname(path), specifier), typeOnly: match[2] !== undefined });
  }
  return found;
}

describe("arrows", () => {
  test.each(files)("%s imports only from rooms below it", (path) => {
    const room = roomOf(path);
    if (room === undefined) throw new Error(`${path} is in no room: add it to mayImport`);
    const allowed = [room, ...(mayImport[room] ?? [])];
    for (const target of importsOf(path)) {
      if (room === "fixtures" && target.path === "src/notion/types.ts" && target.typeOnly) continue;
      if (path.startsWith("src/commands/demo") && roomOf(target.path) === "fixtures") continue;
      expect(allowed, `${path} imports ${target.path}`).toContain(roomOf(target.path));
    }
  });
});

/** What may be named only where it is handed out, and what to use instead. */
const bans: readonly { pattern: RegExp; use: string; except: (path: string) => boolean }[] = [
  {
    pattern:
      /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bset(?:Timeout|Interval|Immediate)\(/,
    use: "the Clock parameter",
    except: (path) => path === "src/platform/clock.ts" || path === "fixtures/notion-server/http.ts",
  },
  {
    pattern: /\bMath\.random\(|\brandomUUID\(/,
    use: "the Random parameter",
    except: (path) => path === "src/platform/random.ts",
  },
  {
    pattern: /from "node:(?:fs|fs\/promises)"/,
    use: "the Files parameter",
    except: (path) => path.startsWith("src/platform/"),
  },
  {
    pattern: /(?<![\w.])process\.(?:env|exit|on|cwd|pid|stdout|stderr)\b/,
    use: "the Process parameter",
    except: (path) =>
      path === "src/platform/process.ts" ||
      path === "src/cli.ts" ||
      path === "fixtures/notion-server/main.ts",
  },
  {
    pattern: /(?<![\w.])fetch\(/,
    use: "the Transport parameter",
    except: () => false,
  },
];

describe("bans", () => {
  test.each(files)("%s reaches the world through its parameters", (path) => {
    const code = (text.get(path) ?? "").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
    for (const ban of bans) {
      if (ban.except(path)) continue;
      expect(code, `${path}: use ${ban.use}`).not.toMatch(ban.pattern);
    }
  });

  test.each(files.filter((path) => /^(?:converters|sync\/plan|sync\/lift)\//.test(path)))(
    "%s is pure: no node: module, no file, no network",
    (path) => {
      expect(text.get(path)).not.toMatch(
        /from "node:|from "(?:better-sqlite3|chokidar|undici|p-queue)"/,
      );
    },
  );
});

test("only the push room is handed a NotionWriter, only apply a VaultWriter", () => {
  const naming = (name: string) => files.filter((path) => (text.get(path) ?? "").includes(name));
  for (const path of naming("NotionWriter")) {
    expect(["sync/push", "src/notion", "src", "src/commands"], path).toContain(roomOf(path));
  }
  for (const path of naming("VaultWriter")) {
    expect(
      path === "sync/local/apply.ts" || roomOf(path) === "src/vault" || roomOf(path) === "src",
      path,
    ).toBe(true);
  }
});
