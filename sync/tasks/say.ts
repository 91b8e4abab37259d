/**
 * Words the outcome of a task.
 */
import type { NewPage } from "../local/structure.ts";
import type { Outcome, PageOutcome } from "../run/report.ts";
import { type PageCase, subject } from "./task.ts";

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
