/**
 * The sockets of one account: hibernating, at most 20, each with its verified principal as attachment (rules Q17 to Q22).
 * Tells what concerns the whole account; of what clients send only `auth` means something here. Who may connect at all
 * was decided by the Worker and by the object's door.
 */
import type { Code, Result } from "../failure.ts";
import { isCurrent, type Principal, principalShape } from "../principal.ts";
import { CLOSE, parseClientFrame, type ServerFrame } from "../protocol.ts";
import {
  closeSocket,
  type FrameBucket,
  fullBucket,
  isTooLong,
  refuseSocket,
  sendText,
  takeFrame,
  upgradeResponse,
} from "../socket.ts";

export const MAX_SOCKETS = 20;

/** What the sockets need from outside: the time, and the check of a token that would renew them. */
export type SocketDeps = { now: () => number; verify: (token: string) => Promise<Result<Principal>> };

export class AccountSockets {
  readonly #ctx: DurableObjectState;
  readonly #deps: SocketDeps;
  readonly #buckets = new WeakMap<WebSocket, FrameBucket>();

  constructor(ctx: DurableObjectState, deps: SocketDeps) {
    this.#ctx = ctx;
    this.#deps = deps;
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Takes a socket in, or closes it with 4401 or 4429. */
  accept(principal: Principal, offered: string | null): Response {
    if (!isCurrent(principal, this.#deps.now()))
      return refuseSocket(CLOSE.unauthenticated, "credentials expired", offered);
    if (this.#open().length >= MAX_SOCKETS) return refuseSocket(CLOSE.tooMany, "too many connections", offered);
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server);
    server.serializeAttachment(principal);
    return upgradeResponse(client, offered);
  }

  /** How many sockets of the account are open. */
  count(): number {
    return this.#open().length;
  }

  /** Tells every socket. One whose credentials have ended is told nothing and closed. */
  announce(frame: ServerFrame): void {
    const text = JSON.stringify(frame);
    const now = this.#deps.now();
    for (const socket of this.#open()) {
      const principal = attachedTo(socket);
      if (principal !== null && isCurrent(principal, now)) sendText(socket, text);
      else closeSocket(socket, CLOSE.unauthenticated, "credentials expired");
    }
  }

  /** A frame of a client. */
  async receive(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const now = this.#deps.now();
    const principal = attachedTo(socket);
    if (principal === null || !isCurrent(principal, now)) {
      closeSocket(socket, CLOSE.unauthenticated, "credentials expired");
      return;
    }
    const bucket = takeFrame(this.#buckets.get(socket) ?? fullBucket(now), now);
    if (bucket === null) {
      closeSocket(socket, CLOSE.tooMany, "too many frames");
      return;
    }
    this.#buckets.set(socket, bucket);
    if (typeof message !== "string") return sendError(socket, "bad-request", "Frames are text.");
    if (isTooLong(message)) return sendError(socket, "too-large", "A frame holds at most 64 KiB.");
    const read = parseClientFrame(message);
    if ("error" in read) return sendError(socket, "bad-request", read.error);
    if (read.frame.event !== "auth")
      return sendError(socket, "bad-request", "This event belongs to the socket of a chat.");
    await this.#renew(socket, principal.userId, read.frame.data.token);
  }

  #open(): WebSocket[] {
    return this.#ctx.getWebSockets().filter((socket) => socket.readyState === WebSocket.OPEN);
  }

  async #renew(socket: WebSocket, userId: string, token: string): Promise<void> {
    const verified = await this.#deps.verify(token);
    if (!verified.ok) sendError(socket, verified.failure.code, verified.failure.error);
    else if (verified.value.userId !== userId) closeSocket(socket, CLOSE.forbidden, "another user");
    else socket.serializeAttachment(verified.value);
  }
}

function attachedTo(socket: WebSocket): Principal | null {
  const read = principalShape.safeParse(socket.deserializeAttachment());
  return read.success ? read.data : null;
}

function sendError(socket: WebSocket, code: Code, error: string): void {
  const frame: ServerFrame = { event: "error", data: { code, error } };
  sendText(socket, JSON.stringify(frame));
}
