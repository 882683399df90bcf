/** How close a text comes to a known one: by its words, in the same order and in any. */

/**
 * The words of a text. A word that was broken at the end of its line is one; a script without spaces is compared by its letters.
 * @param {string} text
 */
export const wordsOf = (text) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/(\p{L})[-\u00AD\u2010]\r?\n\s*(?=\p{Ll})/gu, "$1")
    .match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{M}\p{N}]+/gu) ?? [];

/**
 * Letters and digits alone, as quotes are compared.
 * @param {string} text
 */
export const foldText = (text) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");

/**
 * Twice the words in common over the words of both, in the same order (longest common subsequence, by Myers' greedy walk over
 * edit distances) and in any; and the words that only one of them has.
 * @param {string[]} want
 * @param {string[]} have
 */
export function compareWords(want, have) {
  const most = want.length + have.length;
  if (most === 0) return { inOrder: 1, inAny: 1, differing: [] };
  /** @type {Int32Array[]} */
  const trace = [];
  const furthest = new Int32Array(2 * most + 3);
  const zero = most + 1;
  const at = (/** @type {Int32Array} */ row, /** @type {number} */ i) => row[i] ?? 0;
  let distance = 0;
  search: for (; distance <= most; distance += 1) {
    trace.push(furthest.slice(zero - distance - 1, zero + distance + 2));
    for (let k = -distance; k <= distance; k += 2) {
      const isDown = k === -distance || (k !== distance && at(furthest, zero + k - 1) < at(furthest, zero + k + 1));
      let x = isDown ? at(furthest, zero + k + 1) : at(furthest, zero + k - 1) + 1;
      while (x < want.length && x - k < have.length && want[x] === have[x - k]) x += 1;
      furthest[zero + k] = x;
      if (x >= want.length && x - k >= have.length) break search;
    }
  }
  /** @type {string[]} */
  const differing = [];
  let [x, y] = [want.length, have.length];
  for (let d = distance; d > 0; d -= 1) {
    const before = trace[d];
    if (before === undefined) break;
    const k = x - y;
    const middle = d + 1;
    const isDown = k === -d || (k !== d && at(before, middle + k - 1) < at(before, middle + k + 1));
    const from = isDown ? k + 1 : k - 1;
    const fromX = at(before, middle + from);
    differing.push(isDown ? `+${have[fromX - from]}` : `-${want[fromX]}`);
    x = fromX;
    y = fromX - from;
  }
  return { inOrder: (most - distance) / most, inAny: inAnyOrder(want, have), differing: differing.reverse() };
}

/**
 * @param {string[]} want
 * @param {string[]} have
 */
export function inAnyOrder(want, have) {
  const counts = new Map();
  for (const word of want) counts.set(word, (counts.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of have) {
    const count = counts.get(word) ?? 0;
    if (count > 0) common += 1;
    counts.set(word, count - 1);
  }
  return want.length + have.length === 0 ? 1 : (2 * common) / (want.length + have.length);
}
