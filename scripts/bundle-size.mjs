/**
 * Prints what the main Worker and the parts of the page weigh gzipped, and fails when the Worker is too much to start fast,
 * or the page's first view, or a part of an answer, too much to arrive fast. Expects `npm run build`.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const WORKER_KB = 350;
const FIRST_VIEW_KB = 120;
const ASSETS = "dist/web/assets";

/** Parts of an answer, which are loaded when it shows them: how their files begin, and what they may weigh. */
const ANSWERS = {
  "the text of answers": { files: /^markdown-.*\.js$/, limitKb: 70 },
  "formulas, without fonts": { files: /^katex-.*\.(?:js|css)$/, limitKb: 85 },
  "the colours of code, without languages": { files: /^core-.*\.js$/, limitKb: 12 },
};

/** Parts that are loaded later: what they are for, and how their files begin. */
const LATER = {
  "the viewer of documents": /^(viewer|source-panel|document-page)-.*\.js$/,
  "PDFs in it": /^(use-pdf|pdf-file)-.*\.js$/,
  "the worker that reads PDFs": /^pdf\.worker\..*\.mjs$/,
  "the worker that draws them": /^pdf\.renderer\..*\.mjs$/,
};

if (!existsSync("dist/worker") || !existsSync(ASSETS)) {
  console.error("There is nothing to weigh: run `npm run build` first.");
  process.exit(1);
}

/** @param {string} path */
const weigh = (path) => gzipSync(readFileSync(path)).length / 1_024;

/** @param {string[]} paths */
const sum = (paths) => paths.reduce((kb, path) => kb + weigh(path), 0);

/** The scripts that index.html names, with all that they import at once. */
function firstView() {
  const html = readFileSync("dist/web/index.html", "utf8");
  const found = new Set([...html.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g)].map(([, name]) => name ?? ""));
  for (const name of found) {
    const code = readFileSync(`${ASSETS}/${name}`, "utf8");
    for (const [, next = ""] of code.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) found.add(next);
  }
  // One catalogue comes along, the largest at most.
  const catalogs = readdirSync(ASSETS).filter((name) => /^(en|de|es|ar|ja)-.*\.js$/.test(name));
  const largest = catalogs.toSorted((a, b) => weigh(`${ASSETS}/${b}`) - weigh(`${ASSETS}/${a}`))[0];
  return [...found, ...(largest ? [largest] : [])].map((name) => `${ASSETS}/${name}`);
}

const workerKb = sum(
  readdirSync("dist/worker")
    .filter((name) => !/\.map$|\.md$/.test(name))
    .map((name) => `dist/worker/${name}`),
);
console.log(`The main Worker is ${workerKb.toFixed(1)} KB gzipped; the limit is ${WORKER_KB} KB.`);
const firstKb = sum(firstView());
console.log(
  `The page's first view is ${firstKb.toFixed(1)} KB of JavaScript gzipped; the limit is ${FIRST_VIEW_KB} KB.`,
);
let isLight = true;
for (const [part, { files, limitKb }] of Object.entries(ANSWERS)) {
  const names = readdirSync(ASSETS).filter((name) => files.test(name));
  const kb = sum(names.map((name) => `${ASSETS}/${name}`));
  console.log(`  later, ${part}: ${kb.toFixed(1)} KB; the limit is ${limitKb} KB`);
  // None at all would mean that it came with the first view.
  isLight &&= kb > 0 && kb <= limitKb;
}
for (const [part, names] of Object.entries(LATER)) {
  const files = readdirSync(ASSETS).filter((name) => names.test(name));
  console.log(`  later, ${part}: ${sum(files.map((name) => `${ASSETS}/${name}`)).toFixed(1)} KB`);
}
process.exitCode = workerKb < WORKER_KB && firstKb <= FIRST_VIEW_KB && isLight ? 0 : 1;
