/**
 * What a document says of itself: its title, its authors, its year, out of fields that programs fill as they like. What says
 * nothing ("Microsoft Word - draft.doc", "user") is taken for nothing. Pure.
 */
import type { Bibliography } from "./parsed.ts";

const MAX_TITLE = 300;
const MAX_AUTHOR = 500;

const EMPTY_TITLE =
  /^(?:microsoft (?:word|powerpoint|excel|office) - .*|untitled[\s\p{N}_-]*|no ?title|title|document ?\d*|dokument ?\d*|presentation ?\d*|powerpoint[ -]pr[aeäé]sentation|slide ?\d*|folie ?\d*|blank(?: page| document| presentation)?|scan(?:ned)?[\s\p{N}_-]*(?:document|image)?|img.?\d+|page ?\d*|(?:la)?tex (?:with|output).*|new document|.*\.(?:docx?|pptx?|xlsx?|tex|dvi|pdf|ps|indd|qxd|rtf|od[tps]|md|txt|html?|key|pages)|[a-z]:[\\/].*|https?:.*|[\p{N}\p{P}\p{S}\s]*)$/isu;

const EMPTY_AUTHOR =
  /^(?:(?:the )?(?:user|users|admin|administrator|owner|author|authors|unknown|anonymous|root|default|none|n\/?a|pc|home|hp|dell|lenovo|asus|acer|toshiba|microsoft|windows|office|creator|student|guest|test|me)(?: (?:user|office|corporation|\d+))?|.*[@\\<>].*|[\p{N}\p{P}\p{S}\s]*)$/isu;

const oneLine = (text: string | null | undefined, most: number): string =>
  (text ?? "")
    .slice(0, most * 4)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim()
    .slice(0, most)
    .toWellFormed();

/** A title, or `null` for what is none. */
export function titleIn(text: string | null | undefined): string | null {
  const title = oneLine(text, MAX_TITLE);
  return EMPTY_TITLE.test(title) ? null : title;
}

/** Authors as they are listed, with commas between; `null` for what names nobody. */
export function authorIn(text: string | null | undefined): string | null {
  const listed = oneLine(text, MAX_AUTHOR).replace(/\s*<[^<>]*@[^<>]*>/g, "");
  const names = listed.split(/\s*;\s*|\s*,?\s+(?:and|und|et)\s+(?=\p{Lu})/u).filter((name) => !EMPTY_AUTHOR.test(name));
  if (names.length === 0) return null;
  // "Villemot, Sébastien and Bastani, Houtan": commas are within the names.
  const isTurned =
    names.length > 1 && names.some((name) => /^\S+, \S+$|^[^,]+, [^,]+$/.test(name) && !/\s\S+,/.test(name));
  return names.join(isTurned ? "; " : ", ");
}

/** A year of the age of print, the first in a text; `null` where there is none. */
export function yearIn(text: string | null | undefined): string | null {
  return /(?<!\d)(?:1[5-9]\d\d|20\d\d)(?!\d)/.exec((text ?? "").slice(0, 200))?.[0] ?? null;
}

/** Fields as they were found; `undefined` when nothing in them says anything. */
export function bibliographyOf(found: { [field in keyof Bibliography]?: string | null }): Bibliography | undefined {
  const said = { author: authorIn(found.author), title: titleIn(found.title), year: yearIn(found.year) };
  return said.author === null && said.title === null && said.year === null ? undefined : said;
}
