import { describe, expect, it } from "vitest";
import { mean, measure, sample } from "../../eval/measures.mjs";

describe("measures of a ranking", () => {
  it("[R13] are those of trec_eval: graded gain by rank, the share found, the first that is right", () => {
    const grades = new Map([
      ["a", 2],
      ["b", 1],
    ]);
    expect(measure(["a", "b"], grades)).toEqual({ ndcg: 1, recall: 1, mrr: 1 });
    const { ndcg, recall, mrr } = measure(["x", "a"], grades);
    expect(ndcg).toBeCloseTo(2 / Math.log2(3) / (2 + 1 / Math.log2(3)), 10);
    expect([recall, mrr]).toEqual([0.5, 0.5]);
    const tenOthers = Array.from({ length: 10 }, (_, i) => `x${i}`);
    expect(measure([...tenOthers, "a"], grades)).toEqual({ ndcg: 0, recall: 0, mrr: 0 });
    expect(mean([measure(["a", "b"], grades), measure([], grades)])).toEqual({ ndcg: 0.5, recall: 0.5, mrr: 0.5 });
  });

  it("[R13] are taken of the same questions each time, spread over all of them", () => {
    expect(sample([0, 1, 2, 3, 4, 5], 3)).toEqual([0, 2, 4]);
    expect(sample([0, 1], 3)).toEqual([0, 1]);
  });
});
