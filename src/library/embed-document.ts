/**
 * The vectors of a document, a batch a step: one await, then one transaction if the document is still where the step began.
 * No document waits for them: where they cannot be had, or the model's minute is spent, it is found by its words meanwhile.
 */
import { estimateTokens } from "../answer/fit-context.ts";
import { backoffMs } from "../due.ts";
import type { Result } from "../failure.ts";
import { type Embedder, quantize } from "../model/embed.ts";
import type { DocumentRow } from "./document.ts";
import { becomeReady } from "./document-ends.ts";
import type { IngestDeps } from "./ingest.ts";

/** Chunks whose vectors one step asks for. */
const CHUNKS_A_BATCH = 64;
/** Tries for vectors, which come after the document is ready when the first one fails. */
const MAX_VECTOR_TRIES = 12;

/** Asks for the vectors of the next chunks and stores them. */
export async function embedBatch(deps: IngestDeps, row: DocumentRow): Promise<void> {
  const { embedder } = deps;
  if (embedder === null) return readyByWords(deps, row, null);
  // Vectors of another model are of no use to this one: all are made again.
  const from = row.vector_model === null || row.vector_model === embedder.name ? row.embedded : 0;
  const { texts, tokens } = batchOf(deps.index.texts(row.seq, from, Math.min(row.chunks, from + CHUNKS_A_BATCH)), deps);
  const place = await deps.reserve(tokens);
  // Its words are found meanwhile: no document waits for the minute's tokens.
  if (!place.granted) return readyByWords(deps, row, deps.now() + place.retryAfterMs);
  const tries = deps.transact(() => deps.store.countTry(row.seq));
  const vectors = await attempt(embedder, texts);
  if (!vectors.ok) {
    place.giveBack();
    const reason = vectors.failure.reason ?? vectors.failure.code;
    console.warn(JSON.stringify({ event: "embedding-failed", docId: row.id, from, tries, reason }));
    return readyByWords(deps, row, tries < MAX_VECTOR_TRIES ? deps.now() + backoffMs(tries, deps.random()) : null);
  }
  deps.transact(() => {
    const now = deps.store.at(row.seq);
    if (now?.id !== row.id || now.state !== row.state || now.embedded !== row.embedded) return;
    if (from === 0) deps.index.dropVectors(row.seq);
    deps.index.addVectors(row.seq, from, vectors.value.map(quantize));
    const embedded = from + vectors.value.length;
    deps.store.noteEmbedded(row.id, embedded, embedder.name);
    const isLast = embedded >= row.chunks;
    if (row.state === "embedding" && isLast) return becomeReady(deps, { ...now, embedded }, null);
    if (row.state === "embedding") deps.announce(row.replaces ?? row.id);
    deps.plan(row.id, isLast ? null : deps.next());
  });
}

/** As many of the texts as the minute's tokens may ever hold, at least one, with the headings above them. */
function batchOf(
  chunks: readonly { headings: string; text: string }[],
  { mostTokens }: IngestDeps,
): { texts: string[]; tokens: number } {
  const texts: string[] = [];
  let tokens = 0;
  for (const { headings, text } of chunks) {
    const whole = headings === "" ? text : `${headings}\n\n${text}`;
    const more = estimateTokens(whole);
    if (texts.length > 0 && tokens + more > mostTokens) break;
    texts.push(whole);
    tokens += more;
  }
  return { texts, tokens: Math.min(tokens, mostTokens) };
}

async function attempt(embedder: Embedder, texts: string[]): Promise<Result<Float32Array[]>> {
  const result = await embedder.embed(texts);
  if (result.ok && result.value.length !== texts.length) {
    return {
      ok: false,
      failure: { code: "model-failed", error: "", reason: "another number of vectors than of texts" },
    };
  }
  return result;
}

/** Found by its words from now on; its vectors may follow at `again`. */
function readyByWords(deps: IngestDeps, row: DocumentRow, again: number | null): void {
  deps.transact(() => {
    const now = deps.store.at(row.seq);
    if (now?.id !== row.id || (now.state !== "embedding" && now.state !== "ready")) return;
    if (now.state === "embedding") becomeReady(deps, now, again);
    else deps.plan(now.id, again);
    deps.store.setTries(row.seq, now.tries);
  });
}
