/** A finished run as its answer: what is stored of it, and what is told where no text is kept. Pure. */
import { verifyCitations } from "../answer/verify-citations.ts";
import type { Answer, ChunkReference } from "../protocol.ts";
import type { NewAnswer } from "./records.ts";
import { type Run, referenceTo, usageOf } from "./run-turn.ts";

/** The answer's parts as they are stored. */
export function finishedAnswer(run: Run, status: "complete" | "stopped" | "truncated"): NewAnswer {
  // Only numbers that stand in the text: one that was cut off at the answer's bound does not.
  const order = run.transform.order().slice(0, run.answer.cites.length);
  const cited = order.flatMap((source) => run.passages[source - 1] ?? []);
  const content = run.answer.text;
  const citations = verifyCitations({ content, passages: cited, route: run.route, question: run.question });
  const passages: ChunkReference[] = run.passages.map((passage, i) => {
    const at = order.indexOf(i + 1);
    const citation = at === -1 ? undefined : citations.find(({ number }) => number === at + 1);
    // Of a joined passage the chunk that is quoted: it is the one that must stand for the citation to stand.
    const chunkId = citation?.chunkId ?? passage.chunkId;
    return referenceTo({ ...passage, chunkId }, at === -1 ? null : at + 1);
  });
  return {
    content,
    citations,
    passages,
    about: { status, route: run.route, model: run.modelName, usage: usageOf(run), timings: run.timings },
  };
}

/** The answer of a turn whose text is not kept, as its listeners are told of it; `null` before it has ended with one. */
export function unstoredAnswer(run: Run): Answer | null {
  if (run.finished === null) return null;
  const { content, citations, passages, about } = run.finished;
  const { turnId } = run.turn;
  return {
    ...about,
    id: turnId,
    role: "assistant",
    content,
    createdAt: new Date(run.startedMs + (run.timings.totalMs ?? 0)).toISOString(),
    turnId,
    version: 1,
    versions: 1,
    versionIds: [turnId],
    reaction: null,
    citations,
    chunkReferences: passages,
  };
}
