/**
 * What an answer claims, and on whose authority: its sentences with the numbers that stand at them.
 * A mark supports the part of its sentence that it ends; one behind a full stop belongs to the sentence before it.
 */
import { type Mark, marksOf } from "./citations.ts";
import { numbersIn } from "./evidence.ts";
import { denies } from "./negation.ts";
import { partsOf, type Quotation, quotationsOf } from "./quotations.ts";
import { fold, keyTerms, sentencesOf } from "./sentences.ts";
import { likelyLanguages } from "./stop-words.ts";

/** A piece of the answer as it is compared with passages: everything folded. */
export type Statement = {
  folded: string;
  /** Without numbers, which are compared by themselves. */
  terms: string[];
  /** The digits of the numbers it asserts. */
  numbers: string[];
  /** Those of the terms that are names. */
  names: string[];
  denies: boolean;
  /** What it puts in quotation marks, each as its parts between omissions. */
  quotations: string[][];
};

/** Numbers that stand side by side, the part of the sentence that they end, and the sentence. */
export type Claim = { numbers: Set<number>; part: Statement; sentence: Statement };

type Span = { start: number; end: number };

/** A part of a sentence with fewer key terms says too little to be judged without the rest. */
const LEAST_TERMS = 2;
/** Bounds that keep the work linear whatever a model writes. */
const MAX_SPAN = 4_000;
const MAX_TERMS = 200;
const MAX_QUOTATIONS = 20;
const LIST_MARKER = /^\s*(?:[-*+>|]\s*)*(?:\p{Nd}{1,3}[.)]\s)?/u;

/** The claims of a finished answer, in order, of marks with a number up to `most`. */
export function claimsOf(content: string, most: number): Claim[] {
  const marks = marksOf(content).filter((mark) => mark.number <= most);
  if (marks.length === 0) return [];
  const plain = blanked(content, marks);
  const quotations = quotationsOf(plain);
  const spans = spansOf(plain, quotations);
  const bySpan = new Map<number, Mark[]>();
  for (const [mark, at] of placed(marks, spans, plain)) {
    const own = bySpan.get(at);
    if (own) own.push(mark);
    else bySpan.set(at, [mark]);
  }
  const claims: Claim[] = [];
  let quotation = 0;
  for (const [at, own] of bySpan) {
    const span = spans[at] ?? { start: 0, end: plain.length };
    while (quotation < quotations.length && (quotations[quotation]?.end ?? 0) <= span.start) quotation++;
    const inside: Quotation[] = [];
    for (let i = quotation; i < quotations.length; i++) {
      const one = quotations[i];
      if (!one || one.start >= span.end) break;
      inside.push(one);
    }
    addClaims({ plain, span, before: spans[at - 1], marks: own, quotations: inside }, claims);
  }
  return claims;
}

/** The same text with spaces for the marks: offsets stay, and sentence breaking sees none of them. */
function blanked(content: string, marks: readonly Mark[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end } of marks) {
    pieces.push(content.slice(from, start), " ".repeat(end - start));
    from = end;
  }
  pieces.push(content.slice(from));
  return pieces.join("");
}

/** Sentences; those that one quotation spans are taken together. */
function spansOf(plain: string, quotations: readonly Quotation[]): Span[] {
  const spans: Span[] = [];
  let quotation = 0;
  for (const { start, end } of sentencesOf(plain)) {
    while (quotation < quotations.length && (quotations[quotation]?.end ?? 0) <= start) quotation++;
    const last = spans.at(-1);
    const spanning = quotations[quotation];
    if (last && spanning && spanning.start < last.end && end - last.start <= MAX_SPAN) last.end = end;
    else spans.push({ start, end });
  }
  return spans;
}

/** Each mark with the index of its sentence: the last that began before it, or the next one when the mark begins its line. */
function placed(marks: readonly Mark[], spans: readonly Span[], plain: string): [Mark, number][] {
  let at = 0;
  let lineStart = 0;
  let lineEnd = -1;
  return marks.map((mark) => {
    while ((spans[at + 1]?.start ?? plain.length) <= mark.start) at++;
    while (lineEnd < mark.start) {
      lineStart = lineEnd + 1;
      const newline = plain.indexOf("\n", lineStart);
      lineEnd = newline === -1 ? plain.length : newline;
    }
    const own = spans[at];
    const next = spans[at + 1];
    const leads = own !== undefined && own.end <= lineStart && next !== undefined && next.start < lineEnd;
    return [mark, leads ? at + 1 : at];
  });
}

type Sentence = { plain: string; span: Span; before: Span | undefined; marks: Mark[]; quotations: Quotation[] };

function addClaims({ plain, span, before, marks, quotations }: Sentence, claims: Claim[]): void {
  let sentence = statementOf(plain, span, quotations);
  // "Yes." says nothing by itself; what it confirms stands before it.
  if (sentence.terms.length === 0 && before)
    sentence = statementOf(plain, { start: before.start, end: span.end }, quotations);
  let from = span.start;
  for (let first = 0; first < marks.length; ) {
    const numbers = new Set<number>();
    const start = marks[first]?.start ?? from;
    let end = start;
    for (let mark = marks[first]; mark && plain.slice(end, mark.start).trim() === ""; mark = marks[++first]) {
      numbers.add(mark.number);
      end = mark.end;
    }
    const part = start > from ? statementOf(plain, { start: from, end: start }, quotations) : sentence;
    claims.push({
      numbers,
      part: part.terms.length < LEAST_TERMS && part.quotations.length === 0 ? sentence : part,
      sentence,
    });
    from = end;
  }
}

function statementOf(plain: string, { start, end }: Span, quotations: readonly Quotation[]): Statement {
  const text = plain.slice(start, end);
  return {
    folded: fold(text.replace(LIST_MARKER, "")),
    terms: keyTerms(text)
      .filter((term) => !/^\p{Nd}+$/u.test(term))
      .slice(0, MAX_TERMS),
    names: namesIn(text),
    denies: denies(text),
    numbers: numbersIn(text),
    quotations: quotations
      .filter((quotation) => quotation.end > start && quotation.end <= end)
      .slice(0, MAX_QUOTATIONS)
      .map((quotation) =>
        partsOf(plain.slice(quotation.start, quotation.end))
          .map(fold)
          .filter((part) => part !== ""),
      )
      .filter((parts) => parts.length > 0),
  };
}

const WORD = /\p{L}[\p{L}\p{M}'’-]*/gu;
const CAPITAL = /^\p{Lu}/u;
const MAX_NAMES = 40;

/**
 * The key terms of words with a capital, the first word's only where the second has one too ("Walther Flemming"). None where capitals tell nothing: in German, whose nouns
 * all have one, and where most words have one.
 */
function namesIn(text: string): string[] {
  const words = text.normalize("NFKC").match(WORD)?.slice(0, MAX_TERMS) ?? [];
  const [first = "", ...rest] = words;
  const capital = rest.filter((word) => CAPITAL.test(word));
  if (CAPITAL.test(first) && CAPITAL.test(rest[0] ?? "")) capital.push(first);
  if (capital.length === 0 || capital.length > 0.6 * rest.length) return [];
  if (likelyLanguages(words.map((word) => word.toLowerCase())).has("de")) return [];
  return [...new Set(capital.flatMap(keyTerms))].slice(0, MAX_NAMES);
}
