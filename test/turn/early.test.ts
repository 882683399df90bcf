/** Looking for passages while a question is typed, with real objects and the stand-in model. */
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { newId } from "../../src/ids.ts";
import { answered, embedded, hasModel, newUser, until, watch } from "../support/worker/chat.ts";
import { newClass, put, settled } from "../support/worker/library.ts";

const TEXT = "The mitotic spindle is built of microtubules. Kinetochores attach each chromatid to them.";

/** A class with one document that is ready. */
async function classWith(text: string) {
  const user = newUser();
  const group = await newClass(user.userId);
  const { id: docId } = await settled(group, (await put(group, text, "cells.txt")).id);
  return { user, classId: group.id, docId };
}

const timesEmbedded = async (text: string) => (await embedded()).filter((texts) => texts.includes(text)).length;

describe.skipIf(!hasModel)("a draft", () => {
  it("[R21] of the first question of a chat to be is looked for, and the question embeds nothing more", async () => {
    const { user, classId } = await classWith(TEXT);
    const socket = await watch(user, newId(), true);
    const question = `What is the spindle ${classId} built of?`;
    socket.send("chat-draft", { content: question, classId });
    await until("the draft is embedded", async () => (await timesEmbedded(question)) === 1);
    const message = await answered(socket, "chat-ask", { content: question, classId });
    expect(message.chunkReferences.map(({ text }) => text)).toEqual([TEXT]);
    expect(await timesEmbedded(question)).toBe(1);
    socket.close();
  });

  it("[R21] for one document, and after another draft, serves the question about it", async () => {
    const { user, classId, docId } = await classWith(TEXT);
    const socket = await watch(user, newId(), true);
    const question = `And what attaches chromatids of ${docId}?`;
    socket.send("chat-draft", { content: `${question} Or not`, classId, docId });
    socket.send("chat-draft", { content: question, classId, docId });
    await until("the draft is embedded", async () => (await timesEmbedded(question)) === 1);
    const message = await answered(socket, "chat-ask", { content: question, classId, docId });
    expect(message.chunkReferences.map(({ documentId }) => documentId)).toEqual([docId]);
    expect(await timesEmbedded(question)).toBe(1);
    socket.close();
  });

  it("[R22] a retry embeds nothing, and a draft writes no chat", async () => {
    const { user, classId } = await classWith(TEXT);
    const id = newId();
    const socket = await watch(user, id, true);
    const question = `How is the spindle ${id} built?`;
    socket.send("chat-draft", { content: question, classId });
    await until("the draft is embedded", async () => (await timesEmbedded(question)) === 1);
    const none = await env.CHAT_SESSION.getByName(id).view({ userId: user.userId, before: null, limit: 1 });
    expect(none.ok).toBe(false);
    const { id: messageId } = await answered(socket, "chat-ask", { content: question, classId });
    await answered(socket, "chat-retry", { messageId });
    expect(await timesEmbedded(question)).toBe(1);
    socket.close();
  });
});
