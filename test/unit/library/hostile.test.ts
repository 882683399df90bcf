import { describe, expect, it } from "vitest";
import { literalFinder, literalsOf } from "../../../src/library/literals.ts";
import { queryTerms } from "../../../src/library/question.ts";
import { growth, LINEAR } from "../../support/cpu-cost.ts";

describe("what is looked for letter by letter", () => {
  it("[R11] is found in linear time in whatever is asked", async () => {
    for (const unit of ["א", "a.", "a+", '"a', "“", "a-b ", "((", "a$", "1,"]) {
      const make = (size: number) => unit.repeat(size);
      expect(await growth(literalsOf, make, { size: 2_000 }), unit).toBeLessThan(LINEAR);
      expect(await growth(queryTerms, make, { size: 1_000 }), unit).toBeLessThan(LINEAR);
    }
  });

  it("[R11] is looked up in linear time in whatever a text holds", async () => {
    const signs = `"${"+ ".repeat(90)}x"`;
    for (const question of [signs, `a${"+".repeat(150)}b`, `x${"_".repeat(150)}1`]) {
      const find = literalFinder(literalsOf(question));
      for (const unit of ["+ ", "+", "a+ ", "x _ ", "_{ "])
        expect(await growth(find, (size) => unit.repeat(size), { size: 2_000 }), `${question} ${unit}`).toBeLessThan(
          LINEAR,
        );
    }
  });
});
