/**
 * Who watches a chat: its sockets, hibernating or not, and how frames reach them.
 * Owns the socket's attachment and its frame rate; leaves what a frame says to others.
 */
import * as z from "zod/mini";
import { type Principal, principalShape } from "../principal.ts";
import type { FrameData, ServerEvent } from "../protocol.ts";
import { closeSocket, type FrameBucket, fullBucket, sendText, takeFrame } from "../socket.ts";

export const MAX_SOCKETS_OF_CHAT = 8;

const attachmentShape = z.object({
  principal: principalShape,
  sessionId: z.string(),
  /** The chat exists from its first question on. */
  toBe: z.boolean(),
});
export type Attachment = z.infer<typeof attachmentShape>;

export class Watchers {
  readonly #state: DurableObjectState;
  /** The open sockets, or `null` when they are to be asked for again: not once a token. */
  #sockets: WebSocket[] | null = null;
  readonly #buckets = new WeakMap<WebSocket, FrameBucket>();

  constructor(state: DurableObjectState) {
    this.#state = state;
    state.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Takes a socket over; `false` when the chat has as many as it may have. */
  add(socket: WebSocket, attachment: Attachment): boolean {
    if (this.#open().length >= MAX_SOCKETS_OF_CHAT) return false;
    this.#state.acceptWebSocket(socket);
    socket.serializeAttachment(attachment);
    this.#sockets = null;
    return true;
  }

  /** How many sockets are open. */
  count(): number {
    return this.#open().length;
  }

  /** What the socket carries; `null` when a newer version wrote it in a way that this one cannot read. */
  attachmentOf(socket: WebSocket): Attachment | null {
    const parsed = attachmentShape.safeParse(socket.deserializeAttachment());
    return parsed.success ? parsed.data : null;
  }

  /** Renews the credentials of a socket. */
  renew(socket: WebSocket, attachment: Attachment, principal: Principal): void {
    socket.serializeAttachment({ ...attachment, principal });
  }

  close(socket: WebSocket, code: number, reason: string): void {
    this.#sockets = null;
    closeSocket(socket, code, reason);
  }

  closeAll(code: number, reason: string): void {
    for (const socket of this.#state.getWebSockets()) this.close(socket, code, reason);
  }

  /** Whether the socket may send one more frame now. */
  allows(socket: WebSocket, nowMs: number): boolean {
    const bucket = takeFrame(this.#buckets.get(socket) ?? fullBucket(nowMs), nowMs);
    if (bucket !== null) this.#buckets.set(socket, bucket);
    return bucket !== null;
  }

  send<E extends ServerEvent>(socket: WebSocket, event: E, data: FrameData<E>): void {
    sendText(socket, JSON.stringify({ event, data }));
  }

  broadcast<E extends ServerEvent>(event: E, data: FrameData<E>): void {
    this.broadcastText(JSON.stringify({ event, data }));
  }

  /** Sends a frame that is already written, once for all. */
  broadcastText(frame: string): void {
    this.#sockets ??= this.#open();
    for (const socket of this.#sockets) sendText(socket, frame);
  }

  #open(): WebSocket[] {
    return this.#state.getWebSockets().filter((socket) => socket.readyState === WebSocket.OPEN);
  }
}
