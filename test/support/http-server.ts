/** A small HTTP server for what the stand-in model cannot do: each test says itself what goes over the wire. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export type Exchange = { path: string; headers: IncomingMessage["headers"]; body: string; closed: boolean };

/** Starts a server on a free local port; `answer` gets the number of the request, from 1. */
export async function startServer(answer: (response: ServerResponse, count: number) => void) {
  const seen: Exchange[] = [];
  const server = createServer(async (request, response) => {
    const exchange: Exchange = { path: request.url ?? "", headers: request.headers, body: "", closed: false };
    seen.push(exchange);
    const count = seen.length;
    response.on("close", () => {
      exchange.closed = true;
    });
    for await (const piece of request) exchange.body += piece;
    answer(response, count);
  });
  await new Promise<void>((go) => server.listen(0, "127.0.0.1", go));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    seen,
    close: () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
