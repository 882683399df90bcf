import { expect, it } from "vitest";
import { type FrameBucket, fullBucket, takeFrame } from "../../src/socket.ts";

/** Sends frames at these times and counts those let through. */
function passed(times: number[]): number {
  let bucket: FrameBucket | null = fullBucket(times[0] ?? 0);
  let count = 0;
  for (const time of times) {
    bucket = takeFrame(bucket, time);
    if (bucket === null) return count;
    count++;
  }
  return count;
}

it("[Q20] forty frames at once pass, the next one does not", () => {
  expect(passed(Array.from({ length: 60 }, () => 1_000))).toBe(40);
});

it("[Q20] twenty frames a second pass for ever, twenty-five do not", () => {
  expect(passed(Array.from({ length: 2_000 }, (_, i) => i * 50))).toBe(2_000);
  expect(passed(Array.from({ length: 2_000 }, (_, i) => i * 40))).toBeLessThan(2_000);
});

it("[Q20] a clock that steps back gives nothing and takes nothing", () => {
  expect(passed([100_000, ...Array.from({ length: 60 }, () => 5_000)])).toBe(40);
});
