import { performance } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import { literalsOf } from "../../../src/library/rank.ts";

/** How much longer twice the input takes: about 2 where the work is linear, 4 where it is quadratic. */
function growth(make: (size: number) => string, size: number): number {
  const time = (text: string) => {
    const begun = performance.now();
    literalsOf(text);
    return performance.now() - begun;
  };
  const best = (text: string) => Math.min(...Array.from({ length: 5 }, () => time(text)));
  best(make(size));
  return (best(make(size * 4)) + 1) / (best(make(size)) + 1);
}

describe("what is looked for letter by letter", () => {
  it("[R11] is found in linear time in whatever is asked", () => {
    for (const unit of ["א", "a.", "a+", '"a', "“", "a-b "])
      expect(growth((size) => unit.repeat(size), 8_000)).toBeLessThan(10);
  });

  it("[R11] is what stands in quotation marks, and words with signs inside", () => {
    expect(literalsOf('What does "energy and order" mean for read.table in C++ at 18.9%?')).toEqual(
      expect.arrayContaining(["energy and order", "read.table", "c++", "18.9%"]),
    );
  });
});
