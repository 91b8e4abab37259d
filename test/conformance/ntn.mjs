/**
 * The official command line, `ntn`, on the embedded server: asks, searches, writes and uploads.
 *
 * Run by `npm run test:ntn`, after a build. Not in the default suite, because `ntn` is a program of its own that is
 * fetched for some platforms only.
 */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startNotionServer } from "../../dist/fixtures/index.js";

const server = await startNotionServer({ workspace: "demo" });
const home = await mkdtemp(join(tmpdir(), "ntn-"));
const program = join(import.meta.dirname, "../../node_modules/.bin/ntn");
let failures = 0;

/** @returns what it printed; rejects when it can't be started */
function ntn(args, input = "") {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: {
        ...process.env,
        HOME: home,
        NOTION_API_BASE_URL: server.url,
        NOTION_API_TOKEN: server.token,
        NOTION_API_VERSION: "2026-03-11",
        NOTION_KEYRING: "0",
      },
    });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
    child.stdin.end(input);
  });
}

async function check(name, args, holds, input) {
  const seen = await ntn(args, input);
  let good = false;
  try {
    good = holds(seen);
  } catch {
    // A printout that can't be read is a failure like any other.
  }
  if (!good) failures++;
  process.stdout.write(`${good ? "ok  " : "FAIL"} ${name}\n`);
  if (!good) process.stdout.write(`${JSON.stringify(seen).slice(0, 2000)}\n`);
  return seen;
}

const json = ({ code, out }) => {
  if (code !== 0) throw new Error("it failed");
  return JSON.parse(out);
};

await check("tells who it is", ["api", "v1/users/me"], (seen) => json(seen).type === "bot");
const search = await check(
  "searches",
  ["api", "v1/search", "query=sampler", "page_size:=1"],
  (seen) => json(seen).results.length === 1 && json(seen).has_more === true,
);
const page = json(search).results[0].id;
const children = [{ paragraph: { rich_text: [{ text: { content: "from the command line" } }] } }];
await check(
  "appends a block",
  ["api", `v1/blocks/${page}/children`, "-X", "PATCH", "-d", JSON.stringify({ children })],
  (seen) => json(seen).results[0].paragraph.rich_text[0].plain_text === "from the command line",
);
await check(
  "lists blocks",
  ["api", `v1/blocks/${page}/children`],
  (seen) => json(seen).results.at(-1).type === "paragraph",
);
await check(
  "uploads a file",
  ["files", "create", "--filename", "note.txt"],
  ({ code }) => code === 0,
  "hello\n",
);
await check(
  "lists uploads",
  ["files", "list"],
  ({ code, out }) => code === 0 && /note\.txt\s+uploaded/.test(out),
);
await check(
  "understands a refusal",
  ["api", "v1/pages/AAA"],
  ({ code, err }) => code !== 0 && err.includes("path.page_id should be a valid uuid"),
);
await check(
  "understands a wrong address",
  ["api", "v1/nope"],
  ({ code, err }) => code !== 0 && err.includes("invalid_request_url"),
);

await server.close();
await rm(home, { recursive: true, force: true });
process.stdout.write(failures === 0 ? "all good\n" : `${failures} failed\n`);
process.exit(failures === 0 ? 0 : 1);
