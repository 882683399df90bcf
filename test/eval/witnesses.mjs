/**
 * Which text of a PDF's page is the right one, when the known text is doubtful: poppler's reading order interleaves columns where
 * paragraphs end beside each other, and may spell right-to-left words backwards. Nothing here looks at what our parser makes of
 * the page: the document's own source and the file itself are the witnesses (docs/decisions/0020-what-a-pdf-says.md).
 */
import { spawnSync } from "node:child_process";
import { basename } from "node:path";
import { inAnyOrder, wordsOf } from "./compare-words.mjs";

/** A witness must have the words of the known text; it may have them in another order. */
const SAME_WORDS = 0.95;
/** Words in a row that are looked for to find where in the source a page is. */
const ANCHOR = 5;

/**
 * Sources that are short enough to stand here. `015-arabic/habibi.html` of py-pdf/sample-files, which the PDF was made of, beside
 * which the known text is spelled backwards.
 * @type {Record<string, string>}
 */
const WRITTEN = { "arabic-habibi.pdf": "حَبيبي habibi" };

export const hasPoppler = spawnSync("pdftotext", ["-v"]).error === undefined;

/**
 * What poppler makes of a page; empty where there is no such page.
 * @param {string} path @param {number} page @param {string[]} options
 */
export function pdftotext(path, page, options) {
  const args = [...options, "-f", String(page), "-l", String(page), path, "-"];
  return spawnSync("pdftotext", args, { encoding: "utf8", maxBuffer: 1e8 }).stdout ?? "";
}

/**
 * The stretch of a document's own linear text that a page holds, or `null` when its words are not there together.
 * @param {string} known what the page is known to say, in whatever order
 * @param {string} source
 */
export function stretchOf(known, source) {
  const [page, all] = [wordsOf(known), wordsOf(source)];
  const key = (/** @type {string[]} */ words, /** @type {number} */ at) => words.slice(at, at + ANCHOR).join(" ");
  /** @type {Map<string, number[]>} */
  const places = new Map();
  for (let at = 0; at + ANCHOR <= all.length; at += 1) {
    const own = places.get(key(all, at));
    if (own) own.push(at);
    else places.set(key(all, at), [at]);
  }
  const found = [];
  for (let at = 0; at + ANCHOR <= page.length; at += 1) {
    const own = places.get(key(page, at)) ?? [];
    if (own.length === 1) found.push(own[0] ?? 0);
  }
  if (found.length < page.length / 2) return null;
  const from = Math.min(...found);
  const to = Math.max(...found) + ANCHOR;
  const stretch = all.slice(from, to);
  return inAnyOrder(stretch, page) >= SAME_WORDS ? stretch.join(" ") : null;
}

/** @param {string} path */
function producerOf(path) {
  const info = spawnSync("pdfinfo", [path], { encoding: "utf8" }).stdout ?? "";
  return /^Producer:\s*(.+)$/m.exec(info)?.[1] ?? "";
}

/**
 * A text that a page is to be compared with instead of the known one, or, when it is not `sure`, beside it.
 * @param {{ path: string, page: number, known: string, source: string | null }} of
 * @returns {{ text: string, by: string, why: string, sure: boolean } | null} `null`: the known text stands
 */
export function witnessOf({ path, page, known, source }) {
  const written = WRITTEN[basename(path)] ?? (source === null ? null : stretchOf(known, source));
  if (written !== null)
    return { text: written, by: "source", why: "the document's own source has these words in this order", sure: true };
  if (!hasPoppler) return null;
  const raw = pdftotext(path, page, ["-raw"]);
  if (/TeX/.test(producerOf(path)) && inAnyOrder(wordsOf(known), wordsOf(raw)) >= SAME_WORDS)
    return { text: raw, by: "TeX", why: "TeX writes a page in the order of its source", sure: false };
  return null;
}
