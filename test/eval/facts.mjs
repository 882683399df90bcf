/**
 * Facts of real documents: every file of ../shared/data/docs in one class, and the questions of facts.jsonl, written by readers.
 * Counted per format: whose page is among the first passages, and whose quote is contained in one that was retrieved. Questions
 * that only a picture answers are left out; what is right there is that the file says that it holds no text.
 */
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { jsonLines } from "./collections.mjs";
import { inParallel } from "./student.mjs";

/** Passages among which the page is looked for; */
const FIRST = 5;
/** and the quote, on that page: as many as an answer is made of. */
const RETRIEVED = 8;

/** @typedef {{ id: string, doc: string, page: number | null, question: string, quote: string, image_only?: boolean }} Fact */
/** @typedef {{ format: string, asked: number, page: number, quote: number }} Share */

/**
 * @param {import("./student.mjs").Student} student
 * @param {string} data ../shared/data
 * @param {(line: string) => void} print
 * @returns {Promise<Share>} of all formats together
 */
export async function measureFacts(student, data, print) {
  const classId = await student.newClass("Facts");
  const names = readdirSync(join(data, "docs"));
  await inParallel(names, (name) =>
    student.upload(classId, {
      name,
      mediaType: "application/octet-stream",
      body: new Uint8Array(readFileSync(join(data, "docs", name))),
    }),
  );
  const documents = await student.settled(classId);
  for (const { name, status, error } of documents) if (status === "failed") print(`  not read: ${name}: ${error}`);
  const all = jsonLines(join(data, "facts.jsonl")).map((line) => /** @type {Fact} */ (line));
  const facts = all.filter(({ image_only }) => !image_only);
  const results = await inParallel(facts, (fact) => ask(student, classId, fact));
  for (const { fact, page, quote } of results) {
    if (!page || !quote)
      print(`  ${page ? "not quoted" : "missed"} ${fact.id} (${fact.doc}, ${where(fact)}): ${fact.question}`);
  }
  const formats = [...new Set(facts.map(({ doc }) => extname(doc)))].sort();
  for (const format of formats) {
    print(
      line(
        shareOf(
          format,
          results.filter(({ fact }) => extname(fact.doc) === format),
        ),
      ),
    );
  }
  const total = shareOf("all formats", results);
  print(line(total));
  print(`  left out: ${all.length - facts.length} questions that only a picture answers`);
  return total;
}

/** @param {Fact} fact */
const where = ({ page }) => (page === null ? "no pages" : `page ${page}`);

/**
 * @param {import("./student.mjs").Student} student
 * @param {string} classId
 * @param {Fact} fact
 */
async function ask(student, classId, fact) {
  const found = await student.search(classId, fact.question, RETRIEVED);
  const isThere = (/** @type {import("./student.mjs").Chunk} */ { documentName, page }) =>
    documentName === fact.doc && (fact.page === null || page === fact.page);
  const quote = fold(fact.quote);
  return {
    fact,
    page: found.slice(0, FIRST).some(isThere),
    quote: found.some((chunk) => isThere(chunk) && fold(chunk.text).includes(quote)),
  };
}

/** What the README says to compare: extractors differ in hyphens and spaces. @param {string} text */
const fold = (text) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");

/**
 * @param {string} format
 * @param {{ page: boolean, quote: boolean }[]} results
 * @returns {Share}
 */
function shareOf(format, results) {
  const page = results.filter((one) => one.page).length;
  return { format, asked: results.length, page, quote: results.filter((one) => one.quote).length };
}

/** @param {Share} share */
function line({ format, asked, page, quote }) {
  const percent = Math.round((100 * page) / asked);
  return `  ${format.padEnd(12)} page among the first ${FIRST}: ${page} of ${asked} (${percent} %); quote retrieved: ${quote} of ${asked}`;
}
