/** The bibliographic line of a document, out of what it says of itself. Pure. */
import type { Bibliography } from "../parser/parsed.ts";

/** One line as a list of sources has it, or `null` where nothing is known. */
export function referenceLine({ author, title, year }: Bibliography): string | null {
  const parts = [author, title, year].flatMap((part) => part?.replace(/\s+/g, " ").trim() || []);
  return parts.length === 0 ? null : `${parts.join(". ").slice(0, 500)}.`;
}
