import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { tokenBudgetName } from "../../src/budget/token-budget.ts";
import type { ClassLibrary } from "../../src/library/class-library.ts";
import { hasModel } from "../support/worker/chat.ts";
import { newClass, put, settled } from "../support/worker/library.ts";

describe.skipIf(!hasModel)("the vectors of a document", () => {
  it("[L88] are counted against the minute of the model that makes them, and against no other", async () => {
    const counted = (model: string) =>
      runInDurableObject(env.BUDGET.getByName(tokenBudgetName(model)), (_object, { storage }) => {
        const exists = storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'slot'").toArray().length > 0;
        return exists ? Number(storage.sql.exec("SELECT COALESCE(SUM(tokens), 0) AS n FROM slot").one().n) : 0;
      });
    const [before, chats] = [await counted("text-embedding-3-small"), await counted("gpt-4.1-mini")];
    const group = await newClass();
    const text = Array.from({ length: 40 }, (_, i) => `## Part ${i}\n\n${`Cell ${i} divides into two. `.repeat(30)}`);
    const { id } = await settled(group, (await put(group, text.join("\n\n"), "cells.md")).id);
    await runInDurableObject(group.library, (_object: ClassLibrary, { storage }) => {
      const row = storage.sql.exec("SELECT chunks, embedded, vector_model FROM document WHERE id = ?", id).one();
      expect(row).toMatchObject({ embedded: row.chunks, vector_model: "text-embedding-3-small" });
    });
    const spent = (await counted("text-embedding-3-small")) - before;
    // Four letters a token, about.
    expect(spent).toBeGreaterThan(text.join("").length / 8);
    expect(spent).toBeLessThan(text.join("").length / 2);
    expect(await counted("gpt-4.1-mini")).toBe(chats);
  });
});
