/** The retrieval collections of ../shared/data/ir, and the BM25 figures that its README gives for them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {import("./measures.mjs").Measures} Measures */
/** @typedef {{ id: string, title: string, text: string }} Entry */
/** @typedef {{ id: string, text: string, grades: Map<string, number> }} Query */

/** nDCG@10, Recall@10, MRR@10 of plain BM25 on all questions of a set; `corpus`: whose texts are searched. */
const SETS = /** @type {const} */ ([
  ["cmrc2018-zh", "cmrc2018-zh", 0.981, 0.998, 0.976],
  ["openstax", "openstax", 0.711, 0.863, 0.662],
  ["openstax-glossary", "openstax", 0.848, 0.958, 0.812],
  ["pubmedqa", "pubmedqa", 0.976, 0.99, 0.972],
  ["xquad/ar", "xquad/ar", 0.879, 0.948, 0.856],
  ["xquad/de", "xquad/de", 0.92, 0.972, 0.903],
  ["xquad/en", "xquad/en", 0.963, 0.99, 0.954],
  ["xquad/es", "xquad/es", 0.948, 0.989, 0.934],
  ["xquad/hi", "xquad/hi", 0.915, 0.956, 0.901],
  ["xquad/ru", "xquad/ru", 0.873, 0.946, 0.849],
  ["xquad/tr", "xquad/tr", 0.895, 0.966, 0.873],
  ["xquad/zh", "xquad/zh", 0.956, 0.99, 0.944],
]);

/** @type {{ name: string, corpus: string, baseline: Measures }[]} */
export const COLLECTIONS = SETS.map(([name, corpus, ndcg, recall, mrr]) => ({
  name,
  corpus,
  baseline: { ndcg, recall, mrr },
}));

/**
 * The texts of a collection.
 * @param {string} data ../shared/data
 * @param {string} corpus
 * @returns {Entry[]}
 */
export function readCorpus(data, corpus) {
  return jsonLines(join(data, "ir", corpus, "corpus.jsonl")).map(({ id, title, text }) => ({
    id: String(id),
    title: String(title ?? ""),
    text: String(text),
  }));
}

/**
 * The questions of a collection for which something is relevant.
 * @param {string} data ../shared/data
 * @param {string} name
 * @returns {Query[]}
 */
export function readQueries(data, name) {
  /** @type {Map<string, Map<string, number>>} */
  const relevant = new Map();
  for (const line of readFileSync(join(data, "ir", name, "qrels.tsv"), "utf8")
    .split("\n")
    .slice(1)) {
    const [query = "", entry = "", grade = "0"] = line.trim().split("\t");
    if (Number(grade) <= 0) continue;
    const grades = relevant.get(query) ?? new Map();
    relevant.set(query, grades.set(entry, Number(grade)));
  }
  return jsonLines(join(data, "ir", name, "queries.jsonl")).flatMap(({ id, text }) => {
    const grades = relevant.get(String(id));
    return grades === undefined ? [] : [{ id: String(id), text: String(text), grades }];
  });
}

/**
 * @param {string} path
 * @returns {Record<string, unknown>[]}
 */
export function jsonLines(path) {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line));
}

/**
 * A text of a collection as a file that a student could have uploaded. Its name tells nothing: two letters and a number in
 * letters, since the words of names are searched too.
 * @param {Entry} entry
 * @param {number} i its place in the corpus
 */
export function fileOf({ title, text }, i) {
  const letters = [...i.toString(26)].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26))).join("");
  return title === ""
    ? { name: `qx${letters}.txt`, mediaType: "text/plain", text }
    : { name: `qx${letters}.md`, mediaType: "text/markdown", text: `# ${title}\n\n${text}` };
}
