/** One open chat: its socket, its state and what a student can do. Glue; the decisions are `step`'s. */
import type { Chat, Message, ServerFrame } from "../../src/protocol.ts";
import { ChatSocket } from "../socket/chat-socket.ts";
import type { SocketDeps } from "../socket/reconnecting-socket.ts";
import { type ChatEvent, type ChatState, type Command, emptyChat, step } from "./chat-state.ts";
import type { KeptQuestion } from "./kept-question.ts";
import { Store } from "./store.ts";

export type ChatStoreDeps = {
  socket: SocketDeps;
  soon: (run: () => void) => void;
  /** Also told of every frame, for what concerns the account. */
  onFrame: (frame: ServerFrame) => void;
  /** Loads shown messages before the named one, oldest first. */
  older: (chatId: string, before: string, limit: number) => Promise<Message[]>;
  /** What has to be done before a question is sent; null where nothing has to be waited for. */
  before: () => Promise<void> | null;
  /** A question that an earlier visit sent and that nobody acknowledged. */
  kept: KeptQuestion | null;
  /** Keeps the question that is on its way, with where it was sent from and the chat that it may make; null forgets it. */
  keep: (chatId: string | null, kept: KeptQuestion | null) => void;
};

/** Few enough that putting them into the page is not felt while it scrolls. */
const OLDER_AT_ONCE = 12;

/** A chat by id, or with null one that its first question makes. */
export class ChatStore {
  readonly opened: string | null;
  readonly state: Store<ChatState>;
  readonly #socket: ChatSocket;
  readonly #deps: ChatStoreDeps;
  /** Under which chat the question on its way is kept: the one that was open when it was asked. */
  #keptAt: string | null;
  #loading = false;

  constructor(sessionId: string | null, deps: ChatStoreDeps) {
    this.opened = sessionId;
    this.#deps = deps;
    this.#keptAt = sessionId;
    this.state = new Store({ ...emptyChat, pending: deps.kept?.command ?? null }, deps.soon);
    this.#socket = new ChatSocket({
      sessionId,
      perhaps: deps.kept?.sessionId ?? null,
      deps: deps.socket,
      events: {
        onFrame: (frame) => {
          this.do({ type: "frame", frame });
          deps.onFrame(frame);
        },
        onLink: (link) => this.do({ type: "link", link }),
      },
    });
  }

  /** Connects, now if a wait is going on. */
  readonly start = (): void => this.#socket.start();
  /** Leaves the chat. A question that went out is the service's now; one that did not is kept for the next visit. */
  readonly stop = (): void => {
    const { pending, link } = this.state.now();
    if (pending && link.state === "open") this.#deps.keep(this.#keptAt, null);
    this.#socket.stop();
  };
  readonly lose = (): void => this.#socket.lose();

  /** The id of the chat if it exists by now. */
  get id(): string | null {
    const { chat, messages } = this.state.now();
    return this.opened ?? (messages.length > 0 ? (chat?.id ?? null) : null);
  }

  /** Applies an event and sends what follows from it. */
  readonly do = (event: ChatEvent): void => {
    const last = this.state.now();
    const next = step(last, event);
    this.state.set(next.state);
    const { pending, chat } = next.state;
    if (pending !== last.pending || (pending && chat?.id !== last.chat?.id)) {
      if (pending && !last.pending) this.#keptAt = this.id;
      this.#deps.keep(this.#keptAt, pending && { command: pending, sessionId: chat?.id ?? null });
    }
    for (const frame of next.send) this.#socket.send(frame);
  };

  readonly command = (command: Command): void => {
    const before = this.#deps.before();
    if (before === null) this.do({ type: "command", command });
    else void before.then(() => this.do({ type: "command", command }));
  };
  readonly rename = (chat: Chat): void => this.do({ type: "chat", chat });

  /** Loads older messages, once at a time; a failure leaves things as they are. */
  readonly loadOlder = async (): Promise<void> => {
    const { chat, messages, hasOlder } = this.state.now();
    const first = messages[0];
    if (!chat || !first || !hasOlder || this.#loading) return;
    this.#loading = true;
    try {
      const older = await this.#deps.older(chat.id, first.id, OLDER_AT_ONCE);
      // The chat may have shown another branch meanwhile.
      if (this.state.now().messages[0]?.id !== first.id) return;
      this.do({ type: "older", messages: older, hasOlder: older.length === OLDER_AT_ONCE });
    } finally {
      this.#loading = false;
    }
  };
}
