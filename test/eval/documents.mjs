/**
 * `npm run eval:documents [-- name]`: reads every document of ../shared/data/docs as the parser Worker does, and prints how close
 * it comes to the known text: twice the words that both have in the same order over the words of both (and, after the stroke, in
 * any order), a line a document with its pages. Running heads that the parser leaves out are named and not counted
 * (known-heads.mjs); notes of speakers are left out where the known text has none. Where a witness shows that a known text is in a
 * wrong order, the right one counts (witnesses.mjs). Which one that was is printed, and what the known text itself would give:
 * without the heads, and with every word of it. Documents that cannot be read must fail with their reason. Ends with status 1
 * below `AVERAGE` or `WORST`, by document and by page, when a quote of the facts is missing, or when a failure is another one.
 * With a name: the words that differ.
 */
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { sharedPath } from "../support/shared.ts";
import { compareWords, foldText, wordsOf } from "./compare-words.mjs";
import { headsOf, withoutHeads } from "./known-heads.mjs";
import { hasPoppler, pdftotext, witnessOf } from "./witnesses.mjs";

const AVERAGE = 0.97;
const WORST = 0.9;
const ROOT = resolve(fileURLToPath(import.meta.url), "../../..");

/** What cannot be read, with the code of its refusal; `no-text`: pages, but none with text. */
const FAILURES = {
  "corrupt-header-only.pdf": "broken",
  "corrupt-truncated-R-intro.pdf": "broken",
  "encrypted-openpassword.pdf": "encrypted",
  "scan-linn.pdf": "no-text",
};

/**
 * @typedef {{ share: number, any: number, shipped: number, whole: number, by: string, why: string, note: string, differing: string[] }} Score
 * @typedef {(bytes: Uint8Array, request: { name: string, mediaType: string, pages: { from: number, to: number } }) =>
 *   Promise<import("../../src/parser/parsed.ts").Parsed>} Parse
 */

/** The parser as one file, as a Worker has it. @param {string} folder @returns {Promise<Parse>} */
async function bundled(folder) {
  const outfile = join(folder, "parse-file.mjs");
  const entryPoints = [join(ROOT, "src/parser/parse-file.ts")];
  await build({
    entryPoints,
    bundle: true,
    format: "esm",
    platform: "node",
    outfile,
    logLevel: "error",
    loader: { ".bcmap": "binary" },
  });
  return (await import(pathToFileURL(outfile).href)).parseFile;
}

/** @param {string} data @param {string} name */
async function linearTruth(data, name) {
  for (const ending of [".pandoc.txt", ".utf8.txt"]) {
    const path = join(data, "truth", name + ending);
    if (existsSync(path)) return readFile(path, "utf8");
  }
  const slides = join(data, "truth", `${name}.slides.json`);
  return existsSync(slides) ? JSON.parse(await readFile(slides, "utf8")).join("\n") : null;
}

/** The score of a text against the better of several known ones. @param {string} text @param {string[]} known */
function best(text, known) {
  const compared = known.map((each) => compareWords(wordsOf(each), wordsOf(text)));
  return compared.reduce((a, b) => (b.inOrder > a.inOrder ? b : a));
}

/** @param {string} path @param {number} page */
function runningHeads(path, page) {
  const laid = (/** @type {number} */ number) => pdftotext(path, number, ["-layout"]);
  const around = [-2, -1, 1, 2]
    .filter((offset) => page + offset > 0)
    .map((offset) => ({ offset, text: laid(page + offset) }));
  return headsOf(
    laid(page),
    around.filter(({ text }) => text.trim() !== ""),
  );
}

/**
 * @param {{ data: string, name: string, page: number, text: string, source: string | null }} of
 * @returns {Promise<Score>}
 */
async function scorePage({ data, name, page, text, source }) {
  const file = join(data, "truth", name, `p${String(page).padStart(3, "0")}`);
  const read = async (/** @type {string} */ path) => (existsSync(path) ? readFile(path, "utf8") : null);
  const reading = (await read(`${file}.txt`)) ?? "";
  const laid = (await read(`${file}.layout.txt`)) ?? reading;
  const path = join(data, "docs", name);
  const running = hasPoppler ? runningHeads(path, page) : [];
  const heads = (/** @type {string} */ known) => withoutHeads(known, running, text);
  const shipped = best(text, [heads(reading).kept, heads(laid).kept]);
  const whole = best(text, [reading, laid]).inOrder;
  const witness = witnessOf({ path, page, known: reading, source });
  const compared = witness === null ? shipped : best(text, [heads(witness.text).kept]);
  const decides = witness !== null && (witness.sure || compared.inOrder > shipped.inOrder);
  const { inOrder, inAny, differing } = decides ? compared : shipped;
  const { left } = heads(reading);
  const note = left.length === 0 ? "" : ` (without ${left.map((head) => JSON.stringify(head)).join(", ")})`;
  const [by, why] = decides ? [witness.by, witness.why] : ["known", ""];
  return { share: inOrder, any: inAny, shipped: shipped.inOrder, whole, by, why, note, differing };
}

const mean = (/** @type {number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length;

const data = sharedPath("data");
if (data === null) process.exit(0);
if (!hasPoppler)
  console.log(
    "There is no poppler (pdftotext): running heads count as missing, and known texts stand where only it is a witness.",
  );
const asked = process.argv[2];
const folder = await mkdtemp(join(tmpdir(), "documents-"));
/** @type {{ name: string, share: number, shipped: number, whole: number }[]} */
const documents = [];
/** @type {Score[]} */
const pages = [];
let failed = 0;
try {
  const parseFile = await bundled(folder);
  const parse = async (/** @type {string} */ name, from = 1, to = 10_000) =>
    parseFile(new Uint8Array(await readFile(join(data, "docs", name))), { name, mediaType: "", pages: { from, to } });
  for (const name of await readdir(join(data, "docs"))) {
    if (asked !== undefined && !name.startsWith(asked)) continue;
    const expected = Object.entries(FAILURES).find(([file]) => file === name)?.[1];
    if (expected !== undefined) {
      const parsed = await parse(name);
      const isEmpty = parsed.ok && parsed.pages.every(({ text }) => text === "");
      const code = parsed.ok ? (isEmpty ? "no-text" : "read") : parsed.code;
      if (code !== expected) failed += 1;
      console.log(
        `${code === expected ? "as it should" : "NOT AS IT SHOULD"}: ${name} is ${code}${parsed.ok ? "" : `: ${parsed.error}`}`,
      );
      continue;
    }
    if (!name.endsWith(".pdf")) {
      const truth = await linearTruth(data, name);
      const begun = performance.now();
      const parsed = await parse(name);
      const took = `${Math.round(performance.now() - begun)} ms`;
      if (!parsed.ok || truth === null) {
        if (!parsed.ok) failed += 1;
        console.log(
          parsed.ok
            ? `read, known text there is none: ${name}: ${parsed.pageCount} pages, ${took}`
            : `${name}: ${parsed.error}`,
        );
        continue;
      }
      const text = parsed.pages.map((page) => page.text.replace(/(?:^|\n)Speaker notes:\n[\s\S]*$/, "")).join("\n");
      const { inOrder, inAny, differing } = compareWords(wordsOf(truth), wordsOf(text));
      documents.push({ name, share: inOrder, shipped: inOrder, whole: inOrder });
      console.log(
        `${inOrder.toFixed(4)}  ${name} (${parsed.kind}): ${inOrder.toFixed(3)}/${inAny.toFixed(3)}, ${parsed.pageCount} pages, ${took}`,
      );
      if (asked !== undefined) console.log(`-missing +added: ${differing.join(" ")}`);
      continue;
    }
    const source = await linearTruth(data, name.replace(/\.pdf$/, ".docx"));
    const known = await readdir(join(data, "truth", name)).catch(() => []);
    const own = [];
    const told = [];
    for (const file of known) {
      const page = Number(/^p(\d+)\.txt$/.exec(file)?.[1]);
      if (!(page > 0)) continue;
      const parsed = await parse(name, page, page);
      const text = parsed.ok ? (parsed.pages[0]?.text ?? "") : "";
      const score = await scorePage({ data, name, page, text, source });
      own.push(score);
      const instead =
        score.by === "known" ? "" : `, by its ${score.by} since ${score.why}; as it is ${score.shipped.toFixed(3)}`;
      told.push(`  p${page} ${score.share.toFixed(3)}/${score.any.toFixed(3)}${instead}${score.note}`);
      if (asked !== undefined) told.push(`${text}\n--- -missing +added: ${score.differing.join(" ")}`);
    }
    pages.push(...own);
    const [share, shipped, whole] = [
      mean(own.map((score) => score.share)),
      mean(own.map((score) => score.shipped)),
      mean(own.map((score) => score.whole)),
    ];
    documents.push({ name, share, shipped, whole });
    console.log([`${share.toFixed(4)}  ${name}`, ...told].join("\n"));
  }

  for (const row of (await readFile(join(data, "facts.jsonl"), "utf8")).split("\n").filter(Boolean)) {
    const fact = JSON.parse(row);
    if (fact.image_only || (asked !== undefined && !fact.doc.startsWith(asked))) continue;
    const parsed = await parse(fact.doc, fact.page ?? 1, fact.page ?? 10_000);
    const text = parsed.ok ? parsed.pages.map((page) => page.text).join("\n") : "";
    if (foldText(text).includes(foldText(fact.quote))) continue;
    failed += 1;
    console.log(`missing: ${fact.doc} ${fact.page ?? ""}: ${fact.quote}`);
  }
} finally {
  await rm(folder, { recursive: true });
}
const shares = { documents: documents.map(({ share }) => share), pages: pages.map(({ share }) => share) };
for (const [what, all] of Object.entries(shares))
  if (all.length > 0)
    console.log(
      `${mean(all).toFixed(4)} by ${what}: average of ${all.length}; at the worst ${Math.min(...all).toFixed(4)}`,
    );
for (const [what, key] of /** @type {const} */ ([
  ["as they are, without running heads", "shipped"],
  ["as they are, heads and all", "whole"],
]))
  console.log(
    `against the known texts ${what}: ${mean(documents.map((each) => each[key])).toFixed(4)} by documents, ${mean(pages.map((each) => each[key])).toFixed(4)} by pages`,
  );
const isLow = Object.values(shares).some((all) => mean(all) < AVERAGE || Math.min(...all) < WORST);
if (asked === undefined && (failed > 0 || isLow)) process.exitCode = 1;
