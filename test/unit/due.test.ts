import { describe, expect, it } from "vitest";
import { backoffMs, LOOK_AGAIN_MS, wakeAt } from "../../src/due.ts";

const known = new Set(["work", "prune"]);
const row = (kind: string, at: number) => ({ kind, key: "", at });

describe("when to wake", () => {
  it("[O1] an object wakes at the earliest of what is due, and never when nothing is", () => {
    expect(wakeAt([row("work", 900), row("prune", 700)], known, 100)).toBe(700);
    expect(wakeAt([], known, 100)).toBeNull();
  });
  it("[O2] what is being worked on is looked at again later, not at once", () => {
    expect(wakeAt([row("work", 50)], known, 100)).toBe(100 + LOOK_AGAIN_MS);
    expect(wakeAt([row("work", 50), row("prune", 200)], known, 100)).toBe(200);
  });
  it("[O3] a kind of a newer version wakes nobody", () => {
    expect(wakeAt([row("newer", 50)], known, 100)).toBeNull();
  });
  it("[O4] repetitions wait twice as long each time, at most five minutes and a quarter", () => {
    expect([1, 2, 3, 4].map((tries) => backoffMs(tries, 0.5))).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(backoffMs(60, 1)).toBeLessThanOrEqual(375_000);
    expect(backoffMs(1, 0)).toBeGreaterThanOrEqual(750);
  });
});
