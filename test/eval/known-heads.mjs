/**
 * Running heads in the known text of a page. What is one is told by the pages around it, as poppler lays them out, and by nothing
 * of ours: a line, or a part of one, at the top or the bottom that most of these have there too, its numbers the same or
 * counting along. One that the parser left out is named and not counted as missing; whatever else is missing counts.
 */
import { foldText as fold } from "./compare-words.mjs";

/** Rows at either end of a page that may hold heads. */
const ROWS = 3;

/**
 * The parts of a page's outer rows that are running heads.
 * @param {string} page as it is laid out
 * @param {readonly { offset: number, text: string }[]} around the pages near it, by how far they are from it
 */
export function headsOf(page, around) {
  const others = around.map(({ offset, text }) => ({ offset, cells: edgesOf(text).flat() }));
  const times = (/** @type {string} */ cell) =>
    others.filter(({ offset, cells }) => cells.some((other) => isSame(cell, other, offset))).length;
  return edgesOf(page).flatMap((row) => {
    const seen = row.map((cell) => ({ cell, times: times(cell) }));
    // Left and right pages differ, so that half of those around are enough; a chapter may have only two pages with a head.
    const isHead = seen.some(({ times: each }) => each > 0 && each >= others.length / 2);
    return seen.filter(({ times: each }) => isHead && each > 0).map(({ cell }) => cell);
  });
}

/** The parts of the outer rows. @param {string} text */
function edgesOf(text) {
  const rows = text
    .normalize("NFKC")
    .split(/\r?\n|\f/)
    .filter((row) => row.trim() !== "");
  const outer = rows.length <= 2 * ROWS ? rows : [...rows.slice(0, ROWS), ...rows.slice(-ROWS)];
  return outer.map((row) => row.trim().split(/\s{3,}/));
}

/** @param {string} a @param {string} b @param {number} offset */
function isSame(a, b, offset) {
  const numbers = (/** @type {string} */ text) => (text.match(/\d+/g) ?? []).map(Number);
  const mask = (/** @type {string} */ text) => fold(text.replace(/\d+/g, "0"));
  if (mask(a) !== mask(b)) return false;
  const [own, other] = [numbers(a), numbers(b)];
  // A number alone must count along: it may as well be one of a table.
  if (/^\d+$/.test(a.trim())) return own[0] !== undefined && other[0] === own[0] + offset;
  return own.every((number, i) => other[i] === number || other[i] === number + offset);
}

/**
 * A known text without those of the heads that `text` does not have, and these.
 * @param {string} known @param {readonly string[]} heads @param {string} text
 */
export function withoutHeads(known, heads, text) {
  const lines = text.split("\n").map((line) => line.trim());
  const times = (/** @type {string} */ whole, /** @type {string} */ part) => whole.split(part).length - 1;
  let rest = fold(known);
  /** @type {string[]} */
  const left = [];
  // The longest first: what is within another one is not counted twice.
  for (const head of [...heads].sort((a, b) => b.length - a.length)) {
    const isNumber = /^[\d\s/]+$/.test(head);
    if (!isNumber && times(fold(text), fold(head)) >= times(rest, fold(head))) continue;
    if (isNumber && lines.includes(head)) continue;
    left.push(head);
    if (!isNumber) rest = rest.replace(fold(head), "");
  }
  let open = left.map(fold);
  const kept = known
    .normalize("NFKC")
    .split(/\r?\n|\f/)
    .map((row) => {
      const parts = row.split(/(\s{3,})/);
      return parts
        .map((part) => {
          const taken = madeOf(fold(part), open);
          if (part.trim() === "" || taken === null) return part;
          open = without(open, taken);
          return "";
        })
        .join("");
    });
  return { kept: kept.join("\n"), left };
}

/**
 * The heads that a text is put together of and nothing else; `null`: it is not.
 * @param {string} text @param {readonly string[]} heads @returns {string[] | null}
 */
function madeOf(text, heads) {
  if (text === "") return [];
  for (const head of heads) {
    if (head === "" || !text.startsWith(head)) continue;
    const rest = madeOf(text.slice(head.length), without(heads, [head]));
    if (rest !== null) return [head, ...rest];
  }
  return null;
}

/** @param {readonly string[]} all @param {readonly string[]} taken */
function without(all, taken) {
  const rest = [...all];
  for (const each of taken) rest.splice(rest.indexOf(each), 1);
  return rest;
}
