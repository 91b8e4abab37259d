/**
 * Folders that a cloud service copies around: a database in one of them gets torn apart.
 */
import { dirname, join } from "node:path";
import type { Files } from "../platform/files.ts";

/** By the path itself, case aside: where each service puts its folder. */
const services: readonly (readonly [RegExp, string])[] = [
  [/\/library\/mobile documents(?:\/|$)/i, "iCloud Drive"],
  [/\/icloud ?drive(?:\/|$)/i, "iCloud Drive"],
  [/\/library\/cloudstorage\/dropbox/i, "Dropbox"],
  [/\/library\/cloudstorage\/onedrive/i, "OneDrive"],
  [/\/library\/cloudstorage\/googledrive/i, "Google Drive"],
  [/\/library\/cloudstorage(?:\/|$)/i, "a cloud service"],
  [/\/dropbox(?: \([^/]*\))?(?:\/|$)/i, "Dropbox"],
  [/\/onedrive(?: - [^/]*)?(?:\/|$)/i, "OneDrive"],
  [/\/(?:google ?drive|my drive)(?:\/|$)/i, "Google Drive"],
  [/\/box(?: sync)?(?:\/|$)/i, "Box"],
  [/\/pcloud ?drive(?:\/|$)/i, "pCloud"],
  [/\/nextcloud(?:\/|$)/i, "Nextcloud"],
  [/\/mega(?:sync)?(?:\/|$)/i, "MEGA"],
];

/** What the services leave at the top of a folder of theirs. */
const markers: readonly (readonly [string, string])[] = [
  [".dropbox.cache", "Dropbox"],
  [".stfolder", "Syncthing"],
  [".nextcloudsync.log", "Nextcloud"],
];

/** The service that owns `folder` (absolute), `null` for none that we know. */
export async function cloudServiceOf(files: Files, folder: string): Promise<string | null> {
  const path = folder.replaceAll("\\", "/");
  for (const [pattern, service] of services) if (pattern.test(path)) return service;
  for (let at = folder; ; at = dirname(at)) {
    for (const [name, service] of markers)
      if ((await files.stat(join(at, name))) !== null) return service;
    if (dirname(at) === at) return null;
  }
}
