/** Requests to the whole Worker, as a client sends them, and tokens of the outside issuer that the tests trust. */
import { env, SELF } from "cloudflare:test";
import { SignJWT } from "jose";

export const ORIGIN = "http://study.test";

/** A token of JWT_ISSUER for a user of this name. */
export function tokenFor(sub: string, claims: Record<string, unknown> = {}): Promise<string> {
  const exp = Math.floor(Date.now() / 1_000) + 3_600;
  return new SignJWT({ iss: "campus", aud: "study", sub, exp, ...claims })
    .setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode(env.JWT_SECRET));
}

export type Answer = { status: number; headers: Headers; text: string; json: Record<string, unknown> };

/** One request; `json` is empty when the body is none. */
export async function send(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await SELF.fetch(`${ORIGIN}${path}`, { method, redirect: "manual", ...init });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get("content-type") ?? "");
  const json = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: response.status, headers: response.headers, text, json };
}

/** A client with a token: requests with JSON bodies. */
export function clientOf(token: string) {
  const authorization = `Bearer ${token}`;
  return (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    send(method, `/api/v1${path}`, {
      headers: { authorization, ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
}

/** Opens a WebSocket; resolves to its socket, accepted, and the response's headers. */
export async function upgrade(path: string, headers: Record<string, string>) {
  const response = await SELF.fetch(`${ORIGIN}${path}`, { headers: { upgrade: "websocket", ...headers } });
  const { webSocket: socket } = response;
  if (socket === null) throw new Error(`no socket: ${response.status} ${await response.text()}`);
  const closed = new Promise<number>((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)));
  socket.accept();
  return { socket, closed, headers: response.headers, status: response.status };
}
