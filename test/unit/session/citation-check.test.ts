import { describe, expect, it } from "vitest";
import type { Answer, Message } from "../../../src/protocol.ts";
import { CitationCheck, type CitationDeps } from "../../../src/session/citation-check.ts";

const cited = (chunkId: string, classId: string) => ({
  number: 1,
  chunkId,
  documentId: "d",
  documentName: "a.pdf",
  classId,
  page: 1,
  quote: "",
  verified: true,
  reference: null,
  stale: false,
});
const answer = (id: string, citations: Answer["citations"]): Answer => ({
  id,
  role: "assistant",
  content: "",
  createdAt: "",
  turnId: "t",
  version: 1,
  versions: 1,
  versionIds: [id],
  status: "complete",
  route: "general_qa",
  model: "m",
  reaction: null,
  citations,
  chunkReferences: [],
  usage: { promptTokens: 0, completionTokens: 0 },
  timings: {},
});

/** A chat with these answers, whose libraries say that everything is gone. */
function chatOf(answers: Answer[]) {
  const stored = new Map<string, Message>(answers.map((message) => [message.id, message]));
  const asked: [string, number][] = [];
  const chat = { isRunning: false, nowMs: 0, asked, changed: [] as string[], meanwhile: async () => {} };
  const store = {
    chat: () => ({ owner: "u", sessionId: "s" }),
    transaction: <T>(body: () => T) => body(),
    message: (id: string) => stored.get(id) ?? null,
    restate: (id: string, { citations }: Pick<Answer, "citations">) => {
      stored.set(id, answer(id, citations));
    },
  } as unknown as CitationDeps["store"];
  const check = new CitationCheck({
    store,
    standing: async (classId, { chunkIds }) => {
      asked.push([classId, chunkIds.length]);
      await chat.meanwhile();
      return { ok: true, value: chunkIds.map((chunkId) => ({ chunkId, page: null, pageLabel: null })) };
    },
    isRunning: () => chat.isRunning,
    nowMs: () => chat.nowMs,
    waitUntil: () => {},
    changed: (_sessionId, { id }) => chat.changed.push(id),
  });
  return Object.assign(chat, { check });
}

describe("the citations of a chat", () => {
  it("[T94] are asked for once a library, whatever message they stand in, and those that changed are told of", async () => {
    const answers = [
      answer("m2", [cited("d-1", "a"), cited("d-2", "b")]),
      answer("m4", [cited("d-1", "a"), cited("d-3", "a")]),
      answer("m6", []),
    ];
    const chat = chatOf(answers);
    await chat.check.check(answers);
    expect(chat.asked).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
    expect(chat.changed).toEqual(["m2", "m4"]);
  });

  it("[T94] of very many answers are asked for in calls of a bounded size", async () => {
    const many = Array.from({ length: 1_100 }, (_, i) => cited(`d-${i}`, "a"));
    const chat = chatOf([answer("m2", many)]);
    await chat.check.check([answer("m2", many)]);
    expect(chat.asked.map(([, count]) => count)).toEqual([500, 500, 100]);
  });

  it("[T98] are let alone where there are none, and while a turn runs", async () => {
    const one = answer("m2", [cited("d-1", "a")]);
    const chat = chatOf([one]);
    expect(chat.check.check([answer("m9", [])])).toBeNull();
    chat.isRunning = true;
    expect(chat.check.check([one])).toBeNull();
    expect(await chat.check.checked([one])).toBe(false);
    chat.isRunning = false;
    chat.meanwhile = async () => {
      chat.isRunning = true;
    };
    await chat.check.check([one]);
    expect([chat.asked.length, chat.changed]).toEqual([1, []]);
    // The turn has ended: at once, since nothing came of the first look.
    chat.isRunning = false;
    chat.meanwhile = async () => {};
    await chat.check.check([one]);
    expect([chat.asked.length, chat.changed]).toEqual([2, ["m2"]]);
  });
});
