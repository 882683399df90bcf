/** Running heads in the known text of a page, which the parser leaves out: they are named, and not counted as missing. */
import { foldText as fold } from "./compare-words.mjs";

/**
 * A known text without the first and last lines of the page that are not in `text`, and these lines.
 * @param {string} known @param {string} laid @param {string} text
 */
export function withoutHeads(known, laid, text) {
  const rows = laid.split(/\r?\n|\f/).filter((row) => row.trim() !== "");
  const cells = [...rows.slice(0, 2), ...rows.slice(-2)].flatMap((row) => row.trim().split(/\s{3,}/));
  const lines = text.split("\n").map((line) => line.trim());
  const times = (/** @type {string} */ whole, /** @type {string} */ part) => whole.split(part).length - 1;
  let rest = fold(known);
  /** @type {string[]} */
  const left = [];
  // The longest first: what is within another one is not counted twice.
  for (const cell of cells.sort((a, b) => b.length - a.length)) {
    const isNumber = /^[\d\s/]+$/.test(cell);
    if (!isNumber && (fold(cell).length <= 3 || times(fold(text), fold(cell)) >= times(rest, fold(cell)))) continue;
    if (isNumber && lines.includes(cell)) continue;
    left.push(cell);
    if (!isNumber) rest = rest.replace(fold(cell), "");
  }
  const open = [...left];
  const kept = known.split(/\r?\n|\f/).map((row) => {
    const parts = row.split(/(\s{3,})/);
    return parts
      .map((part) => {
        const at = open.indexOf(part.trim());
        if (part.trim() === "" || at < 0) return part;
        open.splice(at, 1);
        return "";
      })
      .join("");
  });
  return { kept: kept.join("\n"), left };
}
