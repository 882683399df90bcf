/** Measures of a ranking against what is relevant: pure. As trec_eval has them, with the grade as the gain. */

/** Ranks that are looked at. */
export const DEPTH = 10;

/** @typedef {{ ndcg: number, recall: number, mrr: number }} Measures */

/**
 * One question. `ranked`: ids without repetition, the best first; `grades`: of every relevant id, above 0.
 * @param {readonly string[]} ranked
 * @param {ReadonlyMap<string, number>} grades
 * @returns {Measures}
 */
export function measure(ranked, grades) {
  const top = ranked.slice(0, DEPTH);
  const ideal = [...grades.values()].sort((a, b) => b - a).slice(0, DEPTH);
  const found = top.filter((id) => grades.has(id)).length;
  const first = top.findIndex((id) => grades.has(id));
  return {
    ndcg: gain(top.map((id) => grades.get(id) ?? 0)) / gain(ideal),
    recall: found / grades.size,
    mrr: first < 0 ? 0 : 1 / (first + 1),
  };
}

/** @param {readonly number[]} grades in the order of the ranks */
const gain = (grades) => grades.reduce((sum, grade, rank) => sum + grade / Math.log2(rank + 2), 0);

/**
 * @param {readonly Measures[]} each
 * @returns {Measures}
 */
export function mean(each) {
  const of = (/** @type {keyof Measures} */ key) => each.reduce((sum, one) => sum + one[key], 0) / each.length;
  return { ndcg: of("ndcg"), recall: of("recall"), mrr: of("mrr") };
}

/**
 * So many of a list, evenly spread over it: the same ones each time.
 * @template T
 * @param {readonly T[]} list
 * @param {number} count
 * @returns {T[]}
 */
export function sample(list, count) {
  if (count >= list.length) return [...list];
  return Array.from({ length: count }, (_, i) => list[Math.floor((i * list.length) / count)]).flatMap((one) =>
    one === undefined ? [] : [one],
  );
}
