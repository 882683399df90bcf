import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { ClassLibrary } from "../../src/library/class-library.ts";
import type { Answer, Citation } from "../../src/protocol.ts";
import type { ChatSession } from "../../src/session/chat-session.ts";
import { answered, countRows, newUser, sessionOf, until, type Watching, watch } from "../support/worker/chat.ts";
import { newClass, put, setPages, settled, upload, value, who } from "../support/worker/library.ts";

const MITOSIS = "Mitosis has four phases, which are prophase, metaphase, anaphase and telophase.";
const MEIOSIS = "Meiosis halves the number of chromosomes in two divisions that follow each other.";
const QUESTION = "Which phases does mitosis have?";

/** A chat about a class of two pages, with one answer that cites the first; the chat was left again. */
async function scene() {
  const user = newUser();
  const group = await newClass(user.userId);
  await setPages(group);
  const document = await settled(group, (await put(group, [MITOSIS, MEIOSIS].join("\f"), "cells.pdf")).id);
  const sessionId = crypto.randomUUID().replaceAll("-", "");
  const made = await sessionOf(sessionId).create({
    principal: user,
    sessionId,
    scope: { classId: group.id, docId: null },
    title: null,
  });
  expect(made.ok).toBe(true);
  const socket = await watch(user, sessionId);
  const answer = await answered(socket, "chat-ask", { content: QUESTION });
  expect(answer.citations[0]).toMatchObject({ documentId: document.id, page: 1, stale: false });
  socket.close();
  return { user, group, document, sessionId, answer };
}
type Scene = Awaited<ReturnType<typeof scene>>;

const cited = (message: { role: string } | undefined) => (message as Answer | undefined)?.citations ?? [];
/** As clients see it who only look: the chat over HTTP. */
const overHttp = async ({ user, sessionId }: Scene): Promise<Citation[]> => {
  const view = value(await sessionOf(sessionId).view({ userId: user.userId, before: null, limit: 20 }));
  return cited(view.messages.at(-1));
};
const stateOf = async (socket: Watching) => cited((await socket.next("chat-state")).messages.at(-1));
/** A new life, which remembers of no message that it was looked after. */
const wake = ({ sessionId }: Scene) => evictDurableObject(sessionOf(sessionId));
const replaced = async ({ group, document }: Scene, text: string) => {
  value(await upload(group, text, { name: "new.pdf", replaces: document.id }));
  await until("replaced", async () => {
    const now = value(await group.library.document({ ...who(group), docId: document.id }));
    return now.name === "new.pdf" && now.update === null;
  });
};
/** Something that happens when the chat asks a library; `ask` asks it. */
const outside = (
  { sessionId }: Scene,
  act: (ask: () => ReturnType<ChatSession["standing"]>) => ReturnType<ChatSession["standing"]>,
) =>
  runInDurableObject(sessionOf(sessionId), (object: ChatSession) => {
    const { standing } = object;
    object.standing = (classId, p) => act(() => standing(classId, p));
  });

describe("a chat that is opened", () => {
  it("[T94] is shown as it is stored, then what changed of its citations is stored and told to all who watch", async () => {
    const s = await scene();
    await replaced(s, [MEIOSIS, "Mitosis is told of anew."].join("\f"));
    await wake(s);
    const first = await watch(s.user, s.sessionId);
    expect(await stateOf(first)).toMatchObject([{ stale: false }]);
    const { message } = await first.next("chat-message-updated");
    expect(cited(message)).toMatchObject([{ stale: true, quote: s.answer.citations[0]?.quote }]);
    expect(message).toMatchObject({ id: s.answer.id, content: s.answer.content });
    expect((message as Answer).chunkReferences.every(({ text }) => text !== undefined)).toBe(true);
    const second = await watch(s.user, s.sessionId);
    expect(await stateOf(second)).toMatchObject([{ stale: true }]);
    await wake(s);
    expect(await overHttp(s)).toMatchObject([{ stale: true }]);
    first.close();
    second.close();
  });

  it("[T95] tells of a page that moved, of a document that was removed and of a class that was", async () => {
    const s = await scene();
    await replaced(s, ["A new preface.", MITOSIS, MEIOSIS].join("\f"));
    await wake(s);
    expect(await overHttp(s)).toMatchObject([{ stale: false, page: 2 }]);
    const socket = await watch(s.user, s.sessionId);
    const { messages } = await socket.next("chat-state");
    const [reference] = (messages.at(-1) as Answer).chunkReferences.filter(({ number }) => number === 1);
    expect(reference).toMatchObject({ page: 2 });
    socket.close();
    value(await s.group.library.removeDocument({ ...who(s.group), docId: s.document.id }));
    await wake(s);
    expect(await overHttp(s)).toMatchObject([{ stale: true, page: 2 }]);

    const other = await scene();
    value(await other.group.library.remove(who(other.group)));
    await wake(other);
    expect(await overHttp(other)).toMatchObject([{ stale: true }]);
  });

  it("[T96] [T97] waits over HTTP for a second at most, and changes nothing for a library that does not answer", async () => {
    const s = await scene();
    value(await s.group.library.removeDocument({ ...who(s.group), docId: s.document.id }));
    await wake(s);
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await outside(s, async (ask) => {
      await held;
      return ask();
    });
    const begunMs = Date.now();
    expect(await overHttp(s)).toMatchObject([{ stale: false }]);
    expect(Date.now() - begunMs).toBeGreaterThan(900);
    answer();
    await until("it is stored at last", async () => (await overHttp(s))[0]?.stale === true);

    const other = await scene();
    value(await other.group.library.removeDocument({ ...who(other.group), docId: other.document.id }));
    await wake(other);
    await outside(other, async () => {
      throw new Error("out of reach");
    });
    expect(await overHttp(other)).toMatchObject([{ stale: false }]);
  });

  it("[T97] makes no library by looking", async () => {
    const s = await scene();
    const classId = "c".repeat(32);
    await runInDurableObject(sessionOf(s.sessionId), (_object: ChatSession, { storage }) => {
      storage.sql.exec("UPDATE message SET citations = replace(citations, ?, ?)", s.group.id, classId);
    });
    await wake(s);
    expect(await overHttp(s)).toMatchObject([{ classId, stale: true }]);
    await runInDurableObject(env.CLASS_LIBRARY.getByName(classId), (_object: ClassLibrary, { storage }) => {
      const tables = storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'library'").toArray();
      expect(tables).toEqual([]);
    });
  });

  it("[T98] [T99] looks a message up once a minute, and writes what changed alone", async () => {
    const s = await scene();
    await wake(s);
    let asked = 0;
    await outside(s, (ask) => {
      asked += 1;
      return ask();
    });
    const rows = await countRows([sessionOf(s.sessionId)]);
    let skippedMs = 0;
    await runInDurableObject(sessionOf(s.sessionId), (object: ChatSession) => {
      object.now = () => Date.now() + skippedMs;
    });
    for (let i = 0; i < 5; i += 1) await overHttp(s);
    expect([asked, rows()]).toEqual([1, 0]);
    skippedMs = 61_000;
    await overHttp(s);
    expect([asked, rows()]).toEqual([2, 0]);
    value(await s.group.library.removeDocument({ ...who(s.group), docId: s.document.id }));
    skippedMs = 122_000;
    await overHttp(s);
    expect([asked, rows()]).toEqual([3, 1]);
    // What is stale stays so: there is nothing left to look up.
    skippedMs = 183_000;
    await overHttp(s);
    expect(asked).toBe(3);
  });

  it("[T98] by its older messages, or one of them alone, looks those up too", async () => {
    const s = await scene();
    value(await s.group.library.removeDocument({ ...who(s.group), docId: s.document.id }));
    await wake(s);
    const { userId } = s.user;
    const message = value(await sessionOf(s.sessionId).message({ userId, messageId: s.answer.id }));
    expect(cited(message)).toMatchObject([{ stale: true }]);
    const other = await scene();
    const socket = await watch(other.user, other.sessionId);
    const next = await answered(socket, "chat-ask", { content: "Which number does meiosis halve?" });
    socket.close();
    value(await other.group.library.removeDocument({ ...who(other.group), docId: other.document.id }));
    await wake(other);
    const view = { userId: other.user.userId, before: `m${Number(next.id.slice(1)) - 1}`, limit: 20 };
    const older = value(await sessionOf(other.sessionId).view(view));
    expect(cited(older.messages.at(-1))).toMatchObject([{ stale: true }]);
    const whole = value(await sessionOf(other.sessionId).message({ userId: other.user.userId, messageId: next.id }));
    expect(cited(whole).every(({ stale }) => stale)).toBe(true);
  });
});
