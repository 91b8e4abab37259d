/**
 * One vault and its Notion, met by one process after another: each begins with what the last one left on the
 * disk, in the mirror and in Notion, and with nothing else.
 */
import { createNotion, type Notion } from "../../../../fixtures/index.ts";
import type { Mirror } from "../../../../src/mirror/mirror.ts";
import { openMirror } from "../../../../src/mirror/open.ts";
import { createNotionClient } from "../../../../src/notion/notion-client.ts";
import { unlimitedPacer } from "../../../../src/notion/pacing.ts";
import { TransportError } from "../../../../src/notion/transport.ts";
import { silentLog } from "../../../../src/platform/log.ts";
import { seededRandom } from "../../../../src/platform/random.ts";
import { type Database, openDatabase } from "../../../../src/platform/sqlite.ts";
import { bindVault } from "../../../../src/vault/bind.ts";
import { createVault } from "../../../../src/vault/disk.ts";
import { runCycle } from "../../../../sync/cycle.ts";
import { type CycleOptions, defaultSettings, type Parts } from "../../../../sync/run/parts.ts";
import type { Report } from "../../../../sync/run/report.ts";
import { type JumpingClock, jumpingClock } from "../../../support/jumping-clock.ts";
import { type MemoryFiles, memoryFiles } from "../../../support/memory-files.ts";
import { mortal } from "../../../support/mortal.ts";
import { type Ids, plant } from "./estate.ts";

/** Whose name the writes bear: a connection's bot, or with a personal access token a person. */
export type TokenKind = "bot" | "person";

export const root = "/home/notes";
const hour = 3_600_000;

export interface World {
  readonly notion: Notion;
  readonly clock: JumpingClock;
  readonly disk: MemoryFiles;
  readonly ids: Ids;
  readonly kind: TokenKind;
  readonly token: string;
  /** The mirror as the last process left it. */
  image: Buffer;
  /** Processes so far. */
  processes: number;
}

/** What a process did. */
export interface Life {
  readonly steps: number;
  /** `null`: it was killed. */
  readonly report: Report | null;
}

/** Where every scenario begins: all is in the vault and long at rest. */
interface Beginning {
  readonly disk: MemoryFiles;
  readonly image: Buffer;
  readonly at: number;
}

const beginnings = new Map<TokenKind, Promise<Beginning>>();

export async function begin(kind: TokenKind): Promise<World> {
  let known = beginnings.get(kind);
  if (known === undefined) {
    known = cloned(kind);
    beginnings.set(kind, known);
  }
  const { disk, image, at } = await known;
  const world = await planted(kind, disk);
  world.clock.advance(at - world.clock.now());
  return { ...world, disk: disk.copy(world.clock), image };
}

/** The same ids every time: a world's chance and its clock begin the same. */
async function planted(kind: TokenKind, disk: MemoryFiles): Promise<Omit<World, "image">> {
  const clock = jumpingClock();
  const lostAnswer = () => new TransportError("The connection was reset", { sent: true });
  const notion = createNotion({ workspace: "empty", clock, lostAnswer });
  const token = kind === "person" ? notion.connect({ kind: "personal" }).token : notion.token;
  const ids = await plant(notion);
  return { notion, clock, disk, ids, kind, token, processes: 0 };
}

async function cloned(kind: TokenKind): Promise<Beginning> {
  const disk = memoryFiles({ now: () => 0 });
  const bare = await planted(kind, disk);
  const { clock } = bare;
  clock.advance(3 * hour);
  await bindVault(
    {
      files: disk,
      random: seededRandom(3),
      clock,
      process: { environment: {}, homeFolder: "/home", platform: "linux" },
    },
    root,
    { id: "workspace", name: "Test" },
  );
  const empty = openDatabase(":memory:");
  const world: World = { ...bare, image: empty.serialize() };
  empty.close();
  await live(world);
  clock.advance(hour);
  await live(world);
  return { disk, image: world.image, at: clock.now() };
}

/** A process over what is there: one run, which dies at step `dies`. */
export const live = (
  world: World,
  { dies, ...options }: Partial<CycleOptions> & { readonly dies?: number } = {},
): Promise<Life> =>
  lifeOf(world, dies, (parts) => runCycle(parts, { direction: "both", twoWay: true, ...options }));

/** The same with other work to do than a run. */
export async function lifeOf(
  world: World,
  dies: number | undefined,
  work: (parts: Parts) => Promise<Report>,
): Promise<Life> {
  const life = mortal(dies, world.disk);
  const opened: Database[] = [];
  let report: Report | null = null;
  try {
    const parts = partsOf(world, life, (database) => opened.push(database));
    try {
      report = await work(parts);
    } finally {
      if (life.alive) parts.mirror.database.pragma("optimize");
    }
  } catch (error) {
    if (life.alive) throw error;
  }
  for (const database of opened) {
    world.image = database.serialize();
    database.close();
  }
  world.processes++;
  return { steps: life.steps, report: life.alive ? report : null };
}

function partsOf(
  world: World,
  life: ReturnType<typeof mortal>,
  onOpen: (database: Database) => void,
): Parts {
  const clock = life.clock(world.clock);
  const random = seededRandom(11 + world.processes);
  const mirror = openMirror({
    openDatabase: life.openDatabase(() => {
      const database = openDatabase(world.image);
      onOpen(database);
      return database;
    }),
    path: "mirror",
    clock,
  });
  return {
    clock,
    random,
    files: life.files,
    mirror,
    vault: createVault({ files: life.files, clock, random, root }),
    notion: createNotionClient({
      transport: life.transport((request, signal) => world.notion.handle(request, signal)),
      token: world.token,
      pacer: unlimitedPacer({ clock, random }),
      clock,
      random,
      log: silentLog,
    }),
    settings: defaultSettings,
    log: silentLog,
  };
}

/** The mirror as it lies there, to look into. */
export function lookInto<T>(world: World, look: (mirror: Mirror) => T): T {
  const mirror = openMirror({
    openDatabase: () => openDatabase(world.image),
    path: "mirror",
    clock: world.clock,
  });
  try {
    return look(mirror);
  } finally {
    mirror.database.close();
  }
}

/** `METHOD path` of the writes that reached Notion, and the number of all requests, since the last call. */
export function sent({ notion }: World): {
  readonly all: number;
  readonly writes: readonly string[];
} {
  const requests = [...notion.requests];
  notion.clearRequests();
  const writes = requests.filter(
    ({ method, path }) =>
      method === "PATCH" ||
      method === "DELETE" ||
      (method === "POST" && !path.endsWith("/search") && !path.endsWith("/query")),
  );
  return { all: requests.length, writes: writes.map(({ method, path }) => `${method} ${path}`) };
}
