/**
 * Retrieval from the libraries themselves: several classes are asked in parallel, and what they found is ranked as if they
 * were one: with shared document frequencies and cosines, never by the ranks that passages have in their own class (R6).
 */
import type { Passage } from "../answer/passage.ts";
import { failure, ok, type Result } from "../failure.ts";
import type { SearchCall } from "../library/class-library.ts";
import { addFrequencies, type Frequencies } from "../library/rank.ts";
import { type Found, rankFound } from "../library/search.ts";

/** What retrieval asks of one class. */
export type Library = {
  search(p: SearchCall): Promise<Result<Passage[]>>;
  find(p: SearchCall): Promise<Result<Found[]>>;
  frequencies(p: { userId: string; query: string }): Promise<Result<Frequencies>>;
  coverage(p: { userId: string; docId: string | null; limit: number }): Promise<Result<Passage[]>>;
  chunks(p: { userId: string; chunkIds: string[] }): Promise<Result<Passage[]>>;
};

/** The vector of a text; `null` when there is none to be had, or when `signal` ended the wait for it. */
export type Embed = (text: string, signal?: AbortSignal) => Promise<number[] | null>;

/** Where to look. `named`: the user named it, so that its absence is an answer; else it is passed over. */
export type Place = { classId: string; docId: string | null; library: Library };
export type Places = { userId: string; named: boolean; places: Place[] };

/** How long a class that the user did not name is waited for: the others answer without it. */
const UNNAMED_WAIT_MS = 3_000;

/** The passages that fit a text best, the best first. */
export async function similar(
  at: Places,
  embed: Embed | null,
  query: string,
  limit: number,
): Promise<Result<Passage[]>> {
  const [vector, shared] = await Promise.all([
    embed === null ? null : embed(query).catch(() => null),
    at.places.length > 1 ? everywhere(at, ({ library }) => library.frequencies({ userId: at.userId, query })) : null,
  ]);
  if (shared === null) return inOne(at, { query, vector, limit });
  if (!shared.ok) return shared;
  // Those that did not answer once are not waited for again.
  const places = shared.value.map(({ place }) => place);
  const frequencies = addFrequencies(shared.value.map(({ value }) => value));
  const found = await everywhere({ ...at, places }, ({ library, docId }) =>
    library.find({ userId: at.userId, query, docId, limit, vector, frequencies }),
  );
  if (!found.ok) return found;
  return ok(
    rankFound(
      found.value.flatMap(({ value }) => value),
      limit,
    ),
  );
}

/** One class ranks what it finds itself, and sends no more than is wanted. */
async function inOne(
  at: Places,
  p: { query: string; vector: number[] | null; limit: number },
): Promise<Result<Passage[]>> {
  const found = await everywhere(at, ({ library, docId }) => library.search({ userId: at.userId, docId, ...p }));
  return found.ok ? ok(found.value.flatMap(({ value }) => value)) : found;
}

/** Passages spread over all sections of all places, in their order. */
export async function covering(at: Places, limit: number): Promise<Result<Passage[]>> {
  const share = Math.max(1, Math.ceil(limit / Math.max(1, at.places.length)));
  const found = await everywhere(at, ({ library, docId }) =>
    library.coverage({ userId: at.userId, docId, limit: share }),
  );
  return found.ok ? ok(found.value.flatMap(({ value }) => value).slice(0, limit)) : found;
}

/** Passages that are known by their ids, as far as they still exist in these places; in the order asked for. */
export async function known(
  at: Places,
  wanted: readonly { classId: string; chunkId: string }[],
): Promise<Result<Passage[]>> {
  const found = await everywhere(at, ({ classId, library }) => {
    const chunkIds = wanted.filter((each) => each.classId === classId).map((each) => each.chunkId);
    return chunkIds.length === 0 ? Promise.resolve(ok<Passage[]>([])) : library.chunks({ userId: at.userId, chunkIds });
  });
  if (!found.ok) return found;
  const byId = new Map(found.value.flatMap(({ value }) => value.map((passage) => [passage.chunkId, passage])));
  const inScope = (passage: Passage) => at.places.some(({ docId }) => docId === null || docId === passage.documentId);
  return ok(wanted.flatMap(({ chunkId }) => byId.get(chunkId) ?? []).filter(inScope));
}

type Answered<T> = { place: Place; value: T };

/**
 * Asks every place at once; the answers of those that gave one. Classes that the user did not name and that are gone, cannot be
 * reached or are slow are passed over as long as another answers; any other refusal is the answer. Throws when the class that was
 * named, or every one of them, cannot be reached.
 */
async function everywhere<T>(at: Places, ask: (place: Place) => Promise<Result<T>>): Promise<Result<Answered<T>[]>> {
  const replies = await Promise.all(
    at.places.map(async (place) => ({ place, reply: at.named ? await ask(place) : await inTime(ask(place)) })),
  );
  const answered: Answered<T>[] = [];
  const unreached: unknown[] = [];
  for (const { place, reply } of replies) {
    if ("error" in reply) unreached.push(reply.error);
    else if (reply.ok) answered.push({ place, value: reply.value });
    else if (at.named || reply.failure.code !== "not-found")
      return { ok: false, failure: failure(reply.failure.code, reply.failure.error) };
  }
  if (unreached.length > 0) {
    if (answered.length === 0) throw unreached[0];
    console.warn(
      JSON.stringify({ event: "classes-passed-over", count: unreached.length, error: String(unreached[0]) }),
    );
  }
  return ok(answered);
}

async function inTime<T>(answer: Promise<Result<T>>): Promise<Result<T> | { error: unknown }> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<{ error: unknown }>((resolve) => {
    timer = setTimeout(() => resolve({ error: "no answer in time" }), UNNAMED_WAIT_MS);
  });
  try {
    return await Promise.race([answer.catch((error: unknown) => ({ error })), late]);
  } finally {
    clearTimeout(timer);
  }
}
