import { describe, expect, it } from "vitest";
import { verifyCitations } from "../../../src/answer/verify-citations.ts";
import { SUPPORTED, spanCases } from "../../eval/claims.mjs";
import { sharedPath } from "../../support/shared.ts";
import { passage } from "../answer/passages.ts";

const data = sharedPath("data/ir") === null ? null : sharedPath("data");
/** Scripts of four kinds; the whole measure is `npm run eval:verify`. */
const SETS = ["xquad/en", "xquad/de", "xquad/ar", "xquad/zh"];
const EACH = 12;

/** The least or most that may be verified of each kind. */
const BOUNDS: Record<string, (share: number) => void> = {
  verbatim: (share) => expect(share).toBe(1),
  answer: (share) => expect(share).toBeGreaterThanOrEqual(0.7),
  "other passage": (share) => expect(share).toBeLessThanOrEqual(0.05),
  unrelated: (share) => expect(share).toBe(0),
  "other number": (share) => expect(share).toBeLessThanOrEqual(0.1),
  "other answer": (share) => expect(share).toBeLessThanOrEqual(0.05),
  "answer from beside": (share) => expect(share).toBeLessThanOrEqual(0.65),
  negation: (share) => expect(share).toBeLessThanOrEqual(0.25),
};

describe.skipIf(data === null)("the measure of `verified` on sentences of which it is known", () => {
  it("[C15] holds most of what is supported, and little else", () => {
    const cases = SETS.flatMap((set) => spanCases(data ?? "", set, EACH)).map((one) => {
      const [citation] = verifyCitations({
        content: `${one.statement} [1]`,
        passages: [passage({ text: one.passage, page: 1 })],
        route: "general_qa",
        question: one.question,
      });
      return { ...one, verified: citation?.verified ?? false };
    });
    for (const [kind, own] of Map.groupBy(cases, (one) => one.kind)) {
      const share = own.filter(({ verified }) => verified).length / own.length;
      expect(BOUNDS, kind).toHaveProperty([kind]);
      BOUNDS[kind]?.(share);
      expect(own[0]?.holds).toBe(SUPPORTED.some((one) => one === kind));
    }
    expect(cases.length).toBeGreaterThan(EACH * SETS.length * 5);
  });
});
