/**
 * `node test/eval/pdf.mjs [name]`: how close the parser comes to the known texts of pages of ../shared/data/docs/*.pdf: twice
 * the words in the same order (longest common subsequence) over the words of both, after the stroke the same in any order.
 * The closer one counts of the two known texts of a page, in reading order (r: mixes columns where a paragraph ends with
 * one) and as laid out (l); running heads that the parser leaves out are printed and not counted, nor is the scan. Status 1
 * below `AVERAGE` or `WORST`, or when a quote of the facts is missing. With a name: the words that differ, and the text.
 */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parsePdf } from "../../src/parser/pdf.ts";

const AVERAGE = 0.88;
const WORST = 0.62;
const DATA = resolve(fileURLToPath(import.meta.url), "../../../../shared/data");

/** @param {string} text */
const words = (text) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/(\p{L})[-\u00AD\u2010]\r?\n\s*(?=\p{Ll})/gu, "$1")
    // A script without spaces is compared by its letters.
    .match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{M}\p{N}]+/gu) ?? [];

/** @param {string} text */
const fold = (text) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");

/**
 * The share of words in common, in the same order and in any, and those that are not.
 * @param {string[]} want
 * @param {string[]} have
 */
function compare(want, have) {
  const width = have.length + 1;
  const table = new Uint16Array((want.length + 1) * width);
  const at = (/** @type {number} */ i, /** @type {number} */ j) => table[i * width + j] ?? 0;
  for (let i = want.length - 1; i >= 0; i -= 1)
    for (let j = have.length - 1; j >= 0; j -= 1)
      table[i * width + j] = want[i] === have[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const differing = [];
  for (let i = 0, j = 0; i < want.length || j < have.length; ) {
    if (i < want.length && j < have.length && want[i] === have[j]) {
      i += 1;
      j += 1;
    } else if (j === have.length || (i < want.length && at(i + 1, j) >= at(i, j + 1))) differing.push(`-${want[i++]}`);
    else differing.push(`+${have[j++]}`);
  }
  const all = want.length + have.length;
  const counts = new Map();
  for (const word of want) counts.set(word, (counts.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of have) {
    const count = counts.get(word) ?? 0;
    if (count > 0) common += 1;
    counts.set(word, count - 1);
  }
  const shareOf = (/** @type {number} */ words) => (all === 0 ? 1 : (2 * words) / all);
  return { share: shareOf(at(0, 0)), unordered: shareOf(common), differing };
}

/**
 * A known text without the first and last lines of the page that are not in `text`, and these lines.
 * @param {string} known @param {string} laid @param {string} text
 */
function withoutHeads(known, laid, text) {
  const rows = laid.split(/\r?\n|\f/).filter((row) => row.trim() !== "");
  const cells = [...rows.slice(0, 2), ...rows.slice(-2)].flatMap((row) => row.trim().split(/\s{3,}/));
  const lines = text.split("\n").map((line) => line.trim());
  const times = (/** @type {string} */ whole, /** @type {string} */ part) => whole.split(part).length - 1;
  let rest = fold(known);
  /** @type {string[]} */
  const left = [];
  // The longest first: what is within another one is not counted twice.
  for (const cell of cells.sort((a, b) => b.length - a.length)) {
    const isNumber = /^[\d\s/]+$/.test(cell);
    if (!isNumber && (fold(cell).length <= 3 || times(fold(text), fold(cell)) >= times(rest, fold(cell)))) continue;
    if (isNumber && lines.includes(cell)) continue;
    left.push(cell);
    if (!isNumber) rest = rest.replace(fold(cell), "");
  }
  const open = [...left];
  const kept = known.split(/\r?\n|\f/).map((row) => {
    const parts = row.split(/(\s{3,})/);
    return parts
      .map((part) => {
        const at = open.indexOf(part.trim());
        if (part.trim() === "" || at < 0) return part;
        open.splice(at, 1);
        return "";
      })
      .join("");
  });
  return { kept: kept.join("\n"), left };
}

/** @param {string} name @param {number} page */
async function read(name, page) {
  const bytes = new Uint8Array(await readFile(join(DATA, "docs", name)));
  const parsed = await parsePdf(bytes, { from: page, to: page });
  return parsed.ok ? (parsed.pages[0]?.text ?? "") : null;
}

if (!existsSync(DATA)) {
  console.log(`skipped: there is no ${DATA}`);
  process.exit(0);
}
const asked = process.argv[2];
/** @type {number[]} */
const shares = [];
/** @type {number[]} */
const bags = [];
for (const name of await readdir(join(DATA, "truth"))) {
  if (!name.endsWith(".pdf") || name.startsWith("scan") || (asked !== undefined && !name.startsWith(asked))) continue;
  const line = [];
  const of = [];
  for (const file of await readdir(join(DATA, "truth", name))) {
    const page = Number(/^p(\d+)\.txt$/.exec(file)?.[1]);
    if (!(page > 0)) continue;
    const text = await read(name, page);
    // A protected file is refused, which is right without its password.
    if (text === null) continue;
    const have = words(text);
    let best = {
      share: -1,
      unordered: -1,
      differing: /** @type {string[]} */ ([]),
      by: "",
      left: /** @type {string[]} */ ([]),
    };
    for (const [by, ending] of [
      ["r", ".txt"],
      ["l", ".layout.txt"],
    ]) {
      const path = join(DATA, "truth", name, file.replace(".txt", ending ?? ""));
      if (!existsSync(path)) continue;
      const laid = join(DATA, "truth", name, file.replace(".txt", ".layout.txt"));
      const known = (await readFile(path, "utf8")).normalize("NFKC");
      const { kept, left } = withoutHeads(known, existsSync(laid) ? await readFile(laid, "utf8") : known, text);
      const compared = { ...compare(words(kept), have), left };
      if (compared.share > best.share) best = { ...compared, by: by ?? "" };
    }
    of.push(best.share);
    bags.push(best.unordered);
    const left = best.left.length === 0 ? "" : ` (without ${best.left.map((head) => JSON.stringify(head)).join(", ")})`;
    line.push(`p${page} ${best.share.toFixed(3)}${best.by}/${best.unordered.toFixed(3)}${left}`);
    if (asked !== undefined)
      console.log(`\n=== ${name} ${page}\n${text}\n--- -missing +added: ${best.differing.join(" ")}`);
  }
  if (of.length === 0) continue;
  shares.push(...of);
  console.log(`${(of.reduce((sum, share) => sum + share, 0) / of.length).toFixed(4)}  ${name}: ${line.join(", ")}`);
}
const average = shares.reduce((sum, share) => sum + share, 0) / shares.length;
const unordered = bags.reduce((sum, share) => sum + share, 0) / bags.length;
console.log(
  `${average.toFixed(4)} in order, ${unordered.toFixed(4)} in any order: average of ${shares.length} pages; at the worst ${Math.min(...shares).toFixed(4)}`,
);

let missing = 0;
for (const row of (await readFile(join(DATA, "facts.jsonl"), "utf8")).split("\n").filter(Boolean)) {
  const fact = JSON.parse(row);
  if (!fact.doc.endsWith(".pdf") || fact.page === null || fact.image_only) continue;
  const text = await read(fact.doc, fact.page);
  if (text !== null && fold(text).includes(fold(fact.quote))) continue;
  missing += 1;
  console.log(`missing: ${fact.doc} ${fact.page}: ${fact.quote}`);
}
console.log(`${missing} quotes missing`);
if (asked === undefined && (average < AVERAGE || Math.min(...shares) < WORST || missing > 0)) process.exitCode = 1;
