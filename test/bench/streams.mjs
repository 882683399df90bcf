/**
 * The clients of the bench: each asks for one stream and notes when how much of it was there, as cheaply as it can, since it
 * shares the machine with what it measures.
 */
import { request } from "node:http";

/**
 * @typedef {{ question: string, askedUs: number, atUs: number[], seen: number[] }} Received one stream as its client saw it: at
 * `atUs[i]` there were `seen[i]` units of text (a service) or tokens (plain server-sent events).
 */

/** Microseconds since the epoch, as the stand-in counts them. */
export const nowUs = () => Math.round((performance.timeOrigin + performance.now()) * 1_000);

/** A stream is given up after so long. */
const WITHIN_MS = 60_000;

/**
 * A chat of its own for each question, open and waiting; asking is one frame.
 * @param {string} url
 * @param {string} token
 * @returns {Promise<{ ask: (question: string) => Promise<Received>, close: () => void }>}
 */
export async function openChat(url, token) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const made = await fetch(`${url}/api/v1/chats`, { method: "POST", headers, body: "{}" });
  if (made.status !== 201) throw new Error(`no chat: ${made.status} ${await made.text()}`);
  const { chat } = /** @type {{ chat: { id: string } }} */ (await made.json());
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/v1/chats/${chat.id}/socket`, [
    "chat.v1",
    `bearer.${token}`,
  ]);
  await new Promise((resolve, reject) => {
    socket.addEventListener("message", resolve, { once: true });
    socket.addEventListener("close", ({ code }) => reject(new Error(`the socket was closed with ${code}`)));
  });
  return { ask: (question) => askOver(socket, question), close: () => socket.close() };
}

/**
 * @param {WebSocket} socket
 * @param {string} question
 * @returns {Promise<Received>}
 */
function askOver(socket, question) {
  return new Promise((resolve, reject) => {
    /** @type {Received} */
    const received = { question, askedUs: 0, atUs: [], seen: [] };
    const timer = setTimeout(() => reject(new Error(`no end: ${question}`)), WITHIN_MS);
    socket.addEventListener("message", ({ data }) => {
      const atUs = nowUs();
      const frame = JSON.parse(String(data));
      if (frame.event === "chat-stream-token") {
        received.atUs.push(atUs);
        received.seen.push(frame.data.offset + frame.data.token.length);
      } else if (frame.event === "chat-stream-complete") {
        clearTimeout(timer);
        resolve(received);
      } else if (frame.event === "chat-stream-error" || frame.event === "error") {
        clearTimeout(timer);
        reject(new Error(String(data)));
      }
    });
    socket.addEventListener("close", ({ code }) => reject(new Error(`the socket was closed with ${code}`)));
    received.askedUs = nowUs();
    socket.send(JSON.stringify({ event: "chat-ask", data: { turnId: crypto.randomUUID(), content: question } }));
  });
}

/**
 * Asks a server that answers as the model does: the stand-in itself, or a Worker that passes its stream on.
 * @param {string} url
 * @param {string} question
 * @returns {Promise<Received>}
 */
export function askPlain(url, question) {
  const body = JSON.stringify({ model: "bench", stream: true, messages: [{ role: "user", content: question }] });
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    /** @type {Received} */
    const received = { question, askedUs: nowUs(), atUs: [], seen: [] };
    const asked = request(url, { method: "POST", headers, timeout: WITHIN_MS }, (response) => {
      let events = 0;
      let lastWasEnd = false;
      response.on("data", (/** @type {Buffer} */ chunk) => {
        const atUs = nowUs();
        // An event ends with an empty line; one may be cut anywhere.
        if (lastWasEnd && chunk[0] === 10) events++;
        for (let at = chunk.indexOf("\n\n"); at !== -1; at = chunk.indexOf("\n\n", at + 2)) events++;
        lastWasEnd = chunk.at(-1) === 10 && chunk.at(-2) !== 10;
        received.atUs.push(atUs);
        // The first event only names the role.
        received.seen.push(events - 1);
      });
      response.on("end", () =>
        response.statusCode === 200 ? resolve(received) : reject(new Error(`${response.statusCode}`)),
      );
      response.on("error", reject);
    });
    asked.on("error", reject);
    asked.on("timeout", () => asked.destroy(new Error(`no end: ${question}`)));
    asked.end(body);
  });
}
