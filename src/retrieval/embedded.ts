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
  find(p: SearchCall): Promise<Result<Found[]>>;
  frequencies(p: { userId: string; query: string }): Promise<Result<Frequencies>>;
  coverage(p: { userId: string; docId: string | null; limit: number }): Promise<Result<Passage[]>>;
  chunks(p: { userId: string; chunkIds: string[] }): Promise<Result<Passage[]>>;
};

export type Embed = (text: string) => Promise<number[] | null>;

/** Where to look. `named`: the user named it, so that its absence is an answer; else it is passed over. */
export type Place = { classId: string; docId: string | null; library: Library };
export type Places = { userId: string; named: boolean; places: Place[] };

/** The passages that fit a text best, the best first. */
export async function similar(
  at: Places,
  embed: Embed | null,
  query: string,
  limit: number,
): Promise<Result<Passage[]>> {
  const { userId } = at;
  const [vector, frequencies] = await Promise.all([
    embed === null ? null : embed(query).catch(() => null),
    at.places.length > 1 ? sharedFrequencies(at, query) : null,
  ]);
  const found = await everywhere(at, ({ library, docId }) =>
    library.find({ userId, query, docId, limit, vector, frequencies }),
  );
  return found.ok ? ok(rankFound(found.value.flat(), limit)) : found;
}

async function sharedFrequencies(at: Places, query: string): Promise<Frequencies | null> {
  const all = await everywhere(at, ({ library }) => library.frequencies({ userId: at.userId, query }));
  return all.ok ? addFrequencies(all.value) : null;
}

/** Passages spread over all sections of all places, in their order. */
export async function covering(at: Places, limit: number): Promise<Result<Passage[]>> {
  const share = Math.max(1, Math.ceil(limit / Math.max(1, at.places.length)));
  const found = await everywhere(at, ({ library, docId }) =>
    library.coverage({ userId: at.userId, docId, limit: share }),
  );
  return found.ok ? ok(found.value.flat().slice(0, limit)) : found;
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
  const byId = new Map(found.value.flat().map((passage) => [passage.chunkId, passage]));
  const inScope = (passage: Passage) => at.places.some(({ docId }) => docId === null || docId === passage.documentId);
  return ok(wanted.flatMap(({ chunkId }) => byId.get(chunkId) ?? []).filter(inScope));
}

/**
 * Asks every place at once. Classes that the user did not name and that are gone hold nothing; any other refusal is the
 * answer. Throws when a library cannot be reached.
 */
async function everywhere<T>(at: Places, ask: (place: Place) => Promise<Result<T>>): Promise<Result<T[]>> {
  const replies = await Promise.all(at.places.map(ask));
  const values: T[] = [];
  for (const reply of replies) {
    if (reply.ok) values.push(reply.value);
    else if (at.named || reply.failure.code !== "not-found")
      return { ok: false, failure: failure(reply.failure.code, reply.failure.error) };
  }
  return ok(values);
}
