/**
 * The command line in few files: all that `dist/src/cli.js` reaches, packages too, and a file for what only some
 * commands need. Starting Node takes 0.1 s; to find and open a hundred small modules would take half of that again.
 *
 * CommonJS, because Node loads it faster. What `package.json` exports stays as it is: a library is for its
 * user's bundler.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { rolldown } from "rolldown";

const folder = "dist/bin";

/** Commander can start other programs as subcommands; ours are modules, and `node:child_process` is slow to load. */
const withoutChildProcess = {
  name: "without-child-process",
  resolveId: (id, importer) =>
    id === "node:child_process" && /\/node_modules\/commander\//.test(importer ?? "")
      ? "\0no-child-process"
      : null,
  load: (id) => (id === "\0no-child-process" ? "export {};" : null),
};

const bundle = await rolldown({
  input: { cli: "dist/src/cli.js" },
  platform: "node",
  external: ["undici"],
  plugins: [withoutChildProcess],
  // What some commands load later, others need at once: that is meant.
  checks: { ineffectiveDynamicImport: false },
});
const { output } = await bundle.write({
  dir: folder,
  format: "cjs",
  cleanDir: true,
  entryFileNames: "[name].cjs",
  chunkFileNames: "[name]-[hash].cjs",
});
await bundle.close();

/** The licences of the packages inside go wherever the packages go. */
const packages = new Set(
  output.flatMap((chunk) =>
    (chunk.moduleIds ?? []).flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? []),
  ),
);
const licences = [...packages].sort().map((path) => {
  const { name, version, license } = JSON.parse(readFileSync(`${path}/package.json`, "utf8"));
  const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? license : readFileSync(`${path}/${file}`, "utf8").trim();
  return `${name} ${version}\n\n${text}\n`;
});
writeFileSync(`${folder}/LICENSES.txt`, licences.join("\n---\n\n"));
