/**
 * The study guide that needs no model, as one would print it: the terms that the documents define, then document by document and section
 * by section, in their order, the few sentences that say most (C40 to C43). Each is the document's own, with its mark; nothing is said
 * twice, and a guide has a bounded length. Pure.
 */
import type { Passage } from "../answer/passage.ts";
import { fold } from "../answer/sentences.ts";
import { asName, asText, type Piece } from "./extracted-text.ts";
import { sectionOf, slideOf } from "./guide-sections.ts";
import { type GuideSentence, guideSentences } from "./guide-sentences.ts";
import { keyTermsTitle } from "./guide-words.ts";
import { saysTheSame } from "./rank-sentences.ts";
import type { Unit } from "./units.ts";

/** Sentences of a guide, and of one passage of it. */
const MAX_LINES = 80;
const MAX_OF_A_PASSAGE = 3;
/** Terms at its beginning; fewer than the least stay where they are. */
const MAX_TERMS = 12;
const LEAST_TERMS = 3;
/** The share of its terms from which on a sentence repeats another. */
const REPEATS = 0.6;
/** Levels of headings that are told below a document's name. */
const MAX_LEVELS = 3;

/** The guide, in the pieces in which it is written; none where the passages hold nothing to say. */
export function studyGuide(question: string, units: readonly Unit[], passages: readonly Passage[]): Piece[] {
  const order = inOrder(passages);
  const placed = new Map(order.flatMap((at) => sectionOf(passages[at], ofPassage(units, at))));
  const headingsOf = (unit: Unit) => placed.get(unit) ?? [];
  const readable = units.filter((unit) => placed.has(unit));
  const all = guideSentences(readable, headingsOf);
  const chosen = choose(all, passages.length);
  const terms = definedTerms(chosen, all);
  const pieces: Piece[] = [];
  if (terms.length >= LEAST_TERMS) {
    pieces.push(`## ${keyTermsTitle(question)}\n`);
    for (const one of terms) pieces.push(...line(one));
    for (const one of terms) chosen.delete(one);
  }
  // What has sentences is no slide; the speaker's notes are beside it.
  const sayingOf = new Set(all.flatMap(({ unit, noted }) => (noted ? [] : [unit.passage])));
  const outline = new Outline(pieces);
  for (const [, own] of Map.groupBy(order, (at) => passages[at]?.documentId ?? "")) {
    const root = commonRoot(own.map((at) => passages[at]));
    outline.document(passages[own[0] ?? 0]?.documentName ?? "");
    for (const at of own) {
      const slide = sayingOf.has(at) ? null : slideOf(passages[at]);
      if (slide !== null) outline.add((passages[at]?.headings ?? []).slice(root), [`\n- ${slide}`, { cite: at }]);
      const lines = [...chosen].filter(({ unit }) => unit.passage === at);
      for (const one of lines.sort((a, b) => a.unit.at - b.unit.at))
        outline.add(headingsOf(one.unit).slice(root), line(one));
    }
  }
  return outline.isEmpty && terms.length < LEAST_TERMS ? [] : pieces;
}

const ofPassage = (units: readonly Unit[], at: number) => units.filter(({ passage }) => passage === at);

/** The passages by documents, and those of one in the order of its text. */
function inOrder(passages: readonly Passage[]): number[] {
  const documents = [...new Set(passages.map(({ documentId }) => documentId))];
  const placeOf = ({ documentId, page, span }: Passage) => [documents.indexOf(documentId), page, span?.start ?? 0];
  return passages
    .map((passage, at) => ({ at, place: placeOf(passage) }))
    .sort((a, b) => {
      const differs = a.place.findIndex((value, i) => value !== b.place[i]);
      return differs < 0 ? a.at - b.at : (a.place[differs] ?? 0) - (b.place[differs] ?? 0);
    })
    .map(({ at }) => at);
}

/** The best sentences, as many of each passage as there is room for, none that repeats another. */
function choose(all: readonly GuideSentence[], passages: number): Set<GuideSentence> {
  const each = Math.min(MAX_OF_A_PASSAGE, Math.max(1, Math.floor(MAX_LINES / Math.max(1, passages))));
  const taken = new Map<number, number>();
  const chosen: GuideSentence[] = [];
  for (const one of all.toSorted((a, b) => b.worth - a.worth)) {
    const count = taken.get(one.unit.passage) ?? 0;
    if (count === each || chosen.some((other) => saysTheSame(one.unit, other.unit, REPEATS))) continue;
    taken.set(one.unit.passage, count + 1);
    chosen.push(one);
  }
  return new Set(chosen);
}

/** Sentences that define a term, each term once, in the order of the text; never the only one of its passage. */
function definedTerms(chosen: ReadonlySet<GuideSentence>, all: readonly GuideSentence[]): GuideSentence[] {
  const left = new Map<number, number>();
  for (const { unit } of chosen) left.set(unit.passage, (left.get(unit.passage) ?? 0) + 1);
  const terms = new Map<string, GuideSentence>();
  for (const one of [...chosen].sort((a, b) => b.worth - a.worth)) {
    const others = (left.get(one.unit.passage) ?? 0) - 1;
    if (one.term === null || others < 1 || terms.has(fold(one.term)) || terms.size === MAX_TERMS) continue;
    left.set(one.unit.passage, others);
    terms.set(fold(one.term), one);
  }
  return all.filter((one) => terms.get(fold(one.term ?? "")) === one);
}

/** A sentence as a line of its own; a term that it defines stands out. */
function line({ unit, text, term }: GuideSentence): Piece[] {
  const at = term === null ? -1 : text.indexOf(term);
  const isMarked = at < 0 || term === null || /[*_]/.test(text.slice(Math.max(0, at - 1), at + term.length + 1));
  const shown = isMarked ? text : `${text.slice(0, at)}**${term}**${text.slice(at + term.length)}`;
  return [`\n- ${shown}`, { cite: unit.passage }];
}

/** How many headings all of a document has in common: they name the document. */
function commonRoot(passages: readonly (Passage | undefined)[]): number {
  const [first] = passages;
  const path = first?.headings ?? [];
  const shared = path.findIndex((title, depth) => passages.some((one) => one?.headings?.[depth] !== title));
  return passages.length < 2 ? 0 : shared < 0 ? path.length : shared;
}

/** Writes headings when something comes below them, each once, and parts lists from what is above them. */
class Outline {
  readonly #pieces: Piece[];
  #document = "";
  #path: readonly string[] = [];
  #started = false;
  isEmpty = true;

  constructor(pieces: Piece[]) {
    this.#pieces = pieces;
  }

  document(name: string): void {
    this.#document = asName(name);
    this.#path = [];
    this.#started = false;
  }

  add(headings: readonly string[], pieces: readonly Piece[]): void {
    const path = shownPath(headings);
    const kept = path.findIndex((title, depth) => title !== this.#path[depth]);
    const fresh = kept < 0 ? [] : path.slice(kept);
    const titles = fresh.map((title, i) => `${"#".repeat(3 + kept + i)} ${title}`);
    const left = kept < 0 && path.length < this.#path.length;
    if (!this.#started) titles.unshift(`## ${this.#document}`);
    // A heading that stands already cannot be gone back to: what belongs to it goes on below.
    if (titles.length > 0) this.#pieces.push(`${this.#pieces.length === 0 ? "" : "\n\n"}${titles.join("\n\n")}\n`);
    else if (left) this.#pieces.push("\n");
    this.#path = path;
    this.#started = true;
    this.isEmpty = false;
    this.#pieces.push(...pieces);
  }
}

/** The headings as they are told: none that repeats the one above it, no more than there are levels for. */
function shownPath(headings: readonly string[]): string[] {
  const shown: string[] = [];
  for (const heading of headings) {
    const title = asName(asText(heading.slice(0, 160)));
    const bare = (text: string) => fold(text).replace(/\p{N}/gu, "");
    if (title !== "" && bare(title) !== bare(shown.at(-1) ?? "\0")) shown.push(title);
  }
  return shown.slice(0, MAX_LEVELS);
}
