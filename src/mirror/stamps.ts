/**
 * What tells whether files were touched, of all files at once: what a quiet look at ten thousand of them asks for.
 *
 * An engine that ends packs them into one row. Any change of a file's record takes that row away (a trigger
 * does, so that no writer can forget it), and until it is packed again the records themselves are asked.
 */
import type { FileStamps } from "./mirror.ts";
import type { Connection } from "./statements.ts";

export interface Stamps {
  read(): FileStamps;
  /** Packs what is not packed. */
  pack(): void;
}

/** No path holds it. */
const separator = "\0";

export function stampTable({ prepare, transaction }: Connection): Stamps {
  const packed = prepare<[], { paths: string; numbers: Buffer }>(
    "SELECT paths, numbers FROM sync_stamps",
  );
  // One row of four JSON arrays: a row for every file costs twice the time, and objects to clear away.
  const all = prepare<[], Readonly<Record<keyof FileStamps, string>>>(
    `SELECT json_group_array(path) AS paths, json_group_array(size) AS sizes,
       json_group_array(mtime_ms) AS mtimesMs, json_group_array(ino) AS inos
     FROM (SELECT path, size, mtime_ms, ino FROM sync_files ORDER BY path)`,
  );
  const keep = prepare<[string, Buffer]>(
    "INSERT OR REPLACE INTO sync_stamps (one, paths, numbers) VALUES (1, ?, ?)",
  );

  function gather(): FileStamps {
    const { paths = "[]", sizes = "[]", mtimesMs = "[]", inos = "[]" } = all.get() ?? {};
    return {
      paths: JSON.parse(paths) as string[],
      sizes: JSON.parse(sizes) as number[],
      mtimesMs: JSON.parse(mtimesMs) as number[],
      inos: JSON.parse(inos) as number[],
    };
  }

  return {
    read: () => {
      const row = packed.get();
      return row === undefined ? gather() : unpack(row.paths, row.numbers);
    },
    pack: () =>
      transaction(() => {
        if (packed.get() !== undefined) return;
        const { paths, sizes, mtimesMs, inos } = gather();
        if (paths.length === 0) return;
        const numbers = new Float64Array(
          [sizes, mtimesMs, inos].flatMap((column) => Array.from(column)),
        );
        keep.run(paths.join(separator), Buffer.from(numbers.buffer));
      }),
  };
}

function unpack(paths: string, bytes: Buffer): FileStamps {
  const { buffer, byteOffset, byteLength } = bytes;
  const numbers = new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength));
  const count = numbers.length / 3;
  return {
    paths: paths.split(separator),
    sizes: numbers.subarray(0, count),
    mtimesMs: numbers.subarray(count, 2 * count),
    inos: numbers.subarray(2 * count),
  };
}
