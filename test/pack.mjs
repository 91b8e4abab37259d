/**
 * The package as its users get it: packed, put into an empty project, imported by every name that
 * package.json exports, type-checked with every declaration it brings, and run.
 *
 * Not part of CI's default run: it builds and packs. `npm run test:pack`; with `-- --install` the tarball's
 * dependencies are installed by npm, otherwise they are this checkout's.
 */
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const project = mkdtempSync(join(tmpdir(), "notion-mirror-pack-"));
const run = (command, args, cwd = project) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** One small program a door, each with the types that its users would write. */
const programs = {
  converters: `
import { blocksToMarkdown, markdownToBlocks, markdownToPage, pageToMarkdown, type Context, type ParsedPage } from "notion-mirror/converters";
const context: Context = { title: () => null };
const { blocks, warnings } = markdownToBlocks("# Hello\\n\\n- a\\n  - b\\n", { context });
const text: string = blocksToMarkdown(blocks, { context, flavor: "plain" });
if (text !== "# Hello\\n\\n- a\\n  - b\\n" || warnings.length > 0) throw new Error(JSON.stringify({ text, warnings }));
const parsed: ParsedPage = markdownToPage("---\\nnotion_id: 0123abcd-0000-4000-8000-000000000000\\n---\\n\\nHi\\n");
if (parsed.notionId === null || parsed.blocks.length !== 1) throw new Error(JSON.stringify(parsed));
const print: typeof pageToMarkdown = pageToMarkdown;
console.log("converters", blocks.length, typeof print);
`,
  fixtures: `
import { createNotion, startNotionServer } from "notion-mirror/fixtures";
const server = await startNotionServer({ workspace: "demo" });
const response = await fetch(\`\${server.url}/v1/users/me\`, {
  headers: { authorization: \`Bearer \${server.token}\`, "notion-version": "2026-03-11" },
});
const me = (await response.json()) as { object: string };
await server.close();
if (me.object !== "user") throw new Error(JSON.stringify(me));
console.log("fixtures", typeof createNotion);
`,
  main: `
import { openMirror } from "notion-mirror";
if (typeof openMirror !== "function") throw new Error("openMirror is no function");
console.log("main");
`,
};

let failures = 0;
const check = (name, act) => {
  try {
    act();
    console.error(`ok      ${name}`);
  } catch (error) {
    failures++;
    const said = [error.stdout, error.stderr, error.message].filter(Boolean).join("\n");
    console.error(`FAILED  ${name}\n${said.trim().split("\n").slice(0, 20).join("\n")}`);
  }
};

try {
  const [packed] = JSON.parse(
    run("npm", ["pack", "--json", "--pack-destination", project], root).replace(/^[^[]*/, ""),
  );
  console.error(`packed  ${packed.files.length} files, ${Math.round(packed.size / 1024)} KB`);
  check("holds no tests, no recordings and no sources but what is built", () => {
    const stray = packed.files
      .map(({ path }) => path)
      .filter((path) => !/^(?:dist\/(?:bin|src|sync|converters|fixtures)\/|[^/]+$)/.test(path));
    if (stray.length > 0) throw new Error(stray.join("\n"));
  });
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({ name: "empty", private: true, type: "module" }),
  );
  install(join(project, packed.filename), manifest);
  writeFileSync(
    join(project, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        target: "es2022",
        module: "nodenext",
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        types: ["node"],
        noEmitOnError: false,
      },
    }),
  );
  for (const [name, program] of Object.entries(programs)) {
    writeFileSync(join(project, `${name}.ts`), program);
    const config = join(project, `tsconfig.${name}.json`);
    writeFileSync(config, JSON.stringify({ extends: "./tsconfig.json", files: [`${name}.ts`] }));
    check(`${name}: its types hold`, () => run("node", [tsc(), "-p", config]));
    check(`${name}: it runs`, () => run("node", [`${name}.js`]));
  }
  check("the command tells its version", () => {
    const bin = join(project, "node_modules/notion-mirror", manifest.bin["notion-mirror"]);
    const said = run("node", [bin, "--version"]);
    if (said.trim() !== manifest.version) throw new Error(said);
  });
  check("the command tells its demo's story", () => {
    const bin = join(project, "node_modules/notion-mirror", manifest.bin["notion-mirror"]);
    const said = run("node", [bin, "demo", join(project, "demo")]);
    if (!existsSync(join(project, "demo", "notion-mirror.yaml"))) throw new Error(said);
  });
} finally {
  rmSync(project, { recursive: true, force: true });
}
process.exit(failures > 0 ? 1 : 0);

function tsc() {
  return join(root, "node_modules/typescript/bin/tsc");
}

function install(tarball, manifest) {
  const modules = join(project, "node_modules");
  mkdirSync(modules);
  if (process.argv.includes("--install")) {
    run("npm", ["install", "--no-audit", "--no-fund", tarball]);
  } else {
    mkdirSync(join(modules, "notion-mirror"));
    run("tar", ["-xzf", tarball, "-C", join(modules, "notion-mirror"), "--strip-components=1"]);
    const names = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
    // What a dependency brings along is found from its real place.
    for (const name of names) link(name, modules);
  }
  link("@types/node", modules);
}

function link(name, modules) {
  const target = join(root, "node_modules", name);
  const place = join(modules, name);
  if (existsSync(place) || !existsSync(target)) return;
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(target, place, "junction");
}
