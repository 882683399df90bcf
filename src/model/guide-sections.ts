/** Where the sentences of a passage stand in their document's outline, and what a slide says that has no sentences. Pure. */
import { isBackMatter } from "../answer/back-matter.ts";
import type { Passage } from "../answer/passage.ts";
import { keyTerms } from "../answer/sentences.ts";
import { asText } from "./extracted-text.ts";
import { isOneOf } from "./guide-sentences.ts";
import type { Unit } from "./units.ts";

const MARKED = /^(#{1,6})\s+(.+)$/su;
/** What stands before the notes of a slide's speaker, whose sentences are told without it (parser/slides.ts). */
const NOTES = /^Speaker notes:/m;
/** So much is told of a slide; a longer line is no line of one. */
const MAX_SLIDE = 260;
const MAX_SLIDE_LINE = 140;
const MAX_SLIDE_TEXT = 900;
const LEAST_TERMS = 3;
/** A line of running text: it ends or begins within a sentence, or ends one. */
const GOES_ON = /[.!?…,;。．！？؟۔।॥、，；]["'”’»)\]」』]*$|^\p{Ll}/u;
/** A line of a program, of a table or of contents, or an address. */
const NO_PROSE = /^\d+\.\d+\.?\d*\s|<-|:=|==|=>|[{}<>\\]|\);?\s*$|^\s*[$>#@]|https?:|@|\d\s+[\d.,]+\s+\d/;

/**
 * The units of a passage that are text, each with the headings above it; a heading within the passage is known by the passage after
 * it, or by its marks. What stands under a heading of contents, references or exercises is left out.
 */
export function sectionOf(passage: Passage | undefined, units: readonly Unit[]): [Unit, readonly string[]][] {
  const { headings = [], headingsAfter = [] } = passage ?? {};
  const placed: [Unit, readonly string[]][] = [];
  let path = headings;
  for (const unit of units) {
    const [, marks, title] = MARKED.exec(unit.text) ?? [];
    if (marks !== undefined && title !== undefined) {
      const name = asText(title);
      if (!isOneOf(name, path)) path = [...path.slice(0, marks.length - 1), name];
    } else if (isOneOf(unit.text, path)) continue;
    else if (path !== headingsAfter && isOneOf(unit.text, headingsAfter)) path = headingsAfter;
    else if (!isBackMatter(path)) placed.push([unit, path]);
  }
  return placed;
}

/**
 * What a slide says below its title, its lines as one; `null` where a passage is none: where it has sentences, or a
 * program or a table. Of a long one its beginning is said.
 */
export function slideOf(passage: Passage | undefined): string | null {
  const { text = "", headings = [] } = passage ?? {};
  if (isBackMatter(headings) || text.length > MAX_SLIDE_TEXT) return null;
  const lines = (text.split(NOTES)[0] ?? "")
    .split("\n")
    .map((line) => asText(line))
    .filter((line) => /\p{L}{2}/u.test(line) && !isOneOf(line, headings));
  const running = lines.filter((line) => GOES_ON.test(line) || line.length > MAX_SLIDE_LINE);
  const others = lines.filter((line) => NO_PROSE.test(line) || 5 * lettersOf(line) < 3 * line.length);
  if (lines.length === 0 || 3 * running.length > lines.length || 3 * others.length > lines.length) return null;
  let said = "";
  for (const line of lines) {
    if (said.length + line.length > MAX_SLIDE) break;
    said += said === "" ? line : ` · ${line}`;
  }
  return keyTerms(said).length < LEAST_TERMS ? null : said;
}

const lettersOf = (text: string) => text.match(/[\p{L}\p{M}\s]/gu)?.length ?? 0;
