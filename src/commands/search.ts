/**
 * `search`: full text of the mirror, best hits first. What was not read can't be searched, which is said.
 */
import type { UnreadTexts } from "../../sync/run/completeness.ts";
import { openOffline } from "../app.ts";
import { type SearchHit, searchText } from "../mirror/search.ts";
import { counted } from "../output.ts";
import { exitCodes } from "../platform/errors.ts";
import { flag, type Invocation, type RunCommand } from "./command.ts";
import { runOnce } from "./cycle.ts";
import { number } from "./number.ts";

const defaultLimit = 20;

interface Found {
  readonly hits: readonly SearchHit[];
  readonly unread: UnreadTexts;
}

export const run: RunCommand = async (invocation) => {
  const { stdout, stderr } = invocation.world.process;
  let found = await look(invocation);
  const missing = found.hits.filter((hit) => !hit.hasBody);
  if (flag(invocation, "fetch") && missing.length > 0) {
    const report = await runOnce(invocation, {
      direction: "pull",
      paths: missing.map(({ id }) => id),
      signal: invocation.signal,
    });
    for (const { outcome, title, reason } of report.pages)
      if (outcome === "refused" || outcome === "failed") stderr.write(`${title}: ${reason}\n`);
    found = await look(invocation);
  }
  const { hits, unread } = found;
  if (flag(invocation, "json")) stdout.write(`${JSON.stringify(hits)}\n`);
  else {
    for (const hit of hits) {
      const snippet = hit.snippet.replaceAll("\n", " ");
      stdout.write(`${hit.path ?? hit.title}${hit.hasBody ? "" : " (its text is not here)"}\n`);
      stdout.write(`    ${snippet}\n`);
    }
    if (hits.length === 0) stderr.write("Nothing found.\n");
    stderr.write(remark(hits, unread));
  }
  return exitCodes.fine;
};

async function look(invocation: Invocation): Promise<Found> {
  const app = await openOffline(invocation.world, { locked: false });
  try {
    const { mirror, settings } = app.parts;
    const limit = number(invocation, "limit", "--limit") ?? defaultLimit;
    const hits = searchText(mirror, invocation.arguments.join(" "), limit);
    const { live, withBody } = mirror.pages.counts();
    if (live === withBody) return { hits, unread: { owed: 0, lazy: 0 } };
    const { unreadTexts } = await import("../../sync/run/completeness.ts");
    return { hits, unread: unreadTexts(mirror, settings) };
  } finally {
    await app.close();
  }
}

/** What was searched by title and properties alone, and how to have its text. */
function remark(hits: readonly SearchHit[], { owed, lazy }: UnreadTexts): string {
  if (owed + lazy === 0) return "";
  const missing = hits.filter((hit) => !hit.hasBody).length;
  const fetch = missing === 0 ? "" : "; --fetch reads those of the results";
  return `${counted(owed + lazy, "text")} of pages and rows ${owed + lazy === 1 ? "is" : "are"} not here: they were searched by title and properties only${fetch}.\n`;
}
