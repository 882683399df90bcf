/**
 * LaTeX source as its reader would see it: headings, lists and tables in words, formulas kept between dollar signs, code as
 * it is, comments and layout left out. One walk over the source; macros are not expanded and no file is included.
 */
import { group } from "./latex-source.ts";
import { LatexWalk } from "./latex-walk.ts";
import type { Heading } from "./parsed.ts";
import { Unreadable } from "./unreadable.ts";

const MAX_SOURCE = 5_000_000;

/** Whether a text is LaTeX, by its name or by how it begins. */
export function isLatex(text: string, ending: string, mediaType: string): boolean {
  if (["tex", "ltx", "latex"].includes(ending) || /^(?:text|application)\/(?:x-)?(?:la)?tex\b/i.test(mediaType))
    return true;
  return ending !== "md" && /^\s*(?:%[^\n]*\n\s*)*\\documentclass\b/.test(text.slice(0, 5_000));
}

/** The readable text of a source with `\n` line ends, its title and its headings. Throws `Unreadable` when it is too long. */
export function readLatex(source: string): { text: string; title: string | null; headings: Heading[] } {
  if (source.length > MAX_SOURCE)
    throw new Unreadable("too-large", "This text is too long. Please upload it in parts.");
  const body = source.indexOf("\\begin{document}");
  const titleAt = source.search(/\\title\s*(?:\[[^\]]{0,200}\]\s*)?\{/);
  const rawTitle = titleAt === -1 ? null : group(source, source.indexOf("{", titleAt));
  const title = rawTitle === null ? "" : new LatexWalk(rawTitle.text, 0).run().text.replace(/\s+/g, " ").trim();
  const read = new LatexWalk(source, body === -1 ? 0 : body + "\\begin{document}".length, title).run();
  return { ...read, title: title === "" ? null : title.slice(0, 300).toWellFormed() };
}
