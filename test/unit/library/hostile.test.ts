import { performance } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import { literalFinder, literalsOf } from "../../../src/library/literals.ts";
import { queryTerms } from "../../../src/library/question.ts";

/** How much longer twice the input takes: about 2 where the work is linear, 4 where it is quadratic. */
function growth(work: (text: string) => unknown, make: (size: number) => string, size: number): number {
  const time = (text: string) => {
    const begun = performance.now();
    work(text);
    return performance.now() - begun;
  };
  const best = (text: string) => Math.min(...Array.from({ length: 5 }, () => time(text)));
  best(make(size));
  return (best(make(size * 4)) + 1) / (best(make(size)) + 1);
}

describe("what is looked for letter by letter", () => {
  it("[R11] is found in linear time in whatever is asked", () => {
    for (const unit of ["א", "a.", "a+", '"a', "“", "a-b ", "((", "a$", "1,"]) {
      const make = (size: number) => unit.repeat(size);
      expect(growth(literalsOf, make, 8_000), unit).toBeLessThan(10);
      expect(growth(queryTerms, make, 2_000), unit).toBeLessThan(10);
    }
  });

  it("[R11] is looked up in linear time in whatever a text holds", () => {
    const signs = `"${"+ ".repeat(90)}x"`;
    for (const question of [signs, `a${"+".repeat(150)}b`, `x${"_".repeat(150)}1`]) {
      const find = literalFinder(literalsOf(question));
      for (const unit of ["+ ", "+", "a+ ", "x _ ", "_{ "])
        expect(
          growth(find, (size) => unit.repeat(size), 4_000),
          `${question} ${unit}`,
        ).toBeLessThan(10);
    }
  });
});
