/**
 * Prints what the main Worker weighs gzipped, and what a browser loads of the page: at first, and when answers, formulas and code
 * appear. Fails when one of them is too much. Expects `npm run build`.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const ASSETS = "dist/web/assets";
const LIMITS_KB = {
  "The main Worker": 350,
  "The page's first view, its scripts": 120,
  "and then an answer": 70,
  "its first formula, without fonts": 85,
  "its first code, without the language": 12,
  "and the largest language": 14,
};

if (!existsSync("dist/worker") || !existsSync(ASSETS)) {
  console.error("There is nothing to weigh: run `npm run build` first.");
  process.exit(1);
}

/** @param {string} path */
const gzipped = (path) => gzipSync(readFileSync(path)).length / 1_024;
/** @param {readonly string[]} paths */
const sum = (paths) => paths.reduce((kb, path) => kb + gzipped(path), 0);

const files = readdirSync(ASSETS, { recursive: true, encoding: "utf8" }).map((name) => `${ASSETS}/${name}`);

/**
 * A script with all that it imports at once; what it imports later is a file of its own.
 * @param {string} path
 * @param {Set<string>} seen
 */
function withImports(path, seen = new Set()) {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const [, name] of readFileSync(path, "utf8").matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) {
    withImports(`${path.slice(0, path.lastIndexOf("/"))}/${name}`, seen);
  }
  return seen;
}

/** @param {string} name */
function chunk(name) {
  const found = files.filter((path) => new RegExp(`^${ASSETS}/${name}-[\\w-]{8}\\.js$`).test(path));
  if (found.length !== 1) throw new Error(`${found.length} files of the page are called ${name}`);
  return String(found[0]);
}

const page = readFileSync("dist/web/index.html", "utf8");
const entries = [...page.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g)].map(([, name]) => `${ASSETS}/${name}`);
const first = new Set(entries.flatMap((entry) => [...withImports(entry)]));
/** @param {string} name */
const later = (name) => [...withImports(chunk(name))].filter((path) => !first.has(path));
const worker = readdirSync("dist/worker").filter((name) => !/\.map$|\.md$/.test(name));
const languages = files.filter((path) => /\/languages\/[^/]+\.js$/.test(path));

/** @type {Record<keyof typeof LIMITS_KB, number>} */
const weights = {
  "The main Worker": sum(worker.map((name) => `dist/worker/${name}`)),
  "The page's first view, its scripts": sum([...first]),
  "and then an answer": sum(later("markdown")),
  "its first formula, without fonts":
    sum(later("katex")) + sum(files.filter((path) => /\/katex-[\w-]{8}\.css$/.test(path))),
  "its first code, without the language": sum(later("core")),
  "and the largest language": Math.max(...languages.map(gzipped)),
};
for (const [what, limit] of Object.entries(LIMITS_KB)) {
  const kb = weights[/** @type {keyof typeof LIMITS_KB} */ (what)];
  console.log(`${what}: ${kb.toFixed(1)} KB gzipped; the limit is ${limit} KB.`);
  if (kb >= limit) process.exitCode = 1;
}
