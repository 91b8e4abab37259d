/**
 * Writes the mirror of the sample as the code beside it makes it: `N.db.gz`, N being the schema version.
 *
 * Run once for each version, by the code of that version, before the next step is added. Compiled first:
 * `npm run build && node dist/test/mirror/versions/make.js test/mirror/versions`
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { openMirror } from "../../../src/mirror/open.ts";
import { systemClock } from "../../../src/platform/clock.ts";
import { openDatabase } from "../../../src/platform/sqlite.ts";
import { fill } from "./sample.ts";

const folder = mkdtempSync(join(tmpdir(), "notion-mirror-"));
const path = join(folder, "mirror.db");
const mirror = openMirror({ openDatabase, path, clock: systemClock });
fill(mirror);
const version = mirror.database.pragma("user_version", { simple: true });
mirror.close();
const bytes = gzipSync(readFileSync(path), { level: 9 });
writeFileSync(join(process.argv[2] ?? ".", `${version}.db.gz`), bytes);
rmSync(folder, { recursive: true });
