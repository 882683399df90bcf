/**
 * LaTeX source as its reader would see it: headings, lists and tables in words, formulas kept between dollar signs, code as
 * it is, comments and layout left out. One walk over the source; macros are not expanded and no file is included.
 */
import { group } from "./latex-source.ts";
import { LatexWalk } from "./latex-walk.ts";
import type { Properties } from "./ooxml.ts";
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
export function readLatex(source: string): {
  text: string;
  title: string | null;
  said: Properties;
  headings: Heading[];
} {
  if (source.length > MAX_SOURCE)
    throw new Unreadable("too-large", "This text is too long. Please upload it in parts.");
  const body = source.indexOf("\\begin{document}");
  const shown = shownBy(argumentOf(source, "title"));
  const title = shown === "" ? null : shown.slice(0, 300).toWellFormed();
  const read = new LatexWalk(source, body === -1 ? 0 : body + "\\begin{document}".length, shown).run();
  // Of each author the name alone: what follows it on a line of its own is where they work.
  const authors = argumentOf(source, "author")
    .slice(0, MAX_AUTHORS)
    .split(/\\and(?![A-Za-z])/i)
    .map((author) => shownBy(withoutNotes(author.split(/\\\\|\n\s*\n/)[0] ?? "")));
  const said = {
    title,
    author: authors.filter((author) => author !== "").join(", ") || null,
    year: argumentOf(source, "date"),
  };
  return { ...read, title, said };
}

const MAX_AUTHORS = 5_000;

/** What a command of the preamble is given, e.g. that of `\\title{…}`; empty when it is not there. */
function argumentOf(source: string, command: string): string {
  const at = source.search(new RegExp(`\\\\${command}\\s*(?:\\[[^\\]]{0,200}\\]\\s*)?\\{`));
  return at === -1 ? "" : (group(source, source.indexOf("{", at))?.text ?? "");
}

const shownBy = (source: string) =>
  source === "" ? "" : new LatexWalk(source, 0).run().text.replace(/\s+/g, " ").trim();

const withoutNotes = (author: string) =>
  author.replace(/\\(?:thanks|inst|footnote|textsuperscript|email|orcid\w*)\s*\{[^{}]*\}/g, "");
