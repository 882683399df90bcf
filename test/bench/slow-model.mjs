/**
 * A stand-in for the OpenAI API whose every answer begins after the same time, and whose embeddings take the same time each: what
 * the time from a question to its first token is made of can be told apart by it. Real HTTP, on a port of its own.
 */
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const WORDS = "the cell divides when energy and order meet so each part keeps what it needs".split(" ");

/** The same vector for the same words, a little alike for texts that share some. @param {string} text @param {number} dimensions */
export function vectorOf(text, dimensions) {
  const vector = new Float32Array(dimensions);
  for (const word of text.toLowerCase().match(/\p{L}+|\p{N}+/gu) ?? []) {
    let hash = 2_166_136_261;
    for (const letter of word) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619);
    for (let i = 0; i < 8; i++) {
      hash = Math.imul(hash ^ (hash >>> 13), 1_540_483_477);
      const at = (hash >>> 0) % dimensions;
      vector[at] = (vector[at] ?? 0) + (hash & 1 ? 1 : -1);
    }
  }
  const norm = Math.hypot(...vector) || 1;
  return Float32Array.from(vector, (x) => x / norm);
}

/**
 * @param {{ firstMs: number, embeddingMs: number }} delays
 * @returns {Promise<{ url: string, embedded: () => string[], close: () => void }>} `embedded`: the texts of single inputs so far
 */
export async function startSlowModel({ firstMs, embeddingMs }) {
  /** @type {string[]} */
  const embedded = [];
  const server = createServer(async (request, response) => {
    let raw = "";
    for await (const piece of request) raw += piece;
    const body = JSON.parse(raw || "{}");
    if (request.url?.endsWith("/embeddings")) {
      if (body.input.length === 1) embedded.push(body.input[0]);
      await sleep(embeddingMs);
      const data = body.input.map((/** @type {string} */ text, /** @type {number} */ index) => ({
        object: "embedding",
        index,
        embedding: Buffer.from(vectorOf(text, body.dimensions).buffer).toString("base64"),
      }));
      response.writeHead(200, { "content-type": "application/json" });
      return response.end(JSON.stringify({ object: "list", data, model: body.model }));
    }
    await sleep(firstMs);
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const word of WORDS)
      response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: `${word} ` } }] })}\n\n`);
    response.end(
      `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] })}\n\ndata: [DONE]\n\n`,
    );
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    embedded: () => [...embedded],
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
