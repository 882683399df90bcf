import { describe, expect, it } from "vitest";
import type { Passage } from "../../../src/answer/passage.ts";
import { ok, type Result } from "../../../src/failure.ts";
import type { ChunkReference } from "../../../src/protocol.ts";
import type { RetrievalAsk } from "../../../src/retrieval/retrieve.ts";
import { Passages } from "../../../src/session/passages.ts";
import type { ChatRow } from "../../../src/session/records.ts";

const CHAT: ChatRow = {
  sessionId: "s",
  owner: "u",
  direct: false,
  title: "",
  titled: false,
  classId: "A",
  docId: null,
  createdAt: 0,
  updatedAt: 0,
  leaf: 0,
  removed: false,
};
const OWN = { classId: "A", docId: null };
const passage: Passage = {
  chunkId: "d-1",
  documentId: "d",
  documentName: "d",
  classId: "A",
  page: 1,
  text: "t",
  score: 1,
  reference: null,
};
const said = (question: string) => ({
  question,
  answer: "a",
  passages: [{ ...passage, number: 1 } satisfies ChunkReference],
});
const fresh = () => new AbortController().signal;

/** Passages of a chat, with a log of what was looked for; `answer` lets what is looked for end. */
function scene(p: { chat?: ChatRow | null; history?: ReturnType<typeof said>[]; allowed?: () => boolean } = {}) {
  const asked: (RetrievalAsk & { answer: (result: Result<Passage[]>) => void })[] = [];
  const clock = { ms: 1_000 };
  const passages = new Passages({
    store: { chat: () => (p.chat === undefined ? CHAT : p.chat), historyShown: () => p.history ?? [] },
    outside: {
      retrieve: (ask) => new Promise((answer) => asked.push({ ...ask, answer })),
    },
    rate: { limit: async () => ({ success: p.allowed?.() ?? true }) },
    nowMs: () => clock.ms,
  });
  const draft = (content: string, scope: Parameters<typeof passages.draft>[0]["scope"] = undefined) => {
    void passages.draft({ userId: "u", content, scope });
    // The limit is asked, then the looking begins.
    return new Promise((resolve) => setTimeout(resolve, 0));
  };
  const ask = (question: string, scope: { classId: string; docId: string | null } | null = OWN, history = p.history) =>
    passages.retrieve(scope, { question, history: history ?? [] }, fresh());
  return { passages, asked, draft, ask, clock };
}

describe("looking while it is typed", () => {
  it("[R21] serves the question whose text is the same but for case and blanks, also while it still looks", async () => {
    const s = scene();
    await s.draft("What is a  spindle made of");
    const found = s.ask(" what is a spindle made OF\n");
    s.asked[0]?.answer(ok([passage]));
    expect(await found).toEqual(ok([passage]));
    expect(s.asked).toHaveLength(1);
    // What was used once is not used again.
    void s.ask("what is a spindle made of");
    expect(s.asked).toHaveLength(2);
  });

  it("[R21] is cancelled by the next draft, and by another question", async () => {
    const s = scene();
    await s.draft("what is a spindle");
    await s.draft("what is a spindle made of");
    expect(s.asked.map(({ signal }) => signal?.aborted)).toEqual([true, false]);
    void s.ask("what is a kinetochore");
    expect(s.asked.map(({ signal }) => signal?.aborted)).toEqual([true, true, false]);
    expect(s.asked[2]?.question).toBe("what is a kinetochore");
  });

  it("[R21] is not begun anew by the same text, and not at all for less than three words", async () => {
    const s = scene();
    await s.draft("what is it");
    await s.draft("What  is it");
    await s.draft("what is");
    await s.draft("什么");
    expect(s.asked).toHaveLength(1);
    await s.draft("細胞分裂とは何ですか");
    expect(s.asked).toHaveLength(2);
  });

  it("[R21] serves no other class, no other document, and no question after other words", async () => {
    const s = scene({ history: [said("What is mitosis?")] });
    await s.draft("and when does it happen");
    void s.ask("and when does it happen", { classId: "A", docId: "d" });
    await s.draft("and when does it happen");
    void s.ask("and when does it happen", OWN, [said("What is meiosis?")]);
    await s.draft("and when does it happen");
    void s.ask("and when does it happen", null);
    expect(s.asked).toHaveLength(6);
    await s.draft("and when does it happen");
    void s.ask("and when does it happen");
    expect(s.asked).toHaveLength(7);
    expect(s.asked[6]).toMatchObject({ route: "follow_up", previous: { question: "What is mitosis?" } });
  });

  it("[R21] goes where the draft says, in a chat to be too, and nowhere where that is everything", async () => {
    const toBe = scene({ chat: null });
    await toBe.draft("what is a spindle", undefined);
    await toBe.draft("what is a spindle", null);
    await toBe.draft("what is a spindle", { classId: "", docId: "d" });
    expect(toBe.asked).toHaveLength(0);
    await toBe.draft("what is a spindle", { classId: "B", docId: "d" });
    expect(toBe.asked[0]).toMatchObject({ userId: "u", scope: { classId: "B", docId: "d" }, route: "general_qa" });
    const own = scene();
    await own.draft("what is a spindle", { classId: "", docId: "d" });
    expect(own.asked[0]?.scope).toEqual({ classId: "A", docId: "d" });
    await own.draft("what is a spindle", null);
    expect(own.asked).toHaveLength(1);
  });

  it("[R21] asks the user's limit, and a draft that was overtaken meanwhile is not looked for", async () => {
    let allowed = false;
    const s = scene({ allowed: () => allowed });
    await s.draft("what is a spindle");
    expect(s.asked).toHaveLength(0);
    allowed = true;
    void s.passages.draft({ userId: "u", content: "what is a spin", scope: undefined });
    void s.passages.draft({ userId: "u", content: "what is a spindle", scope: undefined });
    void s.ask("what is a kinetochore");
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(s.asked.map(({ question }) => question)).toEqual(["what is a kinetochore"]);
  });

  it("[R21] is looked for again when it is old, or when it failed", async () => {
    const s = scene();
    await s.draft("what is a spindle");
    s.clock.ms += 61_000;
    void s.ask("what is a spindle");
    expect(s.asked).toHaveLength(2);
    await s.draft("what is an aster");
    const found = s.ask("what is an aster");
    s.asked[2]?.answer({ ok: false, failure: { code: "retrieval-failed", error: "" } });
    await new Promise((resolve) => setTimeout(resolve, 0));
    s.asked[3]?.answer(ok([passage]));
    expect(await found).toEqual(ok([passage]));
  });
});
