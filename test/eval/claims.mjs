/**
 * Sentences with a citation, of which it is known whether the cited passage supports them, made of the collections of
 * ../shared/data/ir: what a model would write when it is right, and the same with another passage, another number, another answer or a
 * negation. Always the same ones.
 */
import { join } from "node:path";
import { jsonLines, readCorpus, readQueries } from "./collections.mjs";
import { sample } from "./measures.mjs";

/**
 * @typedef {"verbatim" | "answer" | "conclusion" | "definition" | "other passage" | "unrelated" | "other number" | "other answer" |
 *   "answer from beside" | "negation"} Kind
 * @typedef {{ language: string, kind: Kind, holds: boolean, question: string, statement: string, passage: string }} Case
 */

/** Kinds that are supported. */
export const SUPPORTED = /** @type {const} */ (["verbatim", "answer", "conclusion", "definition"]);

/** So many questions of each set are what the thresholds of `verified` were chosen on. */
export const TUNED_ON = 60;

/** A passage of an answer is about so long. */
const PASSAGE = 1_100;

/** How each language denies, in front of an answer. */
const DENIALS = { ar: "ليس", de: "nicht", en: "not", es: "no", hi: "नहीं", ru: "не", tr: "değil", zh: "不是" };
const SPAN_SETS = [
  "xquad/ar",
  "xquad/de",
  "xquad/en",
  "xquad/es",
  "xquad/hi",
  "xquad/ru",
  "xquad/tr",
  "xquad/zh",
  "cmrc2018-zh",
];

const fold = (/** @type {string} */ text) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");

/**
 * At most so many questions of each set become cases.
 * @param {string} data ../shared/data
 * @param {number} most
 * @returns {Case[]}
 */
export function claimCases(data, most) {
  return [
    ...SPAN_SETS.flatMap((set) => spanCases(data, set, most)),
    ...conclusionCases(data, most),
    ...definitionCases(data, most),
  ];
}

/** @param {string} question */
const asStatement = (question) => question.replace(/\s*[?？؟]\s*$/u, "");

/**
 * Questions whose answers stand in a paragraph: the question and its answer together say what a sentence of an answer would.
 * @param {string} data
 * @param {string} set
 * @param {number} most
 * @returns {Case[]}
 */
export function spanCases(data, set, most) {
  const language = set === "cmrc2018-zh" ? "zh" : set.slice(-2);
  const corpus = new Map(readCorpus(data, set).map((entry) => [entry.id, entry]));
  const answers = jsonLines(join(data, "ir", set, "answers.jsonl")).map((line) => ({
    id: String(line.id),
    doc: String(line.doc),
    answer: String(line.answer ?? /** @type {string[]} */ (line.answers)[0]),
    start: Number(line.start),
  }));
  const questions = new Map(readQueries(data, set).map(({ id, text }) => [id, text]));
  /** Paragraphs of one article: "x00-3" and "x00-4"; of sets without articles the paragraphs around. @param {string} doc */
  const besideOf = (doc) => {
    const ids = [...corpus.keys()];
    if (set.startsWith("xquad")) return ids.filter((id) => id !== doc && id.split("-")[0] === doc.split("-")[0]);
    const at = ids.indexOf(doc);
    return ids.slice(Math.max(0, at - 3), at + 4).filter((id) => id !== doc);
  };
  /** @type {Case[]} */
  const cases = [];
  for (const [i, { id, doc, answer, start }] of sample(answers, most).entries()) {
    const passage = corpus.get(doc)?.text ?? "";
    const question = asStatement(questions.get(id) ?? "");
    if (question === "" || passage === "") continue;
    const add = (
      /** @type {Kind} */ kind,
      /** @type {boolean} */ holds,
      /** @type {string} */ statement,
      text = passage,
    ) => cases.push({ language, kind, holds, question, statement, passage: text });
    const right = `${question} ${answer}`;
    add("answer", true, right);
    add("verbatim", true, sentenceAround(passage, start, answer.length));
    const beside = besideOf(doc)
      .map((other) => corpus.get(other)?.text ?? "")
      .filter((text) => !fold(text).includes(fold(answer)));
    const likest = likestOf(beside, question);
    if (likest !== "") add("other passage", false, right, likest);
    const far =
      answers[(answers.findIndex((one) => one.id === id) + Math.floor(answers.length / 2) + i) % answers.length];
    const unrelated = corpus.get(far?.doc ?? "")?.text ?? "";
    if (!fold(unrelated).includes(fold(answer))) add("unrelated", false, right, unrelated);
    const changed = answer.replace(/\p{Nd}+/u, (digits) => otherNumber(digits, passage));
    if (changed !== answer) add("other number", false, `${question} ${changed}`);
    const elsewhere = answers.find((one, at) => at > i && one.doc !== doc && !fold(passage).includes(fold(one.answer)));
    if (elsewhere !== undefined && far !== undefined && !fold(passage).includes(fold(far.answer)))
      add("other answer", false, `${question} ${far.answer}`);
    const besides = answers.find(
      (one) => one.doc === doc && !fold(one.answer).includes(fold(answer)) && !fold(answer).includes(fold(one.answer)),
    );
    if (besides !== undefined) add("answer from beside", false, `${question} ${besides.answer}`);
    const denial = DENIALS[/** @type {keyof typeof DENIALS} */ (language)];
    add("negation", false, `${question} ${denial} ${answer}`);
  }
  return cases;
}

/** @param {string} passage @param {number} start @param {number} length */
function sentenceAround(passage, start, length) {
  const before = passage.slice(0, start);
  const from = Math.max(
    ...[". ", "! ", "? ", "。", "！", "।", "؟ "].map(
      (end) => before.lastIndexOf(end) + (before.includes(end) ? end.length : 0),
    ),
    0,
  );
  const rest = passage.slice(start + length);
  const ends = [". ", "! ", "? ", "。", "！", "।", "؟ "].map((end) => rest.indexOf(end)).filter((at) => at >= 0);
  return passage.slice(from, start + length + (ends.length === 0 ? rest.length : Math.min(...ends) + 1)).trim();
}

/** The first of the texts that share most words with a statement; "" when there is none. @param {string[]} texts @param {string} statement */
function likestOf(texts, statement) {
  const own = piecesOf(statement);
  let likest = "";
  let most = -1;
  for (const text of texts) {
    const pieces = piecesOf(text);
    const count = [...own].filter((piece) => pieces.has(piece)).length;
    if (count > most) [likest, most] = [text, count];
  }
  return likest;
}

/** Words of four letters or more, and pairs of Chinese characters. @param {string} text */
const piecesOf = (text) => new Set(text.toLowerCase().match(/\p{Script=Han}{2}|[\p{L}\p{M}\p{N}]{4,}/gu) ?? []);

/** Another number of as many digits, which the passage does not hold. @param {string} digits @param {string} passage */
function otherNumber(digits, passage) {
  for (let step = 1; step < 50; step++) {
    const other = digits.replace(/\p{Nd}(?!.*\p{Nd})/u, (last) => String((Number(last) || 0) + step).slice(-1));
    const further = step > 9 ? `${1 + (step % 9)}${other}` : other;
    if (further !== digits && !passage.includes(further)) return further;
  }
  return digits;
}

/**
 * Conclusions of abstracts, in their authors' words, and the abstracts without them.
 * @param {string} data
 * @param {number} most
 * @returns {Case[]}
 */
function conclusionCases(data, most) {
  const corpus = readCorpus(data, "pubmedqa");
  const byId = new Map(corpus.map((entry, at) => [entry.id, at]));
  const lines = jsonLines(join(data, "ir", "pubmedqa", "answers.jsonl"));
  const questions = new Map(readQueries(data, "pubmedqa").map(({ id, text }) => [id, text]));
  return sample(lines, most).flatMap((line, i) => {
    const at = byId.get(String(line.doc)) ?? 0;
    const question = questions.get(String(line.id)) ?? "";
    const sentences = String(line.long_answer).split(/(?<=[.!?])\s+(?=[A-Z])/);
    const statement = sentences.sort((a, b) => b.length - a.length)[0] ?? "";
    const passage = bestPart(corpus[at]?.text ?? "", statement);
    const far = corpus[(at + 501 + i) % corpus.length]?.text ?? "";
    const others = corpus.flatMap((entry, other) => (other === at ? [] : [entry.text]));
    const likest = bestPart(likestOf(others, statement), statement);
    const denied = denyEnglish(statement);
    const changed = statement.replace(/\d+/, (digits) => otherNumber(digits, passage));
    /** @type {Case[]} */
    const cases = [
      { language: "en", kind: "conclusion", holds: true, question, statement, passage },
      { language: "en", kind: "other passage", holds: false, question, statement, passage: likest },
      { language: "en", kind: "unrelated", holds: false, question, statement, passage: bestPart(far, statement) },
    ];
    if (denied !== null)
      cases.push({ language: "en", kind: "negation", holds: false, question, statement: denied, passage });
    if (changed !== statement)
      cases.push({ language: "en", kind: "other number", holds: false, question, statement: changed, passage });
    return cases;
  });
}

/** The sentence saying the contrary; `null` where it has no verb to deny. @param {string} statement */
function denyEnglish(statement) {
  if (/\b(?:not|no|never|neither|without)\b/i.test(statement)) {
    const positive = statement.replace(/\b(?:does|do|did) not (\w+)/i, "$1").replace(/\b(?:not|never)\s/i, "");
    return positive === statement ? null : positive;
  }
  const denied = statement.replace(/\b(is|are|was|were|can|may|should|could|has|have|does)\b/i, "$1 not");
  return denied === statement ? null : denied;
}

/**
 * Definitions of a textbook's glossary, with their terms; the passages of the section that they belong to.
 * @param {string} data
 * @param {number} most
 * @returns {Case[]}
 */
function definitionCases(data, most) {
  const corpus = readCorpus(data, "openstax");
  const terms = new Map(
    jsonLines(join(data, "ir", "openstax-glossary", "queries.jsonl")).map(({ id, term }) => [String(id), String(term)]),
  );
  const byId = new Map(corpus.map((entry, at) => [entry.id, at]));
  return sample(readQueries(data, "openstax-glossary"), most).flatMap(({ id, text, grades }, i) => {
    const at = byId.get([...grades.keys()][0] ?? "") ?? 0;
    const question = `What is ${terms.get(id)}?`;
    const statement = `${terms.get(id)}: ${text}`;
    const beside = corpus[at + 1] ?? corpus[at - 1];
    const far = corpus[(at + 97 + i) % corpus.length];
    /** @type {Case[]} */
    return [
      {
        language: "en",
        kind: "definition",
        holds: true,
        question,
        statement,
        passage: bestPart(corpus[at]?.text ?? "", statement),
      },
      {
        language: "en",
        kind: "other passage",
        holds: false,
        question,
        statement,
        passage: bestPart(beside?.text ?? "", statement),
      },
      {
        language: "en",
        kind: "unrelated",
        holds: false,
        question,
        statement,
        passage: bestPart(far?.text ?? "", statement),
      },
    ];
  });
}

/** The part of a long text, as long as a passage, that shares most words with a statement. @param {string} text @param {string} statement */
function bestPart(text, statement) {
  if (text.length <= PASSAGE) return text;
  const parts = [];
  for (let from = 0; from < text.length; ) {
    const end =
      text.length - from <= PASSAGE ? text.length : text.lastIndexOf(" ", from + PASSAGE) + 1 || from + PASSAGE;
    parts.push(text.slice(from, end));
    from = end;
  }
  return likestOf(parts, statement);
}
