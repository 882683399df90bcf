/** What answers are made of, with real objects and the stand-in model. */
import { describe, expect, it } from "vitest";
import { newId } from "../../src/ids.ts";
import { answered, hasModel, newUser, watch } from "../support/worker/chat.ts";
import { newClass, put, settled, value } from "../support/worker/library.ts";

/** Four paragraphs that follow each other, each a chunk of its own. */
const PAGE = ["metaphase", "anaphase", "telophase", "interphase"]
  .map((phase) => `In ${phase} the spindle holds chromatids. ${`Nothing else is told of ${phase} here. `.repeat(20)}`)
  .join("\n\n");

describe.skipIf(!hasModel)("an answer", () => {
  it("[R29] cites of joined chunks the one that holds its quote, whose place the page knows", async () => {
    const user = newUser();
    const group = await newClass(user.userId);
    const { id: docId } = await settled(group, (await put(group, PAGE, "phases.txt")).id);
    const socket = await watch(user, newId(), true);
    const content = "What does the spindle hold in metaphase and anaphase? [[cite=1,2]]";
    const { citations, chunkReferences } = await answered(socket, "chat-ask", { content, classId: group.id });
    expect(chunkReferences.some(({ text = "" }) => text.includes("metaphase") && text.includes("anaphase"))).toBe(true);
    expect(citations.length).toBeGreaterThan(0);
    for (const { number, chunkId, page, quote } of citations) {
      const { text, chunks } = value(await group.library.page({ userId: user.userId, docId, page }));
      const cited = chunks.find((chunk) => chunk.chunkId === chunkId);
      expect(text.indexOf(quote)).toBeGreaterThanOrEqual(cited?.start ?? Number.NaN);
      expect(text.indexOf(quote)).toBeLessThan(cited?.end ?? Number.NaN);
      expect(chunkReferences.find((reference) => reference.number === number)?.chunkId).toBe(chunkId);
      expect(text).toContain(chunkReferences.find((reference) => reference.number === number)?.text);
    }
    socket.close();
  });
});
