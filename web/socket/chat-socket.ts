/**
 * The socket of one chat: frames in, frames out, and under which address to find the chat.
 * A chat to be is asked for at `/chats/new/socket`; once a question of it was sent it is looked for under its own id,
 * and when it turns out not to exist, that question never arrived and a new chat takes it.
 */
import { type ClientFrame, parseServerFrame, type ServerFrame } from "../../src/protocol.ts";
import { type Link, ReconnectingSocket, type SocketDeps } from "./reconnecting-socket.ts";

export type ChatSocketEvents = { onFrame(frame: ServerFrame): void; onLink(link: Link): void };

const ASKING: ReadonlySet<ClientFrame["event"]> = new Set(["chat-ask", "chat-retry", "chat-edit"]);

/** Connects to a chat by id, or with `null` to one that its first question will make. */
export class ChatSocket {
  #sessionId: string | null;
  /** Whether the chat is known to exist: it was opened by id, or has answered a question. */
  #exists: boolean;
  /** Whether a question was sent to a chat to be, so that it may exist by now. */
  #asked = false;
  readonly #socket: ReconnectingSocket;

  /** `perhaps`: of a chat to be, the id under which an earlier visit asked its first question, so that it may exist. */
  constructor(p: { sessionId: string | null; perhaps?: string | null; events: ChatSocketEvents; deps: SocketDeps }) {
    this.#sessionId = p.sessionId ?? p.perhaps ?? null;
    this.#exists = p.sessionId !== null;
    this.#asked = !this.#exists && this.#sessionId !== null;
    this.#socket = new ReconnectingSocket({
      path: () => this.#path(),
      deps: p.deps,
      onText: (text) => {
        const frame = parseServerFrame(text);
        if (frame) this.#received(frame, p.events);
      },
      onLink: (link) => {
        if (link.state === "closed" && link.reason === "not-found" && !this.#exists) {
          this.#asked = false;
          this.#sessionId = null;
          this.#socket.start();
          return;
        }
        p.events.onLink(link);
      },
    });
  }

  start(): void {
    this.#socket.start();
  }

  stop(): void {
    this.#socket.stop();
  }

  lose(): void {
    this.#socket.lose();
  }

  /** Whether the frame went out; one that did not is not kept. */
  send(frame: ClientFrame): boolean {
    const sent = this.#socket.send(JSON.stringify(frame));
    if (sent && ASKING.has(frame.event)) this.#asked = true;
    return sent;
  }

  #received(frame: ServerFrame, events: ChatSocketEvents): void {
    if (frame.event === "chat-state") this.#sessionId = frame.data.chat.id;
    if (frame.event === "chat-turn-accepted") this.#exists = true;
    events.onFrame(frame);
  }

  #path(): string {
    const known = this.#sessionId !== null && (this.#exists || this.#asked);
    return `/api/v1/chats/${known ? encodeURIComponent(this.#sessionId ?? "") : "new"}/socket`;
  }
}
