/**
 * Every command with its options, as data: what `--help` prints. A command stands here only when it works.
 */
import type { CommandSpec, OptionSpec } from "./command.ts";

const dryRun: OptionSpec = {
  flags: "-n, --dry-run",
  summary: "send nothing, write nothing, show what would happen and each request",
};
const full: OptionSpec = {
  flags: "--full",
  summary: "look at every page, not only at what changed lately",
};
const force: OptionSpec = { flags: "--force", summary: "push edits of locked pages too" };
const twoWay: OptionSpec = {
  flags: "--two-way",
  summary: "agree to the first push of this vault without being asked",
};
const confirm: OptionSpec = {
  flags: "--confirm <hash>",
  summary: "let exactly the plan through that a guard held back",
};
const maxDelete: OptionSpec = {
  flags: "--max-delete <n>",
  summary: "pages that this run may move to the trash",
};
const at: OptionSpec = {
  flags: "--at <time>",
  summary: "the version that was current at that time",
};
const scope: readonly OptionSpec[] = [
  {
    flags: "--only <pattern>",
    summary:
      "keep to these pages and all below them: a path, or a pattern as in .gitignore; repeatable",
    repeatable: true,
  },
  { flags: "--depth <n>", summary: "keep to the topmost n levels of pages" },
  { flags: "--since <date>", summary: "keep to pages edited since: 2026-01-31, or 30d" },
];
const allowNewOptions: OptionSpec = {
  flags: "--allow-new-options",
  summary: "make options of selects that a file names and the database does not have",
};
const pushing = [dryRun, twoWay, confirm, maxDelete, force, allowNewOptions];

export const catalogue: readonly CommandSpec[] = [
  {
    name: "clone",
    arguments: "[where...]",
    summary:
      "mirror a workspace, or the pages at URLs or ids, into a new folder: clone [URL or id]… [folder]",
    options: [
      ...scope,
      {
        flags: "-y, --yes",
        summary: "start without asking, with everything that was not left out",
      },
      { flags: "--all", summary: "the same as --yes" },
      {
        flags: "--flavor <name>",
        summary: "of the Markdown: plain, or notion as Notion's API writes it",
      },
    ],
    load: () => import("./clone.ts"),
  },
  {
    name: "pull",
    arguments: "[paths...]",
    summary: "bring what changed in Notion into the files",
    options: [dryRun, full, ...scope],
    load: () => import("./pull.ts"),
  },
  {
    name: "push",
    arguments: "[paths...]",
    summary: "send what changed in the files to Notion",
    options: pushing,
    load: () => import("./push.ts"),
  },
  {
    name: "sync",
    arguments: "[paths...]",
    summary: "pull and push, once",
    options: [...pushing, full, ...scope],
    load: () => import("./sync.ts"),
  },
  {
    name: "status",
    summary: "what differs, and on which side; asks nothing of Notion",
    options: [{ flags: "-s, --short", summary: "one line a file, for scripts" }],
    load: () => import("./status.ts"),
  },
  {
    name: "diff",
    arguments: "[paths...]",
    summary: "the edits that a push would send",
    options: [
      { flags: "--ops", summary: "show the exact requests; {…} stands for an id not known yet" },
    ],
    load: () => import("./diff.ts"),
  },
  {
    name: "watch",
    summary: "keep both sides together until stopped",
    options: [twoWay],
    load: () => import("./watch.ts"),
  },
  {
    name: "conflicts",
    summary: "pages where both sides changed the same thing",
    load: () => import("./conflicts.ts"),
  },
  {
    name: "resolve",
    arguments: "<paths...>",
    summary: "settle the conflicts of a page",
    options: [
      { flags: "--local", summary: "keep the file's version" },
      { flags: "--remote", summary: "keep Notion's version" },
      { flags: "--both", summary: "keep both, the file's after Notion's" },
      {
        flags: "--tool",
        summary: "merge in a tool (merge_tool in notion-mirror.yaml, or NOTION_MIRROR_MERGE_TOOL)",
      },
      { flags: "--only <numbers>", summary: "these of the page's conflicts alone: 1,3" },
    ],
    load: () => import("./resolve.ts"),
  },
  {
    name: "log",
    arguments: "[path]",
    summary: "versions that were replaced, newest first",
    load: () => import("./log.ts"),
  },
  {
    name: "show",
    arguments: "<version>",
    summary: "print a replaced version: its number in the log, or a path",
    options: [at],
    load: () => import("./show.ts"),
  },
  {
    name: "restore",
    arguments: "<version>",
    summary:
      "bring a file back to what was agreed on, a folder's missing files, or a version by its number in the log",
    options: [at, { flags: "--to-notion", summary: "and to Notion, at once" }],
    load: () => import("./restore.ts"),
  },
  {
    name: "undo",
    arguments: "[run]",
    summary: "bring back, on both sides, what the last run (or the named one) replaced",
    options: [dryRun, confirm],
    load: () => import("./undo.ts"),
  },
  {
    name: "search",
    arguments: "<words...>",
    summary: "full text of titles, pages, properties and comments, offline",
    options: [
      { flags: "--limit <n>", summary: "results at the most (20)" },
      {
        flags: "--fetch",
        summary: "read the texts of results that are not here yet, into their files",
      },
    ],
    load: () => import("./search.ts"),
  },
  {
    name: "sql",
    arguments: "<query>",
    summary: "a read-only SQL query on the mirror; one view per data source",
    load: () => import("./sql.ts"),
  },
  {
    name: "whoami",
    summary: "who the token is, and in which workspace",
    load: () => import("./whoami.ts"),
  },
  {
    name: "doctor",
    summary: "is the token good, is the mirror whole, how complete is it",
    load: () => import("./doctor.ts"),
  },
  {
    name: "demo",
    arguments: "[folder]",
    summary: "the whole story in a minute, on an embedded workspace; no account needed",
    options: [
      {
        flags: "--keep",
        summary: "then keep the workspace up and watch the vault, to be edited on both sides",
      },
    ],
    load: () => import("./demo.ts"),
  },
];
