/**
 * The answerer that needs no model: it answers with the sentences of the passages that fit the question best, each with its
 * source mark, in the form that the route asks for (M14, M15). It invents nothing; when nothing fits it says so and cites nothing.
 * Written sentence by sentence, so that it streams, stops and is cited like any other model.
 */
import { BULLETS, fold } from "../answer/sentences.ts";
import { failure } from "../failure.ts";
import type { ChatModel, ModelEnd, ModelRequest } from "./chat-model.ts";
import { asName, asQuotation, asText, type Piece } from "./extracted-text.ts";
import { fits, type Ranked, rankSentences, saysTheSame } from "./rank-sentences.ts";
import { studyGuide } from "./study-guide.ts";
import { type Unit, unitsOf } from "./units.ts";

const MAX_SENTENCES = 4;
const MAX_QUOTES = 3;
const MAX_LIST_ITEMS = 8;
/** A further sentence must be nearly as good as the best one, with its surroundings and alone. */
const FURTHER_FIT = 0.75;
const FURTHER_OWN = 0.7;
/** The share of its terms from which on a sentence only repeats another. */
const REPEATS = 0.8;
/** A sentence shorter than this says too little without the next one. */
const SHORT = 25;

export function makeExtractiveModel(): ChatModel {
  return { name: "extractive", answer };
}

async function answer(request: ModelRequest, onText: (text: string) => void): Promise<ModelEnd> {
  const pieces = compose(request);
  // Nothing was put to a model, so nothing of anybody's budget was used.
  const usage = { promptTokens: 0, completionTokens: 0 };
  if (pieces.length === 0) return { ok: false, failure: failure("nothing-found"), usage };
  for (const piece of pieces) {
    // A turn of the event loop between pieces: stops and other answers get their turn.
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (request.signal.aborted) return { ok: false, failure: failure("stopped"), usage };
    onText(typeof piece === "string" ? piece : ` [${piece.cite + 1}]`);
  }
  return { ok: true, status: "complete", usage, model: "extractive" };
}

/** The whole answer, in the pieces in which it is written; none when nothing fits. */
function compose({ route, question, messages, passages }: ModelRequest): Piece[] {
  const units = unitsOf(passages);
  if (route === "generate_study_guide") return studyGuide(question, units, passages);
  const asked = messages.filter((message) => message.role === "user");
  const earlier = route === "follow_up" ? (asked.at(-2)?.content ?? "") : "";
  const about = route === "quote_finding" ? withoutRequest(question) : question;
  const ranked = rankSentences(units, about, earlier);
  const readable = ranked.filter((unit) => !unit.heading);
  if (!fits(readable[0], `${about} ${earlier}`)) return [];
  return route === "quote_finding" ? quotes(readable, passages) : sentences(readable, units);
}

/** The words with which quotes are asked for are not what they are to be about. */
const QUOTE_WORDS =
  /\b(?:verbatim|quot(?:e|es|ation|ations|ed)|cit(?:e|es|ation|ations|ar|as?|azione)|zitat(?:e|en)?|zitier\w*)\b|цитат\p{L}*|引用|引文|原文/giu;

function withoutRequest(question: string): string {
  const about = question.replace(QUOTE_WORDS, " ");
  return /[\p{L}\p{N}]{2}/u.test(about) ? about : question;
}

// ---- general_qa, follow_up ----

function sentences(ranked: readonly Ranked[], units: readonly Unit[]): Piece[] {
  const chosen = choose(ranked, MAX_SENTENCES);
  const pieces: Piece[] = [];
  const written = new Set<string>();
  const used = new Set<Unit>();
  // Passages in the order of their best sentence, the sentences of one in the order of the text.
  for (const [passage, own] of Map.groupBy(chosen, (unit) => unit.passage)) {
    const there = units.filter((unit) => unit.passage === passage);
    let paragraph = "";
    for (const unit of own.toSorted((a, b) => a.at - b.at)) {
      if (used.has(unit)) continue;
      const context = withContext(unit, there);
      for (const one of context.units) used.add(one);
      const [said, ...items] = context.texts.filter((text) => !written.has(fold(text)));
      if (said === undefined) continue;
      for (const text of [said, ...items]) written.add(fold(text));
      pieces.push(paragraph === "" ? separated(pieces, said) : ` ${said}`, { cite: passage });
      paragraph = said;
      for (const [i, item] of items.entries()) pieces.push(`${i === 0 ? "\n" : ""}\n- ${item}`, { cite: passage });
      // What follows a list is a paragraph of its own.
      if (items.length > 0) paragraph = "";
    }
  }
  return pieces;
}

const separated = (pieces: readonly Piece[], text: string) => (pieces.length === 0 ? text : `\n\n${text}`);

/** The best sentence and those that are nearly as good and say something else. */
function choose(ranked: readonly Ranked[], most: number): Ranked[] {
  const [best] = ranked;
  if (best === undefined) return [];
  const chosen: Ranked[] = [];
  for (const unit of ranked) {
    if (chosen.length === most) break;
    const good =
      unit === best ||
      (!unit.partial && unit.fit >= FURTHER_FIT * best.fit && unit.own >= FURTHER_OWN * best.own && unit.own > 0);
    if (good && !chosen.some((other) => saysTheSame(unit, other, REPEATS))) chosen.push(unit);
  }
  return chosen;
}

/**
 * A sentence, with what it needs to be understood: the list that it announces, or the next sentence when it says little. Of a table
 * the rows. `units`: what else was used for it.
 */
function withContext(unit: Unit, there: readonly Unit[]): { texts: string[]; units: Unit[] } {
  const text = asText(unit.text);
  const rows = rowsOf(unit.text);
  if (rows.length > 0) return { texts: rows.slice(0, 1 + MAX_LIST_ITEMS).map(asText), units: [] };
  const following = there.filter((one) => one.at > unit.at);
  const announces = /[:：]$/.test(text);
  if (announces) {
    const end = following.findIndex((one) => one.heading || !isItem(one.text));
    const items = following.slice(0, Math.min(MAX_LIST_ITEMS, end === -1 ? following.length : end));
    if (items.length > 0) return { texts: [text, ...items.map((item) => asText(item.text))], units: items };
  }
  const [next] = following;
  // What a colon announces may be a line of code, which looks like a heading.
  const goesOn = next !== undefined && (!next.heading || (announces && /^[^#].*\p{L}{2}/su.test(next.text)));
  const isUnfinished = announces || /[?？؟]$/.test(text) || (text.length < SHORT && !isItem(unit.text));
  return isUnfinished && goesOn
    ? { texts: [`${text} ${asText(next.text)}`], units: [next] }
    : { texts: [text], units: [] };
}

/** The lines of a table, its head first; none where a text is none: most lines of a table have cells, or numbers. */
function rowsOf(text: string): string[] {
  const lines = text.split("\n").filter((line) => /[\p{L}\p{N}]/u.test(line));
  const cells = lines.filter(
    (line) => line.includes(" | ") || (line.match(/(?<!\S)[\d.,%-]*\d[\d.,%]*(?!\S)/g) ?? []).length > 1,
  );
  return lines.length > 2 && cells.length >= 0.6 * lines.length ? lines : [];
}

const ITEM = new RegExp(`^(?:[${BULLETS}]\\s|\\(?[\\dA-Za-z]{1,3}[.)]\\s)`);
const isItem = (text: string) => ITEM.test(text);

// ---- quote_finding ----

function quotes(ranked: readonly Ranked[], passages: ModelRequest["passages"]): Piece[] {
  return choose(ranked, MAX_QUOTES).flatMap((unit, i): Piece[] => {
    const { documentName = "", page = 1, pageLabel } = passages[unit.passage] ?? {};
    const start = i === 0 ? "> " : "\n\n> ";
    return [
      start + asQuotation(unit.text),
      { cite: unit.passage },
      `\n>\n> — ${asName(documentName)}, p. ${asName(pageLabel ?? String(page))}`,
    ];
  });
}
