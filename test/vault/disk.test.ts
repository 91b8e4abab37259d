import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { systemClock } from "../../src/platform/clock.ts";
import { type FileStat, type Files, systemFiles } from "../../src/platform/files.ts";
import { sha256 } from "../../src/platform/hash.ts";
import { seededRandom } from "../../src/platform/random.ts";
import { createVault } from "../../src/vault/disk.ts";
import { type Folder, temporaryFolder } from "../support/folder.ts";

const bytes = (text: string) => Buffer.from(text);
const hash = (text: string) => sha256(bytes(text));

function setup(files: Files = systemFiles, options: { cloud?: boolean } = {}) {
  const folder = temporaryFolder();
  mkdirSync(join(folder.path, ".notion-mirror"));
  const vault = createVault({
    files,
    clock: systemClock,
    random: seededRandom(1),
    root: folder.path,
    ...options,
  });
  return { folder, vault };
}

/** Names of all files in the vault's folders, temporary ones too. */
const everything = (folder: Folder) =>
  readdirSync(folder.path, { recursive: true, encoding: "utf8" }).sort();

describe("scan", () => {
  test("lists pages and schemas, and passes over the rest", async () => {
    const { folder, vault } = setup();
    for (const path of [
      "B.md",
      "A.md",
      "Tasks/_database.yaml",
      "Tasks/Row.md",
      "Tasks/notes.txt",
      "A/_files/readme.md",
      ".obsidian/plugins/x.md",
      ".hidden.md",
      ".abc.nm-tmp",
      ".notion-mirror/trash/old.md",
      "A.conflict-a1b2c3.md",
      "A (conflicted copy 2026-01-01).md",
    ])
      folder.write(path, path);
    symlinkSync(join(folder.path, "A.md"), join(folder.path, "Link.md"));
    symlinkSync(join(folder.path, "Tasks"), join(folder.path, "Linked"));
    const { files: found } = await vault.scan();
    expect(found.map((file) => `${file.kind} ${file.path}`)).toEqual([
      "conflict-copy A (conflicted copy 2026-01-01).md",
      "sidecar A.conflict-a1b2c3.md",
      "page A.md",
      "page B.md",
      "page Tasks/Row.md",
      "database Tasks/_database.yaml",
    ]);
  });

  test("gives names in NFC, and still finds the file", async () => {
    const { folder, vault } = setup();
    folder.write("Cafe\u0301/Me\u0301nu.md", "x");
    expect((await vault.scan()).files.map((file) => file.path)).toEqual(["Café/Ménu.md"]);
    expect((await vault.read("Café/Ménu.md"))?.hash).toBe(hash("x"));
    await vault.write("Café/Ménu.md", bytes("y"), hash("x"));
    expect(folder.read("Cafe\u0301/Me\u0301nu.md")).toBe("y");
  });

  test("finds the same with and without a sweep of whole folders", async () => {
    const { sweep: _, ...oneByOne } = systemFiles;
    const { folder, vault } = setup();
    const other = createVault({
      files: oneByOne,
      clock: systemClock,
      random: seededRandom(1),
      root: folder.path,
    });
    for (const path of [
      "A.md",
      "Cafe\u0301/Me\u0301nu.md",
      "B/_database.yaml",
      "B/.C.md.icloud",
      "B/x.png",
    ])
      folder.write(path, path);
    mkdirSync(join(folder.path, "Folder.md"));
    symlinkSync(join(folder.path, "A.md"), join(folder.path, "Link.md"));
    const { files: found } = await vault.scan();
    expect(found.map((file) => file.path)).toEqual([
      "A.md",
      "B/C.md",
      "B/_database.yaml",
      "Café/Ménu.md",
    ]);
    expect((await other.scan()).files).toEqual(found);
  });

  test("a sweep visits what it is told to, in that order, and nothing in a folder that is gone", async () => {
    const { folder } = setup();
    for (const name of ["A.md", "B.md", "C.txt"]) folder.write(name, name);
    const seen: [string, FileStat][] = [];
    // Sorted, the hidden folder of the engine comes first.
    const arrange = (names: string[]) => [...names.sort().slice(1, 3).reverse(), "gone.md"];
    systemFiles.sweep?.(folder.path, arrange, (name, stat) => seen.push([name, stat]));
    const stat = (name: string) => systemFiles.stat(join(folder.path, name));
    expect(seen).toEqual([
      ["B.md", await stat("B.md")],
      ["A.md", await stat("A.md")],
    ]);
    systemFiles.sweep?.(join(folder.path, "gone"), arrange, () => expect.unreachable());
  });

  test("knows a vault that is just as settled, whatever the order of its names, and every way to touch one", async () => {
    const { folder, vault } = setup();
    for (const path of ["A.md", "A b.md", "A/x.md", "A/B/y.md", "A-c.md", "A.d/z.md", "é/q.md"])
      folder.write(path, path);
    const { files } = await vault.scan();
    const settled = (all: typeof files) => ({
      paths: all.map((file) => file.path),
      sizes: all.map((file) => file.size),
      mtimesMs: all.map((file) => file.mtimeMs),
      inos: all.map((file) => file.ino),
    });
    const quiet = await vault.scan(settled(files));
    expect(quiet.untouched).toBe(true);
    expect(quiet.files).toEqual(files);
    for (const [at, file] of files.entries()) {
      for (const other of [
        { ...file, size: 99 },
        { ...file, mtimeMs: file.mtimeMs - 1 },
        { ...file, ino: 1 },
        { ...file, path: `${file.path}.md` },
      ]) {
        const scan = await vault.scan(settled(files.with(at, other)));
        expect(scan).toMatchObject({ untouched: false, files });
      }
      const missing = await vault.scan(settled(files.toSpliced(at, 1)));
      expect(missing).toMatchObject({ untouched: false, files });
    }
    const gone = await vault.scan(
      settled([...files, ...files.slice(-1).map((file) => ({ ...file, path: "é/z.md" }))]),
    );
    expect(gone).toMatchObject({ untouched: false, files });
  });

  test("takes an evicted file for a placeholder, in a cloud folder only", async () => {
    const files: Files = {
      ...systemFiles,
      stat: async (path) => {
        const stat = await systemFiles.stat(path);
        return stat === null ? null : { ...stat, blocks: 0 };
      },
    };
    for (const cloud of [true, false]) {
      const { folder, vault } = setup(files, { cloud });
      folder.write("A.md", "text");
      folder.write(".B.md.icloud", "stub");
      expect((await vault.scan()).files.map((file) => [file.path, file.placeholder])).toEqual([
        ["A.md", cloud],
        ["B.md", true],
      ]);
    }
  });
});

describe("read", () => {
  test("gives the bytes with their hash, and null for what is no file", async () => {
    const { folder, vault } = setup();
    folder.write("A.md", "text");
    mkdirSync(join(folder.path, "D.md"));
    expect((await vault.read("A.md"))?.hash).toBe(hash("text"));
    expect(await vault.read("D.md")).toBeNull();
    expect(await vault.read("gone.md")).toBeNull();
    expect(await vault.read("gone/gone.md")).toBeNull();
  });

  test("waits until a file that is being saved is whole", async () => {
    let reads = 0;
    const files: Files = {
      ...systemFiles,
      read: async (path) => {
        const read = await systemFiles.read(path);
        reads++;
        // Truncated when first looked at; the editor writes while we wait.
        if (reads === 1) writeFileSync(path, "all of the text");
        return read;
      },
    };
    const { folder, vault } = setup(files);
    folder.write("A.md", "");
    const read = await vault.read("A.md");
    expect(Buffer.from(read?.bytes ?? []).toString()).toBe("all of the text");
  });
});

describe("write", () => {
  test("makes folders and leaves nothing temporary behind", async () => {
    const { folder, vault } = setup();
    const file = await vault.write("A/B/C.md", bytes("one"), null);
    expect(file).toMatchObject({ path: "A/B/C.md", size: 3 });
    await vault.write("A/B/C.md", bytes("two"), hash("one"));
    expect(folder.read("A/B/C.md")).toBe("two");
    expect(everything(folder)).toEqual([".notion-mirror", "A", "A/B", "A/B/C.md"]);
  });

  test("keeps the permissions of the file it replaces", async () => {
    const { folder, vault } = setup();
    folder.write("A.md", "one");
    chmodSync(join(folder.path, "A.md"), 0o600);
    await vault.write("A.md", bytes("two"), hash("one"));
    expect(statSync(join(folder.path, "A.md")).mode & 0o777).toBe(0o600);
  });

  test.each([
    ["another content", "one", hash("zero")],
    ["a file where none was expected", "one", null],
    ["no file where one was expected", null, hash("one")],
  ])("refuses %s", async (_, content, expected) => {
    const { folder, vault } = setup();
    if (content !== null) folder.write("A.md", content);
    await expect(vault.write("A.md", bytes("two"), expected)).rejects.toMatchObject({
      code: "file_changed",
    });
    expect(folder.contents()).toEqual(content === null ? {} : { "A.md": content });
    expect(everything(folder).filter((name) => name.includes("nm-tmp"))).toEqual([]);
  });

  test("gives back a save that lands between the last check and the rename", async () => {
    const files: Files = {
      ...systemFiles,
      rename: async (from, to) => {
        // An editor that writes in place still holds the old file.
        if (from.endsWith(".nm-tmp") && to.endsWith("A.md") && armed) {
          armed = false;
          writeFileSync(to, "saved by a person");
        }
        return systemFiles.rename(from, to);
      },
    };
    let armed = true;
    const { folder, vault } = setup(files);
    folder.write("A.md", "one");
    await expect(vault.write("A.md", bytes("two"), hash("one"))).rejects.toMatchObject({
      code: "file_changed",
    });
    expect(folder.contents()).toEqual({ "A.md": "saved by a person" });
  });

  test("works where the file system has no hard links", async () => {
    const files: Files = {
      ...systemFiles,
      link: async () => {
        throw Object.assign(new Error("no links"), { code: "EPERM" });
      },
    };
    const { folder, vault } = setup(files);
    await vault.write("A.md", bytes("one"), null);
    await vault.write("A.md", bytes("two"), hash("one"));
    await expect(vault.write("A.md", bytes("x"), null)).rejects.toMatchObject({
      code: "file_changed",
    });
    expect(folder.contents()).toEqual({ "A.md": "two" });
  });

  test.each([
    "../out.md",
    "/etc/x.md",
    "a/../../x.md",
    "",
    "a//b.md",
    ".notion-mirror/ROOT",
    "a\0.md",
  ])("refuses the path %j", async (path) => {
    const { vault } = setup();
    await expect(vault.write(path, bytes("x"), null)).rejects.toMatchObject({
      code: "outside_vault",
    });
  });

  test("never goes through a symbolic link", async () => {
    const { folder, vault } = setup();
    const other = temporaryFolder();
    symlinkSync(other.path, join(folder.path, "Linked"));
    await expect(vault.write("Linked/A.md", bytes("x"), null)).rejects.toMatchObject({
      code: "outside_vault",
    });
    other.write("target.md", "theirs");
    symlinkSync(join(other.path, "target.md"), join(folder.path, "A.md"));
    await expect(vault.write("A.md", bytes("x"), hash("theirs"))).rejects.toMatchObject({
      code: "file_changed",
    });
    expect(other.contents()).toEqual({ "target.md": "theirs" });
  });

  test.each(["writeNew", "link", "rename", "fsyncFolder", "makeFolder"] as const)(
    "a failing %s leaves the old file or the new one, whole",
    async (name) => {
      for (let nth = 1; nth <= 4; nth++) {
        let calls = 0;
        const files: Files = {
          ...systemFiles,
          [name]: async (...args: never[]) => {
            if (++calls === nth) throw Object.assign(new Error("disk"), { code: "EIO" });
            return (systemFiles[name] as (...args: never[]) => unknown)(...args);
          },
        };
        const { folder, vault } = setup(files);
        folder.write("A/A.md", "one");
        const outcome = await vault.write("A/A.md", bytes("two"), hash("one")).then(
          () => "written",
          () => "failed",
        );
        expect(["one", "two"]).toContain(folder.read("A/A.md"));
        if (outcome === "written") expect(folder.read("A/A.md")).toBe("two");
        expect(everything(folder).filter((entry) => entry.includes("nm-tmp"))).toEqual([]);
      }
    },
  );
});

describe("move and trash", () => {
  test("moves with new folders, and removes the ones left empty", async () => {
    const { folder, vault } = setup();
    folder.write("A/B/C.md", "text");
    await vault.move("A/B/C.md", "X/C.md", hash("text"));
    expect(everything(folder)).toEqual([".notion-mirror", "X", "X/C.md"]);
  });

  test("changes the letter case of a name", async () => {
    const { folder, vault } = setup();
    folder.write("tasks.md", "text");
    await vault.move("tasks.md", "Tasks.md", hash("text"));
    expect(folder.list()).toEqual(["Tasks.md"]);
  });

  test("goes on with a move that was cut short half-way", async () => {
    const { folder, vault } = setup();
    folder.write("A.md", "text");
    mkdirSync(join(folder.path, "X"));
    linkSync(join(folder.path, "A.md"), join(folder.path, "X/B.md"));
    await vault.move("A.md", "X/B.md", hash("text"));
    expect(folder.contents()).toEqual({ "X/B.md": "text" });
  });

  test("never moves over a file, nor a file that changed", async () => {
    const { folder, vault } = setup();
    folder.write("A.md", "a");
    folder.write("B.md", "b");
    await expect(vault.move("A.md", "B.md", hash("a"))).rejects.toMatchObject({
      code: "file_changed",
    });
    await expect(vault.move("A.md", "C.md", hash("other"))).rejects.toMatchObject({
      code: "file_changed",
    });
    expect(folder.contents()).toEqual({ "A.md": "a", "B.md": "b" });
  });

  test("trash keeps the file, with its path", async () => {
    const { folder, vault } = setup();
    folder.write("A/B.md", "text");
    await vault.trash("A/B.md", hash("text"));
    expect(folder.list()).toEqual([]);
    const kept = everything(folder).filter((path) => path.endsWith("A/B.md"));
    expect(kept).toHaveLength(1);
    expect(folder.read(kept[0] ?? "")).toBe("text");
  });

  test("a file with two names is no hindrance", async () => {
    const { folder, vault } = setup();
    folder.write("A.md", "one");
    linkSync(join(folder.path, "A.md"), join(folder.path, "B.md"));
    utimesSync(join(folder.path, "A.md"), 1, 1);
    await vault.write("A.md", bytes("two"), hash("one"));
    expect(folder.contents()).toEqual({ "A.md": "two", "B.md": "one" });
  });
});
