/**
 * The last minute of a budget as arithmetic: a ring of slots, each with the tokens reserved in one stretch of time.
 * A slot that comes round again is overwritten, so nothing ever has to be deleted, and a reservation is one row (B1).
 * Pure; time comes in.
 */

/** The stretch of one slot, in ms, and how many slots count as the last minute. */
export const SLOT_MS = 5_000;
export const WINDOW_SLOTS = 12;
/** The ring holds the slot that is being filled and those that still count. */
export const RING = WINDOW_SLOTS + 1;

/** `beat` is the number of the stretch since the epoch; its slot is `beat % RING`. */
export type Slot = { beat: number; tokens: number };

/** The stretch in which `nowMs` lies. */
export const beatAt = (nowMs: number): number => Math.floor(nowMs / SLOT_MS);

// A slot counts for a full minute after its stretch ended: rather a little too long than too much in any minute.
// One from the future (the clock stepped back) counts as well.
const counts = (slot: Slot, beat: number) => Math.abs(beat - slot.beat) <= WINDOW_SLOTS;

/** Tokens that count at `beat`. */
export function tokensAt(slots: readonly Slot[], beat: number): number {
  let sum = 0;
  for (const slot of slots) if (counts(slot, beat)) sum += slot.tokens;
  return sum;
}

/** Milliseconds from `nowMs` until `tokens` fit under `limit` when nobody takes or gives back any; 0 when they fit now. */
export function roomInMs(slots: readonly Slot[], ask: { tokens: number; limit: number; nowMs: number }): number {
  const now = beatAt(ask.nowMs);
  const last = Math.max(now, ...slots.map((slot) => slot.beat)) + WINDOW_SLOTS + 1;
  for (let beat = now; beat < last; beat++) {
    if (tokensAt(slots, beat) + ask.tokens <= ask.limit) return Math.max(0, beat * SLOT_MS - ask.nowMs);
  }
  return Math.max(0, last * SLOT_MS - ask.nowMs);
}
