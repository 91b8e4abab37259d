import { existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { systemFiles } from "../../src/platform/files.ts";
import { seededRandom } from "../../src/platform/random.ts";
import { bindVault, checkBinding, findVault } from "../../src/vault/bind.ts";
import { lockOwner, takeLock } from "../../src/vault/lock.ts";
import { temporaryFolder } from "../support/folder.ts";

const world = {
  files: systemFiles,
  random: seededRandom(7),
  clock: { now: () => Date.UTC(2026, 0, 2) },
  process: { environment: {}, homeFolder: "/home/ada", platform: "linux" },
};
const workspace = { id: "w1", name: "Ada's" };

describe("bind", () => {
  test("makes the folder a vault, and finds it from below", async () => {
    const { path } = temporaryFolder();
    const root = join(path, "notes");
    const location = await bindVault(world, root, workspace);
    expect(location).toMatchObject({
      root,
      stateFolder: join(root, ".notion-mirror"),
      mirrorPath: join(root, ".notion-mirror/mirror.db"),
      binding: { workspace, boundAt: "2026-01-02T00:00:00.000Z" },
      remark: null,
    });
    expect(statSync(join(root, ".notion-mirror")).mode & 0o777).toBe(0o700);
    mkdirSync(join(root, "a/b"), { recursive: true });
    expect(await findVault(world, join(root, "a/b"))).toEqual(location);
    expect(await findVault(world, path)).toBeNull();
  });

  test("takes an empty folder and one with hidden files only", async () => {
    const folder = temporaryFolder();
    folder.write(".git/HEAD", "ref: refs/heads/main");
    await bindVault(world, folder.path, workspace);
    expect(existsSync(join(folder.path, ".notion-mirror/ROOT"))).toBe(true);
  });

  test("refuses folders that are not free, and says what to do", async () => {
    const refusal = async (path: string) => {
      const error = await bindVault(world, path, workspace).catch((reason) => reason);
      expect(error.next).toMatch(/\w/);
      return error.code;
    };
    const folder = temporaryFolder();
    folder.write("mine.md", "x");
    expect(await refusal(folder.path)).toBe("not_empty");
    expect(await refusal(join(folder.path, "mine.md"))).toBe("not_a_folder");
    const bound = temporaryFolder();
    await bindVault(world, bound.path, workspace);
    expect(await refusal(bound.path)).toBe("already_bound");
    expect(await refusal(join(bound.path, "below"))).toBe("inside_vault");
  });

  test.each(["EACCES", "EROFS"])("says so when the folder can't be written (%s)", async (code) => {
    const { path } = temporaryFolder();
    const files = {
      ...systemFiles,
      makeFolder: async () => {
        throw Object.assign(new Error("no"), { code });
      },
    };
    await expect(
      bindVault({ ...world, files }, join(path, "notes"), workspace),
    ).rejects.toMatchObject({ code: "not_writable", message: new RegExp(code) });
  });

  test("keeps the state elsewhere when a cloud service owns the folder", async () => {
    const home = temporaryFolder();
    const cloudy = { ...world, process: { ...world.process, homeFolder: home.path } };
    const location = await bindVault(cloudy, join(home.path, "Dropbox/notes"), workspace);
    expect(location.stateFolder).toBe(
      join(home.path, ".local/state/notion-mirror/vaults", `notes-${location.binding.vault}`),
    );
    expect(location.remark).toMatch(/Dropbox/);
    expect(existsSync(location.stateFolder)).toBe(true);
  });

  test("stops when the sentinel is gone, damaged or another vault's", async () => {
    const { path } = temporaryFolder();
    const location = await bindVault(world, join(path, "a"), workspace);
    await checkBinding(systemFiles, location);
    const other = await bindVault(world, join(path, "b"), workspace);
    await expect(
      checkBinding(systemFiles, { ...location, root: other.root }),
    ).rejects.toMatchObject({ code: "vault_gone", exitCode: 5 });
    rmSync(join(location.root, ".notion-mirror/ROOT"));
    await expect(checkBinding(systemFiles, location)).rejects.toMatchObject({ code: "vault_gone" });
    const folder = temporaryFolder();
    folder.write(".notion-mirror/ROOT", "{");
    await expect(findVault(world, folder.path)).rejects.toMatchObject({ code: "damaged_root" });
  });
});

describe("lock", () => {
  const me = { pid: 10, bootId: "boot", startedAt: "5", host: "here" };
  const engine = (identity = me, alive: (pid: number) => boolean = () => true) => ({
    files: systemFiles,
    random: seededRandom(identity.pid),
    process: { identity, isAlive: (other: typeof me) => alive(other.pid) },
  });

  test("is one engine's, until it lets go", async () => {
    const { path } = temporaryFolder();
    const lock = await takeLock(engine(), path);
    expect(await lockOwner(engine(), path)).toMatchObject({ pid: 10 });
    const second = takeLock(engine({ ...me, pid: 11 }), path);
    await expect(second).rejects.toMatchObject({
      code: "vault_locked",
      message: /process 10 on here/,
    });
    await lock.release();
    expect(await lockOwner(engine(), path)).toBeNull();
    await (await takeLock(engine({ ...me, pid: 11 }), path)).release();
  });

  test("is taken over from the dead only, by one of many", async () => {
    const { path } = temporaryFolder();
    await takeLock(engine(), path);
    const dead = (pid: number) => pid !== 10;
    const takers = await Promise.allSettled(
      [11, 12, 13, 14].map((pid) => takeLock(engine({ ...me, pid }, dead), path)),
    );
    expect(takers.filter((taker) => taker.status === "fulfilled")).toHaveLength(1);
  });

  test("a lock that can't be read is nobody's to take", async () => {
    const folder = temporaryFolder();
    folder.write("lock", "");
    await expect(takeLock(engine(), folder.path)).rejects.toMatchObject({
      code: "lock_unreadable",
    });
  });

  test("letting go leaves another's lock alone", async () => {
    const folder = temporaryFolder();
    const lock = await takeLock(engine(), folder.path);
    folder.write("lock", JSON.stringify({ ...me, pid: 99 }));
    await lock.release();
    expect(await lockOwner(engine(), folder.path)).toMatchObject({ pid: 99 });
  });
});
