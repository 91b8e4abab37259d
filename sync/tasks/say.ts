/**
 * Words the outcome of a task.
 */
import type { NewPage } from "../local/structure.ts";
import type { Outcome, PageOutcome } from "../run/report.ts";
import { type PageCase, type PushTask, subject } from "./task.ts";

/** Words an outcome about one page. */
export type Say = (outcome: Outcome, more?: Partial<PageOutcome>) => PageOutcome;

export const sayer =
  (of: PageCase, notes: PageOutcome["notes"] = []): Say =>
  (outcome, more = {}) => ({ ...subject(of), writes: 0, notes, outcome, ...more });

/** Of a new file. */
export const sayerOfNew =
  ({ file, title }: NewPage, notes: PageOutcome["notes"] = []): Say =>
  (outcome, more = {}) => ({
    id: null,
    path: file.path,
    title,
    writes: 0,
    notes,
    outcome,
    ...more,
  });

/** What is worth telling of a push: what of the file could not be kept, or was put back. */
export const notesOf = ({ lifted, plan }: PushTask): PageOutcome["notes"] => [
  ...lifted.notes,
  ...plan.notes.map(({ kind, message }) => ({ kind: "warning" as const, code: kind, message })),
];
