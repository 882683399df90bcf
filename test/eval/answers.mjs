/**
 * `npm run eval:answers [-- --questions 150]` (after `npm run build`): what a student gets with nothing configured, over real HTTP. The
 * texts of each set of ../shared/data/ir with known answers are two classes, by halves of their articles. Each question is asked of the
 * class that holds its answer and of the other one, which is about other things. Printed: how many are answered, and with words that
 * hold the known answer (and in the first sentence); how many are refused where nothing holds it; how long answers are.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fold } from "../../src/answer/sentences.ts";
import { BUILT } from "../support/built-workers.mjs";
import { FastService } from "../support/fast-service.mjs";
import { sharedPath } from "../support/shared.ts";
import { TRUST } from "../support/token.mjs";
import { fileOf, jsonLines, readCorpus } from "./collections.mjs";
import { sample } from "./measures.mjs";
import { inParallel, Student } from "./student.mjs";

const LANGUAGES = ["ar", "de", "en", "es", "hi", "ru", "tr", "zh"];
const SETS = [...LANGUAGES.map((language) => `xquad/${language}`), "cmrc2018-zh"];
const MARK = /\s*\[\d+\]/;

const { values: options } = parseArgs({ options: { questions: { type: "string", default: "150" } } });
const data = sharedPath("data/ir") === null ? null : sharedPath("data");
if (data === null || !BUILT.every((config) => existsSync(config))) {
  console.error("This needs ../shared/data next to this checkout, and `npm run build` before.");
  process.exit(2);
}

/** @typedef {{ text: string, golds: string[], doc: string }} Question */
/** @typedef {{ answered: boolean, right: boolean, first: boolean, refused: boolean, length: number, sentences: number }} Result */

/** @param {string} folder @returns {Question[]} */
function questionsOf(folder) {
  const texts = new Map(jsonLines(join(folder, "queries.jsonl")).map(({ id, text }) => [id, String(text)]));
  return jsonLines(join(folder, "answers.jsonl")).map(({ id, doc, answer, answers }) => ({
    text: texts.get(id) ?? "",
    golds: Array.isArray(answers) ? answers.map(String) : [String(answer)],
    doc: String(doc),
  }));
}

const articleOf = (/** @type {string} */ id) => id.split("-")[0] ?? id;

/** @param {Student} student @param {string} set @returns {Promise<Result[]>} */
async function measureSet(student, set) {
  const corpus = readCorpus(data ?? "", set);
  const articles = [...new Set(corpus.map(({ id }) => articleOf(id)))];
  const halfOf = new Map(articles.map((article, i) => [article, i % 2]));
  const classes = await Promise.all([0, 1].map((half) => student.newClass(`${set} ${half}`)));
  const classOf = (/** @type {number} */ half) => classes[half] ?? "";
  await inParallel([...corpus.entries()], ([i, entry]) => {
    const { name, mediaType, text } = fileOf(entry, i);
    return student.upload(classOf(halfOf.get(articleOf(entry.id)) ?? 0), { name, mediaType, body: text });
  });
  for (const classId of classes) await student.settled(classId);
  const questions = sample(questionsOf(join(data ?? "", "ir", set)), Number(options.questions));
  return inParallel(questions, async ({ text, golds, doc }) => {
    const half = halfOf.get(articleOf(doc)) ?? 0;
    const [own, other] = [await student.answerIn(classOf(half), text), await student.answerIn(classOf(1 - half), text)];
    const holds = (/** @type {string} */ said) => golds.some((gold) => fold(said).includes(fold(gold)));
    return {
      answered: own !== null,
      right: own !== null && holds(own),
      first: own !== null && holds(own.split(MARK)[0] ?? ""),
      refused: other === null,
      length: own?.length ?? 0,
      sentences: own?.match(new RegExp(MARK, "g"))?.length ?? 0,
    };
  });
}

/** @param {string} name @param {readonly Result[]} results */
function line(name, results) {
  const share = (/** @type {(one: Result) => boolean} */ is) =>
    (results.filter(is).length / results.length).toFixed(3).padStart(9);
  const answered = results.filter((one) => one.answered);
  const mean = (/** @type {(one: Result) => number} */ of) =>
    answered.reduce((sum, one) => sum + of(one), 0) / Math.max(1, answered.length);
  const held = `${share((one) => one.answered)}${share((one) => one.right)}${share((one) => one.first)}`;
  const size = `${mean((one) => one.sentences).toFixed(1)} sentences, ${mean((one) => one.length).toFixed(0)} characters`;
  return `${name.padEnd(12)}${String(results.length).padStart(6)} |${held} |${share((one) => one.refused)} | ${size}`;
}

const service = new FastService({ vars: { ...TRUST, FREE_CHATS_PER_MONTH: "1000000" } });
try {
  const { url } = await service.start();
  console.log("set          asked | answered    right in first |  refused | an answer");
  /** @type {Result[]} */
  const all = [];
  for (const set of SETS) {
    const results = await measureSet(await Student.named(url, set), set);
    all.push(...results);
    console.log(line(set, results));
  }
  console.log(line("all", all));
} finally {
  await service.dispose();
}
