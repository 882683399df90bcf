/**
 * `npm run eval:verify [-- --cases 150]`: how well `verified` tells citations that support their sentence from those that do not, on
 * cases made of ../shared/data/ir (claims.mjs). Prints the share of each kind that is verified by language, precision and recall by
 * language, and both for other thresholds. The thresholds were chosen on 60 questions of each set; those are left out here.
 */
import { parseArgs } from "node:util";
import { SHARES } from "../../src/answer/support.ts";
import { verifyCitations } from "../../src/answer/verify-citations.ts";
import { sharedPath } from "../support/shared.ts";
import { claimCases, SUPPORTED, TUNED_ON } from "./claims.mjs";

/** @typedef {import("./claims.mjs").Case} Case */

const { values: options } = parseArgs({ options: { cases: { type: "string", default: "150" } } });
const data = sharedPath("data/ir") === null ? null : sharedPath("data");
if (data === null) {
  console.error("The evaluation needs the collections of ../shared/data next to this checkout.");
  process.exit(2);
}

/** @param {Case} one @param {typeof SHARES} [shares] */
function isVerified({ statement, passage, question }, shares) {
  const cited = {
    chunkId: "",
    documentId: "",
    documentName: "",
    classId: "",
    page: 1,
    text: passage,
    score: 1,
    reference: null,
  };
  const answer = {
    content: `${statement} [1]`,
    passages: [cited],
    route: /** @type {const} */ ("general_qa"),
    question,
  };
  const [citation] = verifyCitations(answer, shares);
  return citation?.verified ?? false;
}

const BESIDE = "answer from beside";
/** @param {readonly Case[]} cases @param {(one: Case) => boolean} is */
const share = (cases, is) => cases.filter(is).length / cases.length;
/** @param {string} language */
const of = (language) => cases.filter((one) => one.language === language);

/**
 * Verbatim sentences are left out: all are found, and would hide the others.
 * @param {readonly Case[]} cases
 * @param {(one: Case) => boolean} isFound
 */
function quality(cases, isFound) {
  const judged = cases.filter(({ kind }) => kind !== "verbatim");
  const found = judged.filter(isFound);
  return {
    precision: share(found, ({ holds }) => holds),
    besides: share(
      found.filter(({ kind }) => kind !== BESIDE),
      ({ holds }) => holds,
    ),
    recall: share(
      judged.filter(({ holds }) => holds),
      isFound,
    ),
  };
}

const begun = performance.now();
const tuned = new Set(claimCases(data, TUNED_ON).map(({ question, language }) => `${language} ${question}`));
const cases = claimCases(data, Number(options.cases)).filter(
  ({ question, language }) => !tuned.has(`${language} ${question}`),
);
const verdicts = new Map(cases.map((one) => [one, isVerified(one)]));
const verified = (/** @type {Case} */ one) => verdicts.get(one) === true;
const languages = [...new Set(cases.map(({ language }) => language))];
const kinds = [...new Set(cases.map(({ kind }) => kind))].sort(
  (a, b) => Number(SUPPORTED.some((one) => one === b)) - Number(SUPPORTED.some((one) => one === a)),
);
const cell = (/** @type {number} */ value) => (Number.isNaN(value) ? "–" : value.toFixed(2)).padStart(7);

console.log(`${cases.length} sentences with a citation; share that is verified, by language`);
console.log(`${"".padEnd(28)}${languages.map((language) => language.padStart(7)).join("")}    all`);
for (const kind of kinds) {
  const cells = languages.map((language) =>
    cell(
      share(
        of(language).filter((one) => one.kind === kind),
        verified,
      ),
    ),
  );
  const own = cases.filter((one) => one.kind === kind);
  console.log(`${own[0]?.holds ? "+" : "-"} ${kind.padEnd(26)}${cells.join("")}${cell(share(own, verified))}`);
}
for (const [name, measure] of /** @type {const} */ ([
  ["precision", "precision"],
  ["  but for answers beside", "besides"],
  ["recall", "recall"],
])) {
  const cells = languages.map((language) => cell(quality(of(language), verified)[measure]));
  console.log(`${name.padEnd(28)}${cells.join("")}${cell(quality(cases, verified)[measure])}`);
}

console.log(`\nOther thresholds than ${JSON.stringify(SHARES)}`);
for (const [name, values] of /** @type {const} */ ([
  ["all", [0.4, 0.6, 0.7]],
  ["told", [0, 0.5, 0.7]],
  ["near", [0, 0.5, 1]],
])) {
  for (const value of values) {
    const { precision, besides, recall } = quality(cases, (one) => isVerified(one, { ...SHARES, [name]: value }));
    const figures = `precision ${precision.toFixed(3)} (${besides.toFixed(3)}), recall ${recall.toFixed(3)}`;
    console.log(`${name} ${value}: ${figures}`);
  }
}
console.log(`${((performance.now() - begun) / 1_000).toFixed(1)} s`);
