/**
 * The public keys of an outside issuer, kept for ten minutes in this isolate's memory.
 * One fetch at a time: whoever comes meanwhile looks again until it is over, since a promise of another request cannot be waited for
 * safely in a Worker. An unknown `kid` makes at most one fetch in 30 s (rule A7). Old keys serve for a day while the issuer
 * cannot be reached.
 */
import { createLocalJWKSet } from "jose";
import * as z from "zod/mini";
import { ok, type Result, refuse } from "./failure.ts";

const MAX_AGE_MS = 600_000;
const STALE_MS = 86_400_000;
const COOLDOWN_MS = 30_000;
const RETRY_MS = 2_000;
const FETCH_MS = 5_000;
const MAX_BYTES = 256 * 1024;

const jwksShape = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).check(z.maxLength(100)) });

export type LocalKeys = ReturnType<typeof createLocalJWKSet>;

/** The keys behind one URL. `now` in milliseconds since the epoch. */
export class RemoteKeys {
  readonly #url: string;
  #keys: LocalKeys | null = null;
  #fetchedAt = 0;
  #triedAt = Number.NEGATIVE_INFINITY;
  /** When the fetch that is under way began. A request that dies leaves its mark behind, which then runs out. */
  #flightFrom: number | null = null;

  constructor(url: string) {
    this.#url = url;
  }

  /** The keys to verify with; `unavailable` when there are none and they cannot be fetched. */
  async current(now: () => number): Promise<Result<LocalKeys>> {
    if (this.#keys !== null && now() - this.#fetchedAt < MAX_AGE_MS) return ok(this.#keys);
    if (now() - this.#triedAt >= RETRY_MS || this.#flightFrom !== null) await this.#fetchOnce(now);
    if (this.#keys !== null && now() - this.#fetchedAt < STALE_MS) return ok(this.#keys);
    return refuse("unavailable", undefined, { reason: "the keys of the issuer cannot be fetched" });
  }

  /** Newer keys than those that did not know a `kid`, or `null` when there are none to be had now. */
  async newer(than: LocalKeys, now: () => number): Promise<LocalKeys | null> {
    if (this.#keys === than && (now() - this.#triedAt >= COOLDOWN_MS || this.#flightFrom !== null)) {
      await this.#fetchOnce(now);
    }
    return this.#keys === than ? null : this.#keys;
  }

  async #fetchOnce(now: () => number): Promise<void> {
    if (this.#flightFrom !== null && now() - this.#flightFrom < FETCH_MS) {
      const joined = this.#flightFrom;
      while (this.#flightFrom === joined && now() - joined < FETCH_MS)
        await new Promise((wake) => setTimeout(wake, 20));
      return;
    }
    const mine = now();
    this.#flightFrom = mine;
    this.#triedAt = mine;
    try {
      const keys = await fetchKeys(this.#url);
      this.#keys = keys;
      this.#fetchedAt = now();
    } catch (error) {
      console.warn(JSON.stringify({ message: "jwks", url: this.#url, error: String(error) }));
    } finally {
      if (this.#flightFrom === mine) this.#flightFrom = null;
    }
  }
}

async function fetchKeys(url: string): Promise<LocalKeys> {
  const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_MS), headers: { accept: "application/json" } });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`status ${response.status}`);
  }
  if (Number(response.headers.get("content-length") ?? 0) > MAX_BYTES) {
    await response.body?.cancel();
    throw new Error("too many keys");
  }
  return createLocalJWKSet(jwksShape.parse(JSON.parse(await response.text())));
}
