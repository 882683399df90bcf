/**
 * Passages that follow each other on a page become one: what goes on is read as it stands, and a place is free for another
 * passage. Pure.
 */
import type { Passage, PassagePart } from "../answer/passage.ts";
import { MAX_REFERENCE_TEXT } from "../protocol.ts";

/**
 * The first `limit` passages of a ranking, each with those of its neighbours that are among them too, as long as both together are
 * no longer than a passage may be. A joined one has the place, the score and the id of its better half.
 */
export function joinNeighbours(ranked: readonly Passage[], limit: number): Passage[] {
  const chosen: Passage[] = [];
  for (const passage of ranked) {
    const at = chosen.findIndex((other) => joined(other, passage) !== null);
    const whole = chosen[at] === undefined ? null : joined(chosen[at], passage);
    if (whole !== null) chosen[at] = whole;
    else if (chosen.length === limit) break;
    else chosen.push(passage);
  }
  return closedUp(chosen);
}

/** What was joined may now touch another one. */
function closedUp(chosen: Passage[]): Passage[] {
  for (let at = 0; at < chosen.length; at++) {
    for (let other = at + 1; other < chosen.length; other++) {
      const [better, worse] = [chosen[at], chosen[other]];
      const whole = better && worse ? joined(better, worse) : null;
      if (whole === null) continue;
      chosen[at] = whole;
      chosen.splice(other, 1);
      other = at;
    }
  }
  return chosen;
}

/** Both as one, with what the better one has; `null` where they do not follow each other, or are too long. */
function joined(better: Passage, other: Passage): Passage | null {
  const { documentId, page } = better;
  if (other.documentId !== documentId || other.page !== page) return null;
  const [before, after] = (better.span?.start ?? 0) < (other.span?.start ?? 0) ? [better, other] : [other, better];
  const [one, two] = [before.span, after.span];
  // A text that was cut to a passage's length is not all of its span.
  if (!one || !two || two.gap === null || one.start + before.text.length + two.gap.length !== two.start) return null;
  const head = before.text + two.gap;
  const text = head + after.text;
  if (text.length > MAX_REFERENCE_TEXT) return null;
  const moved = partsOf(after).map((part) => ({ ...part, end: part.end + head.length }));
  return { ...better, text, span: one, parts: [...partsOf(before), ...moved] };
}

function partsOf({ chunkId, text, parts }: Passage): PassagePart[] {
  return parts ?? [{ chunkId, end: text.length }];
}
