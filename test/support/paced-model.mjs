/**
 * A stand-in for the OpenAI API that writes given texts at a given pace: what a browser test or bench needs to see a page while a
 * certain answer streams. Real HTTP, real SSE.
 */
import { createServer } from "node:http";

/** @typedef {{ url: string, close: () => void }} PacedModel */

/** A text in pieces of a few letters, as a model's tokens are. @param {string} text */
export const tokensOf = (text) => text.match(/\s*[^\s]{1,5}|\s+/g) ?? [];

/**
 * Starts it. `answerTo` gives the text for a question; `perSecond` tokens are written in a second, 0: all at once.
 * @param {{ answerTo: (question: string) => string, perSecond?: number }} options
 * @returns {Promise<PacedModel>}
 */
export async function startPacedModel({ answerTo, perSecond = 0 }) {
  /** @param {import("node:http").IncomingMessage} request */
  const questionOf = async (request) => {
    let body = "";
    for await (const part of request) body += part;
    /** @type {{ messages: { role: string, content: string }[] }} */
    const { messages } = JSON.parse(body);
    return messages.findLast(({ role }) => role === "user")?.content ?? "";
  };
  /** @param {string} text @param {import("node:http").ServerResponse} response */
  const write = async (text, response) => {
    /** @param {object} choice */
    const send = (choice) => response.write(`data: ${JSON.stringify({ id: "c", choices: [choice] })}\n\n`);
    response.writeHead(200, { "content-type": "text/event-stream" });
    const tokens = tokensOf(text);
    const began = performance.now();
    for (let next = 0; next < tokens.length && !response.destroyed; ) {
      // By the clock, so that a late timer is made up for.
      const due = perSecond === 0 ? tokens.length : Math.ceil(((performance.now() - began) / 1_000) * perSecond) + 1;
      for (; next < Math.min(due, tokens.length); next++) {
        send({ index: 0, delta: { content: tokens[next] }, finish_reason: null });
      }
      await new Promise((go) => setTimeout(go, 4));
    }
    send({ index: 0, delta: {}, finish_reason: "stop" });
    response.end("data: [DONE]\n\n");
  };
  const server = createServer((request, response) => {
    if (request.url?.endsWith("/chat/completions")) {
      questionOf(request).then((question) => write(answerTo(question), response));
      return;
    }
    request.resume();
    response.writeHead(404, { "content-type": "application/json" }).end('{"error":{"message":"not here"}}');
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the stand-in has no address");
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
