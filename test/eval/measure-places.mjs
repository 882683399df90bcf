/** How well the boxes of a stretch of text lie over its words: what of the words under them it says, and what of it they say. */

/** Stretches of one page. */
const STRETCHES = 12;

/** @param {string} text */
export const fold = (text) =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");

/**
 * Stretches of whole words of a page's text, drawn by a chance that is the same each time.
 * @param {string} text @param {number} seed
 */
export function stretchesOf(text, seed) {
  let state = seed * 2_654_435_761 + 1;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const words = [...text.matchAll(/\S+/g)].map(({ index, 0: word }) => ({ start: index, end: index + word.length }));
  return Array.from({ length: STRETCHES }, () => {
    const first = Math.floor(random() * words.length);
    const length = 20 + random() * 280;
    let last = first;
    while (last + 1 < words.length && (words[last]?.end ?? 0) - (words[first]?.start ?? 0) < length) last += 1;
    return { start: words[first]?.start ?? 0, end: words[last]?.end ?? 0 };
  }).filter(({ start, end }) => fold(text.slice(start, end)).length >= 10);
}

/**
 * `under`: letters of the words whose middle is in a box; `right`: those of them that the stretch has; `letters`: the
 * stretch's own; `found`: those of them that are under its boxes.
 * @param {string} stretch
 * @param {readonly (readonly [number, number, number, number])[]} rects
 * @param {readonly { x: number, y: number, text: string }[]} words
 */
export function comparePlaces(stretch, rects, words) {
  const said = fold(stretch);
  const inside = words.filter(({ x, y }) =>
    rects.some(([left, top, width, height]) => x >= left && x <= left + width && y >= top && y <= top + height),
  );
  const texts = inside.map(({ text }) => fold(text)).filter((text) => text !== "");
  const right = texts.filter((text) => said.includes(text) || said.includes([...text].reverse().join("")));
  const count = (/** @type {readonly string[]} */ all) => all.reduce((sum, text) => sum + text.length, 0);
  return { under: count(texts), right: count(right), letters: said.length, found: Math.min(said.length, count(right)) };
}
