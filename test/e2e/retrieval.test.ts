/** Retrieval of the built Workers over HTTP beside plain BM25: a small run of `npm run eval`, so that a loss of quality fails. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COLLECTIONS, fileOf, readCorpus, readQueries } from "../eval/collections.mjs";
import { mean, measure, sample } from "../eval/measures.mjs";
import { inParallel, Student } from "../eval/student.mjs";
import { FastService } from "../support/fast-service.mjs";
import { sharedPath } from "../support/shared.ts";
import { TRUST } from "../support/token.mjs";

const data = sharedPath("data/ir") === null ? null : sharedPath("data");
const QUESTIONS = 60;
/** What so few questions may differ from all of them by. */
const SLACK = 0.03;

describe.skipIf(data === null)("retrieval without a model", () => {
  const service = new FastService({ vars: TRUST });
  let student: Student;

  beforeAll(async () => {
    const { url } = await service.start();
    student = await Student.named(url, "retrieval");
  });
  afterAll(() => service.dispose());

  for (const { name, baseline } of COLLECTIONS.filter(({ name }) => /^xquad\/(en|hi|zh)$/.test(name))) {
    it(`[R14] finds in ${name} what BM25 over whole texts finds`, async () => {
      const classId = await student.newClass(name);
      const entries = readCorpus(data ?? "", name);
      const ids = await inParallel(entries, (entry, i) => {
        const { text, ...file } = fileOf(entry, i);
        return student.upload(classId, { ...file, body: text });
      });
      const documents = await student.settled(classId);
      expect(documents.filter(({ status }) => status === "failed")).toEqual([]);
      const entryOf = new Map(ids.map((id, i) => [id, entries[i]?.id ?? ""]));
      const queries = sample(readQueries(data ?? "", name), QUESTIONS);
      const each = await inParallel(queries, async ({ text, grades }) => {
        const chunks = await student.search(classId, text, 50);
        return measure([...new Set(chunks.map(({ documentId }) => entryOf.get(documentId) ?? ""))], grades);
      });
      const { ndcg, recall } = mean(each);
      expect(ndcg).toBeGreaterThanOrEqual(baseline.ndcg - SLACK);
      expect(recall).toBeGreaterThanOrEqual(baseline.recall - SLACK);
    });
  }
});
