/** What a slide of any presentation becomes: a page with its title as the heading, then its words, then the notes. */
import { Blocks } from "./blocks.ts";
import type { ParsedPage } from "./parsed.ts";
import { Unreadable } from "./unreadable.ts";

export const MAX_SLIDES = 5_000;
/** What stands before the notes of a slide's speaker. */
export const NOTES = "Speaker notes:";
const MAX_PAGE_TEXT = 200_000;

export const tooManySlides = () =>
  new Unreadable("too-large", `This presentation has more than ${MAX_SLIDES} slides. Please upload it in parts.`);

/** One slide; a slide of pictures alone is a page without text, so that the others keep their numbers. */
export function slidePage(
  page: number,
  slide: { titles: readonly string[]; body: readonly string[]; notes: readonly string[] },
): ParsedPage {
  const blocks = new Blocks();
  for (const title of slide.titles) blocks.heading(title, 1);
  for (const text of slide.body) blocks.add(text);
  const notes = slide.notes.filter((note) => note.trim() !== "");
  if (notes.length > 0) blocks.add(`${NOTES}\n${notes.join("\n")}`);
  const { text, headings } = blocks.end();
  return {
    page,
    text: text.slice(0, MAX_PAGE_TEXT).toWellFormed(),
    headings: headings.filter((h) => h.start < MAX_PAGE_TEXT),
  };
}
