import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beatAt, RING, roomInMs, SLOT_MS, type Slot, tokensAt, WINDOW_SLOTS } from "../../../src/budget/window.ts";

const minuteMs = WINDOW_SLOTS * SLOT_MS;

describe("the last minute of a budget", () => {
  it("[B1] what was taken counts for a whole minute and no longer than one stretch more", () => {
    const slots = [{ beat: 100, tokens: 10 }];
    expect(tokensAt(slots, 100)).toBe(10);
    expect(tokensAt(slots, 100 + WINDOW_SLOTS)).toBe(10);
    expect(tokensAt(slots, 100 + WINDOW_SLOTS + 1)).toBe(0);
  });

  it("[B1] there is room at once while the sum stays under the limit", () => {
    const nowMs = 100 * SLOT_MS + 7;
    expect(roomInMs([], { tokens: 10, limit: 10, nowMs })).toBe(0);
    expect(roomInMs([{ beat: 100, tokens: 4 }], { tokens: 6, limit: 10, nowMs })).toBe(0);
    expect(roomInMs([{ beat: 100, tokens: 5 }], { tokens: 6, limit: 10, nowMs })).toBe(
      (WINDOW_SLOTS + 1) * SLOT_MS - 7,
    );
  });

  it("[B1] the time to wait is when enough of the oldest no longer counts", () => {
    const nowMs = 110 * SLOT_MS;
    const slots = [
      { beat: 100, tokens: 4 },
      { beat: 105, tokens: 4 },
    ];
    expect(roomInMs(slots, { tokens: 4, limit: 10, nowMs })).toBe((100 + WINDOW_SLOTS + 1 - 110) * SLOT_MS);
    expect(roomInMs(slots, { tokens: 8, limit: 10, nowMs })).toBe((105 + WINDOW_SLOTS + 1 - 110) * SLOT_MS);
  });

  it("[B1] a clock that stepped back gives nothing away", () => {
    expect(tokensAt([{ beat: 103, tokens: 9 }], 100)).toBe(9);
  });

  it("[B1] no minute holds more than the limit, whatever is asked and when", () => {
    const asks = fc.array(
      fc.record({ tokens: fc.integer({ min: 1, max: 60 }), waitMs: fc.integer({ min: 0, max: 20_000 }) }),
      {
        maxLength: 80,
      },
    );
    fc.assert(
      fc.property(asks, (list) => {
        const ring = new Map<number, Slot>();
        const granted: { at: number; tokens: number }[] = [];
        let nowMs = 1_700_000_000_000;
        for (const { tokens, waitMs } of list) {
          nowMs += waitMs;
          const inMs = roomInMs([...ring.values()], { tokens, limit: 100, nowMs });
          if (inMs > 0) {
            const slots = [...ring.values()];
            expect(roomInMs(slots, { tokens, limit: 100, nowMs: nowMs + inMs })).toBe(0);
            continue;
          }
          const beat = beatAt(nowMs);
          const old = ring.get(beat % RING);
          ring.set(beat % RING, { beat, tokens: tokens + (old?.beat === beat ? old.tokens : 0) });
          granted.push({ at: nowMs, tokens });
          const inMinute = granted.filter(({ at }) => at > nowMs - minuteMs).reduce((sum, one) => sum + one.tokens, 0);
          expect(inMinute).toBeLessThanOrEqual(100);
        }
      }),
    );
  });
});
