/**
 * `npm run eval [-- --queries N | --all] [--only xquad/en,openstax]` (after `npm run build`): how well retrieval finds, measured
 * from outside: both built Workers in workerd, real HTTP, nothing configured. Every text of a collection is uploaded as a file of
 * its own and read, cut and indexed as any student's; a text's rank is that of its first passage in `/search?limit=50`. BM25,
 * beside which it is printed, ranked whole texts and read nothing. Without `--all` N questions of each are asked, evenly spread.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { BUILT } from "../support/built-workers.mjs";
import { FastService } from "../support/fast-service.mjs";
import { sharedPath } from "../support/shared.ts";
import { TRUST } from "../support/token.mjs";
import { COLLECTIONS, fileOf, readCorpus, readQueries } from "./collections.mjs";
import { measureFacts } from "./facts.mjs";
import { mean, measure, sample } from "./measures.mjs";
import { inParallel, Student } from "./student.mjs";

/** Passages of a search: several may be of one text. */
const PASSAGES = 50;
const QUERIES = 200;
/** Collections that are classes of one student, as many as a question about everything goes to; */
const TOGETHER = ["cmrc2018-zh", "openstax", "pubmedqa", "xquad/ar", "xquad/de", "xquad/en", "xquad/hi", "xquad/zh"];
/** questions of each to all of them, which go to an object of their own and are slower. */
const EVERYWHERE = 40;
/** Passages of an answer. */
const ANSWER_PASSAGES = 8;

const { values: options } = parseArgs({
  options: {
    queries: { type: "string", default: String(QUERIES) },
    all: { type: "boolean", default: false },
    only: { type: "string" },
  },
});
const count = options.all ? Number.POSITIVE_INFINITY : Math.max(1, Number(options.queries) || QUERIES);
const only = options.only?.split(",");
const collections = COLLECTIONS.filter(({ name }) => only === undefined || only.includes(name));

const data = sharedPath("data/ir") === null ? null : sharedPath("data");
if (data === null) {
  console.error("The evaluation needs the collections of ../shared/data next to this checkout.");
  process.exit(2);
}
if (!BUILT.every((config) => existsSync(config))) {
  console.error("There is nothing to measure: run `npm run build` first.");
  process.exit(2);
}

/** @param {import("./measures.mjs").Measures} measures */
const cells = ({ ndcg, recall, mrr }) => [ndcg, recall, mrr].map((value) => value.toFixed(3).padStart(9)).join("");
const seconds = (/** @type {number} */ since) => `${((performance.now() - since) / 1_000).toFixed(1)} s`;

/** @typedef {{ classId: string, entryOf: Map<string, string> }} Place where a corpus is, and whose text each document is */

/**
 * @param {Student} student
 * @param {string} corpus
 * @returns {Promise<Place>}
 */
async function upload(student, corpus) {
  const begun = performance.now();
  const entries = readCorpus(data ?? "", corpus);
  const classId = await student.newClass(corpus);
  const ids = await inParallel(entries, (entry, i) => {
    const { name, mediaType, text } = fileOf(entry, i);
    return student.upload(classId, { name, mediaType, body: text });
  });
  const documents = await student.settled(classId);
  const failed = documents.filter(({ status }) => status === "failed").length;
  if (failed > 0) console.log(`  ${failed} texts of ${corpus} were not read, and count as not found`);
  console.log(`  ${corpus}: ${entries.length} documents in ${seconds(begun)}`);
  return { classId, entryOf: new Map(ids.map((id, i) => [id, entries[i]?.id ?? ""])) };
}

/**
 * The texts of passages, each once, in the order of their first passage. Passages of other classes stand for no text and keep
 * their ranks.
 * @param {import("./student.mjs").Chunk[]} chunks
 * @param {Place} place
 */
const textsOf = (chunks, { entryOf }) => [
  ...new Set(chunks.map(({ documentId }) => entryOf.get(documentId) ?? `elsewhere ${documentId}`)),
];

const service = new FastService({ vars: { ...TRUST, FREE_CHATS_PER_MONTH: "1000000" } });
const begun = performance.now();
try {
  const { url } = await service.start();
  /** @type {Map<string, Place>} */
  const places = new Map();
  const [together, apart] = await Promise.all([Student.named(url, "together"), Student.named(url, "apart")]);
  const studentOf = (/** @type {string} */ corpus) => (TOGETHER.includes(corpus) ? together : apart);
  console.log("Uploading:");
  for (const corpus of new Set(collections.map(({ corpus }) => corpus))) {
    places.set(corpus, await upload(studentOf(corpus), corpus));
  }

  console.log(
    `\n${"One class".padEnd(18)}${"asked".padStart(6)}   nDCG@10    R@10   MRR@10 | BM25 nDCG     R@10   MRR@10 | difference`,
  );
  for (const { name, corpus, baseline } of collections) {
    const place = places.get(corpus);
    if (place === undefined) continue;
    const queries = sample(readQueries(data, name), count);
    const student = studentOf(corpus);
    const each = await inParallel(queries, async ({ text, grades }) =>
      measure(textsOf(await student.search(place.classId, text, PASSAGES), place), grades),
    );
    const ours = mean(each);
    const difference = ours.ndcg - baseline.ndcg;
    const sign = difference < 0 ? "" : "+";
    console.log(
      `${name.padEnd(18)}${String(queries.length).padStart(6)} ${cells(ours)} | ${cells(baseline)} | ${sign}${difference.toFixed(3)}`,
    );
  }

  const shared = collections.filter(({ name }) => TOGETHER.includes(name));
  if (shared.length > 1) {
    console.log(
      `\nAll ${shared.length} classes at once, through the passages of an answer (at most 8). Without a model some questions get no`,
    );
    console.log(
      "answer, which tells no passages: beside each the same answered questions, asked of their own class alone.",
    );
    console.log(`${"".padEnd(18)}answered       nDCG@10    R@10   MRR@10 | alone nDCG    R@10   MRR@10`);
    for (const { name, corpus } of shared) {
      const place = places.get(corpus);
      if (place === undefined) continue;
      const queries = sample(readQueries(data, name), Math.min(count, EVERYWHERE));
      const each = await inParallel(queries, async ({ text, grades }) => {
        const found = await together.askEverywhere(text);
        if (found === null) return [];
        const own = await together.search(place.classId, text, ANSWER_PASSAGES);
        return [{ all: measure(textsOf(found, place), grades), alone: measure(textsOf(own, place), grades) }];
      });
      const answered = each.flat();
      const [all, alone] = [mean(answered.map((one) => one.all)), mean(answered.map((one) => one.alone))];
      console.log(
        `${`${name.padEnd(18)}${answered.length} of ${queries.length}`.padEnd(30)}${cells(all)} | ${cells(alone)}`,
      );
    }
  }

  if (only === undefined) {
    console.log("\nFacts of real documents:");
    await measureFacts(await Student.named(url, "facts"), data, console.log);
  }
} finally {
  await service.dispose();
}
if (only === undefined) {
  console.log("\nText of documents beside what is known of them:");
  const script = join(fileURLToPath(import.meta.url), "../documents.mjs");
  spawnSync(process.execPath, ["--no-warnings", script], { stdio: "inherit" });
}
console.log(`\n${seconds(begun)} in all`);
