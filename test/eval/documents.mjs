/**
 * `node test/eval/documents.mjs [name]`: reads every document of ../shared/data/docs that has a known text and is no PDF,
 * and prints how close the parser comes: twice the words that both have in the same order (longest common subsequence,
 * NFKC, lower case) over the words of both. Notes of speakers are left out where the known text has none. Ends with
 * status 1 below `AVERAGE` or `WORST`. With a name: prints the words that differ instead.
 */
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const AVERAGE = 0.97;
const WORST = 0.9;
const DATA = resolve(fileURLToPath(import.meta.url), "../../../../shared/data");
const ROOT = resolve(fileURLToPath(import.meta.url), "../../..");

/** @param {string} text */
const words = (text) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    // A script without spaces is compared by its letters.
    .match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{M}\p{N}]+/gu) ?? [];

/**
 * The length of the longest common subsequence, by Myers' greedy walk over edit distances, and the words on one side only.
 * @param {string[]} a
 * @param {string[]} b
 */
function compare(a, b) {
  const most = a.length + b.length;
  /** @type {Int32Array[]} */
  const trace = [];
  const furthest = new Int32Array(2 * most + 3);
  const zero = most + 1;
  let distance = 0;
  search: for (; distance <= most; distance += 1) {
    trace.push(furthest.slice(zero - distance - 1, zero + distance + 2));
    for (let k = -distance; k <= distance; k += 2) {
      const isDown = k === -distance || (k !== distance && at(furthest, zero + k - 1) < at(furthest, zero + k + 1));
      let x = isDown ? at(furthest, zero + k + 1) : at(furthest, zero + k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      furthest[zero + k] = x;
      if (x >= a.length && x - k >= b.length) break search;
    }
  }
  /** @type {string[]} */
  const differing = [];
  let [x, y] = [a.length, b.length];
  for (let d = distance; d > 0; d -= 1) {
    const before = trace[d];
    if (before === undefined) break;
    const k = x - y;
    const middle = d + 1;
    const isDown = k === -d || (k !== d && at(before, middle + k - 1) < at(before, middle + k + 1));
    const from = isDown ? k + 1 : k - 1;
    const fromX = at(before, middle + from);
    differing.push(isDown ? `+${b[fromX - from]}` : `-${a[fromX]}`);
    x = fromX;
    y = fromX - from;
  }
  return { common: (a.length + b.length - distance) / 2, differing: differing.reverse() };
}

/** @param {Int32Array} row @param {number} i */
const at = (row, i) => row[i] ?? 0;

/** @param {string} name */
async function truthOf(name) {
  for (const ending of [".pandoc.txt", ".utf8.txt"]) {
    const path = join(DATA, "truth", name + ending);
    if (existsSync(path)) return readFile(path, "utf8");
  }
  const slides = join(DATA, "truth", `${name}.slides.json`);
  if (existsSync(slides)) return /** @type {string[]} */ (JSON.parse(await readFile(slides, "utf8"))).join("\n");
  return null;
}

if (!existsSync(DATA)) {
  console.log(`skipped: there is no ${DATA}`);
  process.exit(0);
}
const folder = await mkdtemp(join(tmpdir(), "documents-"));
try {
  const outfile = join(folder, "parse-file.mjs");
  await build({
    entryPoints: [join(ROOT, "src/parser/parse-file.ts")],
    bundle: true,
    format: "esm",
    platform: "node",
    outfile,
    logLevel: "error",
  });
  const { parseFile } = await import(pathToFileURL(outfile).href);
  const shares = [];
  for (const name of await readdir(join(DATA, "docs"))) {
    const truth = name.endsWith(".pdf") ? null : await truthOf(name);
    if (truth === null || (process.argv[2] !== undefined && process.argv[2] !== name)) continue;
    const bytes = new Uint8Array(await readFile(join(DATA, "docs", name)));
    const begun = performance.now();
    const parsed = await parseFile(bytes, { name, mediaType: "", pages: { from: 1, to: 10_000 } });
    const took = performance.now() - begun;
    if (!parsed.ok) {
      console.log(`0.000  ${name}: ${parsed.error}`);
      shares.push(0);
      continue;
    }
    const text = parsed.pages
      .map((/** @type {{ text: string }} */ page) => page.text.replace(/(?:^|\n)Speaker notes:\n[\s\S]*$/, ""))
      .join("\n");
    const [have, want] = [words(text), words(truth)];
    const { common, differing } = compare(want, have);
    const share = (2 * common) / (have.length + want.length);
    shares.push(share);
    const size = `${want.length} words, ${parsed.pageCount} pages, ${Math.round(took)} ms`;
    console.log(`${share.toFixed(4)}  ${name} (${parsed.kind}): ${size}`);
    if (process.argv[2] === name) console.log(`-missing +added: ${differing.join(" ")}`);
  }
  const average = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  console.log(`${average.toFixed(4)}  average of ${shares.length}; at the worst ${Math.min(...shares).toFixed(4)}`);
  if (process.argv[2] === undefined && (average < AVERAGE || Math.min(...shares) < WORST)) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true });
}
