/**
 * The passages for a question, by the route that it takes: what is similar to it, what is similar to it and the turn before,
 * or a spread over everything for a study guide. One function for turns, drafts and the search endpoint. Never throws.
 */
import type { Passage } from "../answer/passage.ts";
import { ok, type Result, refuse } from "../failure.ts";
import { queryTerms } from "../library/question.ts";
import { fusePassages } from "../library/search.ts";
import type { Class, Route } from "../protocol.ts";
import { covering, type Embed, known, type Library, type Places, similar } from "./embedded.ts";
import { joinNeighbours } from "./join-neighbours.ts";

/** Passages for an answer, and for a study guide. */
export const MAX_PASSAGES = 8;
export const MAX_COVERAGE = 16;
/** What no model has to read costs no tokens, and may be more. */
export const WIDE_COVERAGE = 40;
/** How long a question waits for its vector. */
const EMBED_WAIT_MS = 3_000;
/** Passages that are ranked for each that is wanted. */
const SPARE = 2;
/**
 * A follow-up's three lists: first places count, so that a subject that is named comes before what was talked of, and what the last answer
 * was made of by half, so that it decides where nothing is named (docs/decisions/0010-ranking.md).
 */
const FOLLOW_UP = { k: 2, weights: [1, 1, 0.5] };
/** Classes that a question without a class is asked of, the last used first. */
const MAX_CLASSES = 8;

export type RetrievalDeps = {
  library(classId: string): Library;
  recentClasses(userId: string): Promise<Result<Class[]>>;
  /** One text's vector, `null` when there is none to be had; `null` itself where embeddings are not configured. */
  embed: Embed | null;
  /** Passages for a study guide, where not as many as a model is given. */
  coverage?: number;
};

export type RetrievalAsk = {
  userId: string;
  /** `null`: all the user's classes, as far as they were used lately. */
  scope: { classId: string; docId: string | null } | null;
  route: Route;
  question: string;
  /** The turn before, for a follow-up. */
  previous: { question: string; passages: { classId: string; chunkId: string }[] } | null;
  limit?: number;
  /** Ends the looking early: nobody wants to know any more. */
  signal?: AbortSignal;
};

/**
 * Passages, the best first (of a study guide: in the order of the documents); none where nothing fits or nothing is there.
 * Refusals: `not-found` for a named class or document that is not the user's, `retrieval-failed`.
 */
export async function retrieve(deps: RetrievalDeps, ask: RetrievalAsk): Promise<Result<Passage[]>> {
  try {
    const at = await placesOf(deps, ask);
    if (ask.signal?.aborted) return refuse("stopped");
    if (!at.ok) return at;
    if (at.value.places.length === 0) return ok([]);
    switch (ask.route) {
      case "generate_study_guide":
        return await forStudyGuide(at.value, vectorOf(deps, ask), { ...ask, limit: ask.limit ?? deps.coverage });
      case "follow_up":
        return await forFollowUp(at.value, vectorOf(deps, ask), ask);
      case "general_qa":
      case "quote_finding":
        return await forQuestion(at.value, vectorOf(deps, ask), ask);
    }
  } catch (error) {
    return refuse("retrieval-failed", undefined, { reason: String(error) });
  }
}

/** Vectors for as long as they are wanted and worth waiting for; without them words alone decide. */
function vectorOf({ embed }: RetrievalDeps, { signal }: RetrievalAsk): Embed | null {
  if (embed === null) return null;
  return (text) => {
    const late = AbortSignal.timeout(EMBED_WAIT_MS);
    return embed(text, signal === undefined ? late : AbortSignal.any([signal, late]));
  };
}

async function placesOf(deps: RetrievalDeps, { userId, scope }: RetrievalAsk): Promise<Result<Places>> {
  if (scope !== null) return ok({ userId, named: true, places: [{ ...scope, library: deps.library(scope.classId) }] });
  const recent = await deps.recentClasses(userId);
  if (!recent.ok) return { ok: false, failure: recent.failure };
  const places = recent.value
    .slice(0, MAX_CLASSES)
    .map(({ id }) => ({ classId: id, docId: null, library: deps.library(id) }));
  return ok({ userId, named: false, places });
}

/** More than are wanted are looked at, since neighbours become one. */
async function forQuestion(at: Places, embed: Embed | null, ask: RetrievalAsk): Promise<Result<Passage[]>> {
  const limit = ask.limit ?? MAX_PASSAGES;
  const found = await similar(at, embed, ask.question, SPARE * limit);
  return found.ok ? ok(joinNeighbours(found.value, limit)) : found;
}

/** What the question means with the turn before, what it says alone, and what the last answer was made of: all stay in the running. */
async function forFollowUp(at: Places, embed: Embed | null, ask: RetrievalAsk): Promise<Result<Passage[]>> {
  const limit = ask.limit ?? MAX_PASSAGES;
  if (ask.previous === null) return forQuestion(at, embed, ask);
  const { question, passages } = ask.previous;
  const replies = await Promise.all([
    similar(at, embed, `${question}\n${ask.question}`, SPARE * limit),
    similar(at, embed, ask.question, SPARE * limit),
    known(at, passages),
  ]);
  const lists: Passage[][] = [];
  for (const reply of replies) {
    if (!reply.ok) return reply;
    lists.push(reply.value);
  }
  return ok(
    joinNeighbours(
      fusePassages(lists, FOLLOW_UP).map(({ passage, score }) => ({ ...passage, score })),
      limit,
    ),
  );
}

/** Everything, and where the question names a subject, as much again about that. */
async function forStudyGuide(at: Places, embed: Embed | null, ask: RetrievalAsk): Promise<Result<Passage[]>> {
  const limit = ask.limit ?? MAX_COVERAGE;
  const subject = queryTerms(ask.question).filter((term) => !ABOUT_GUIDES.has(term));
  if (subject.length === 0) return covering(at, limit);
  const [about, all] = await Promise.all([similar(at, embed, subject.join(" "), limit / 2), covering(at, limit)]);
  if (!about.ok) return about;
  if (!all.ok) return all;
  const chosen = new Map(about.value.map((passage) => [passage.chunkId, passage]));
  for (const passage of all.value) if (chosen.size < limit) chosen.set(passage.chunkId, passage);
  return ok([...chosen.values()]);
}

/** Words that ask for a guide and name no subject, as queryTerms sees them. */
const ABOUT_GUIDES: ReadonlySet<string> = new Set(
  queryTerms(
    "study guide guides summary summarise summarize overview outline notes lecture exam test quiz revision review course class material document create write generate prepare key points topics main important whole entire " +
      "lernzettel zusammenfassung uberblick prufung lernhilfe kapitel guia estudio resumen examen guide etude resume revision",
  ),
);
