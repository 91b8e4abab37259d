/** Notes of a page, a line each, with the place that each is about. */
import type { PageOutcome } from "../../sync/run/report.ts";

/** What notes hang on: the outcome of a run, or what `status` says of a file. */
interface Noted {
  readonly path: string | null;
  readonly title: string;
  readonly notes?: PageOutcome["notes"];
}

export const noteLines = ({ path, title, notes = [] }: Noted): readonly string[] =>
  notes.map(({ kind, line, message }) => {
    const name = path ?? title;
    return `  ${kind}  ${line === undefined ? name : `${name}:${line}`}: ${message}`;
  });
