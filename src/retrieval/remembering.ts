/** Vectors of the questions that were asked last in one place: a retry, or an edit that changes nothing, embeds nothing again. */
import type { Embed } from "./embedded.ts";

const MOST = 16;

/** The same as `embed`, but for texts whose vectors it still knows. */
export function remembering(embed: Embed): Embed {
  const known = new Map<string, number[]>();
  return async (text, signal) => {
    const remembered = known.get(text);
    if (remembered !== undefined) return remembered;
    const vector = await embed(text, signal);
    if (vector === null) return null;
    known.set(text, vector);
    for (const oldest of known.keys()) {
      if (known.size <= MOST) break;
      known.delete(oldest);
    }
    return vector;
  };
}
