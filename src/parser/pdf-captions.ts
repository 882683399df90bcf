/** Captions of figures that stand in the middle of a paragraph, as TeX puts them at the top of a column. Pure. */
import { rightEdge, separator } from "./pdf-breaks.ts";
import { CAPTION } from "./pdf-headings.ts";
import { isProse, type Line } from "./pdf-lines.ts";

/** A caption of more lines is looked at no further. */
const MAX_CAPTION = 12;

/** Captions that a sentence runs around come after the paragraph that it is in: "the integrality con- Fig. 2. … straint". */
export function captionsAfter(lines: readonly Line[]): Line[] {
  const ordered: Line[] = [];
  let held: Line[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i];
    const before = ordered.at(-1);
    if (line === undefined) continue;
    if (held.length > 0 && before !== undefined && separator(before, line, rightEdge(lines, i - 1)) !== " ") {
      ordered.push(...held);
      held = [];
    }
    const length = before !== undefined && CAPTION.test(line.text) ? captionLength(lines, i) : 0;
    const after = lines[i + length];
    const runsOn =
      length > 0 &&
      after !== undefined &&
      before !== undefined &&
      /[\p{L}\p{N},-]$/u.test(before.text) &&
      isProse(before) &&
      Math.abs(before.size - after.size) < 0.5 &&
      /^\p{Ll}/u.test(after.text);
    if (runsOn) {
      held.push(...lines.slice(i, i + length));
      ordered.push(after);
      i += length;
    } else ordered.push(line);
  }
  return [...ordered, ...held];
}

/** How many lines a caption has: those that follow it closely in its letter. 0 when it has no end. */
function captionLength(lines: readonly Line[], at: number): number {
  for (let i = at + 1; i < Math.min(lines.length, at + MAX_CAPTION); i += 1) {
    const [before, line] = [lines[i - 1], lines[i]];
    if (before === undefined || line === undefined) return 0;
    const step = line.y - before.y;
    if (step < 0 || step > line.size * 1.6 || Math.abs(line.size - before.size) > 0.5) return i - at;
  }
  return 0;
}
