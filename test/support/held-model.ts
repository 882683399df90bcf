/**
 * A stand-in for the OpenAI API that writes one long cited answer and waits in its middle until it is let go: what a browser
 * test needs to do something while an answer streams. Real HTTP, real SSE.
 */
import { createServer, type ServerResponse } from "node:http";

const WORDS = "the membrane holds what the cell needs and lets go of what it does not need".split(" ");

export type HeldModel = {
  url: string;
  /** The answer's whole text, as it must end up on the screen; its mark [1] is a citation. */
  answer: string;
  /** Lets all answers go on, now and later. */
  release: () => void;
  /** Makes answers wait again. */
  hold: () => void;
  close: () => void;
};

/** Words and their spaces, one after the other. */
const tokensOf = (text: string): string[] => text.match(/\s*\S+/g) ?? [];

/** Starts it; an answer waits after `holdAfter` of its tokens: `tokens` of them, or those of `text`. */
export async function startHeldModel({
  tokens = 240,
  holdAfter = 80,
  text,
}: {
  tokens?: number;
  holdAfter?: number;
  text?: string;
} = {}): Promise<HeldModel> {
  const words =
    text === undefined
      ? Array.from({ length: tokens }, (_, i) => {
          const word = WORDS[i % WORDS.length] ?? "";
          const lead = i === 0 ? "" : i % 60 === 0 ? "\n\n" : " ";
          return lead + (i === 12 ? "[1]" : i % 25 === 3 ? `**${word}**` : word);
        })
      : tokensOf(text);
  let isHeld = true;
  const waiting = new Set<() => void>();
  const write = async (response: ServerResponse) => {
    const send = (choice: object) => response.write(`data: ${JSON.stringify({ id: "c", choices: [choice] })}\n\n`);
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const [i, content] of words.entries()) {
      if (i === holdAfter && isHeld) await new Promise<void>((go) => waiting.add(go) && response.once("close", go));
      if (response.destroyed) return;
      send({ index: 0, delta: { content }, finish_reason: null });
      await new Promise((go) => setTimeout(go, 5));
    }
    send({ index: 0, delta: {}, finish_reason: "stop" });
    response.end("data: [DONE]\n\n");
  };
  const server = createServer((request, response) => {
    request.resume();
    if (request.url?.endsWith("/chat/completions")) void write(response);
    else response.writeHead(404, { "content-type": "application/json" }).end('{"error":{"message":"not here"}}');
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the stand-in has no address");
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    answer: words.join(""),
    release: () => {
      isHeld = false;
      for (const go of waiting) go();
      waiting.clear();
    },
    hold: () => {
      isHeld = true;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
