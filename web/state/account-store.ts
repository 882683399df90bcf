/**
 * The account of this page: its socket, its lists and what a student can do with them. Glue; decisions are `accountStep`'s.
 * A refusal as `unauthenticated`, wherever it comes from, signs the page out; the address stays, so that signing in returns to it.
 */
import type { Document, ServerFrame } from "../../src/protocol.ts";
import { ApiError, api } from "../api.ts";
import { accountSocket } from "../socket/account-socket.ts";
import type { Link, ReconnectingSocket, SocketDeps } from "../socket/reconnecting-socket.ts";
import { type AccountEvent, type AccountState, accountStep, emptyAccount } from "./account-state.ts";
import { Store } from "./store.ts";
import { rememberIn } from "./was-in.ts";

const CONFIRM_AGAIN_MS = 5_000;

/** Owns the account's state; every method may throw an `ApiError` unless it says otherwise. */
export class AccountStore {
  readonly state: Store<AccountState>;
  readonly #socket: ReconnectingSocket;
  #missed = false;
  #confirming: Promise<boolean> | null = null;
  #confirmedAt = 0;

  constructor(deps: { socket: SocketDeps; soon: (run: () => void) => void }) {
    this.state = new Store(emptyAccount, deps.soon);
    this.#socket = accountSocket({
      deps: deps.socket,
      onFrame: (frame) => this.do({ type: "frame", frame }),
      onLink: (link) => this.#linked(link),
    });
  }

  readonly do = (event: AccountEvent): void => {
    if (event.type === "signed-in" || event.type === "signed-out") rememberIn(event.type === "signed-in");
    this.state.set(accountStep(this.state.now(), event));
  };

  /** Frames of a chat's socket carry the quota too. */
  readonly onChatFrame = (frame: ServerFrame): void => this.do({ type: "frame", frame });

  /** Finds out who is here and loads the lists. Never throws. */
  readonly load = async (): Promise<void> => {
    try {
      const { user, quota } = await api.me();
      this.do({ type: "signed-in", user, quota });
      this.#socket.start();
      await this.#loadLists();
    } catch (cause) {
      this.#failed(cause);
    }
  };

  /** `then` runs before the page shows that somebody is in. */
  readonly enterAsGuest = async (then?: () => void): Promise<void> => {
    await api.enterAsGuest();
    then?.();
    await this.load();
  };

  readonly leave = async (): Promise<void> => {
    this.stop();
    await api.leave().catch(() => undefined);
    this.do({ type: "signed-out" });
  };

  readonly stop = (): void => this.#socket.stop();
  readonly lose = (): void => this.#socket.lose();
  /** The network or the page is back: tries now instead of later. */
  readonly wake = (): void => {
    if (this.state.now().session === "in") this.#socket.start();
    else if (this.state.now().session === "unreachable") void this.load();
  };

  /** Loads the lists anew: classes, the newest chats, the documents of classes that were opened. Never throws. */
  async #loadLists(more: Promise<unknown>[] = []): Promise<void> {
    const opened = Object.keys(this.state.now().documents);
    const loads = [
      ...more,
      api.classes().then((classes) => this.do({ type: "classes", classes })),
      api.chats({}).then(({ chats, cursor }) => this.do({ type: "chats", chats, cursor, append: false })),
      ...opened.map((classId) => this.loadDocuments(classId)),
    ];
    for (const result of await Promise.allSettled(loads)) if (result.status === "rejected") this.#failed(result.reason);
  }

  /** Catches up with what was said while the line was down. Never throws. */
  readonly #catchUp = (): Promise<void> =>
    this.#loadLists([api.me().then(({ user, quota }) => this.do({ type: "signed-in", user, quota }))]);

  readonly moreChats = async (): Promise<void> => {
    const cursor = this.state.now().chatsCursor;
    if (!cursor) return;
    const more = await this.#try(api.chats({ cursor }));
    this.do({ type: "chats", chats: more.chats, cursor: more.cursor, append: true });
  };

  readonly loadDocuments = async (classId: string): Promise<void> => {
    const since = this.state.now().told;
    this.do({ type: "documents", classId, documents: await this.#try(api.documents(classId)), since });
  };

  readonly createClass = async (name: string): Promise<string> => {
    const made = await this.#try(api.createClass(name));
    this.do({ type: "class-created", class: made });
    return made.id;
  };

  readonly renameClass = async (classId: string, name: string): Promise<void> => {
    await this.#try(api.renameClass(classId, name));
    this.do({ type: "class-renamed", classId, name });
  };

  readonly removeClass = async (classId: string): Promise<void> => {
    await this.#try(api.removeClass(classId));
    this.do({ type: "class-removed", classId });
  };

  readonly removeDocument = async (classId: string, docId: string, leaving = false): Promise<void> => {
    await this.#try(api.removeDocument(classId, docId, leaving));
    this.do({ type: "document-removed", classId, docId });
  };

  readonly renameChat = async (chatId: string, title: string): Promise<void> => {
    this.do({ type: "chat", chat: await this.#try(api.renameChat(chatId, title)) });
  };

  readonly removeChat = async (chatId: string, leaving = false): Promise<void> => {
    await this.#try(api.removeChat(chatId, leaving));
    this.do({ type: "chat-removed", chatId });
  };

  readonly changeDocument = async (
    classId: string,
    docId: string,
    change: { name?: string; reference?: string | null; update?: null },
  ): Promise<void> => {
    this.do({ type: "document-changed", document: await this.#try(api.changeDocument(classId, docId, change)) });
  };

  /** Resolves when a document was read, or with its failed state when that did not work. */
  readonly whenRead = (docId: string, signal: AbortSignal): Promise<Document> =>
    new Promise((resolve, reject) => {
      const look = () => {
        const known = this.state.now().told[docId];
        if (known?.status !== "ready" && known?.status !== "failed") return;
        stop();
        resolve(known);
      };
      const stop = this.state.subscribe(look);
      signal.addEventListener("abort", () => {
        stop();
        reject(signal.reason);
      });
      look();
    });

  /**
   * A line or a request was refused as signed out. The session may have been renewed elsewhere, so that is asked first;
   * resolves to whether somebody is signed in. Asked by many at once, it asks once. Never throws.
   */
  readonly confirm = (): Promise<boolean> => {
    this.#confirming ??= this.#confirmed().finally(() => {
      this.#confirming = null;
    });
    return this.#confirming;
  };

  async #confirmed(): Promise<boolean> {
    // A line that is refused again at once is not helped by asking once more.
    const isAgain = Date.now() - this.#confirmedAt < CONFIRM_AGAIN_MS;
    this.#confirmedAt = Date.now();
    try {
      const { user, quota } = await api.me();
      if (isAgain) {
        this.#signedOut();
        return false;
      }
      this.do({ type: "signed-in", user, quota });
      this.#socket.start();
      return true;
    } catch (cause) {
      if (cause instanceof ApiError && cause.code === "unauthenticated") this.#signedOut();
      return false;
    }
  }

  async #try<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (cause) {
      if (cause instanceof ApiError && cause.code === "unauthenticated") void this.confirm();
      throw cause;
    }
  }

  #failed(cause: unknown): void {
    if (cause instanceof ApiError && cause.code === "unauthenticated") this.#signedOut();
    else this.do({ type: "unreachable" });
  }

  #signedOut(): void {
    this.stop();
    this.do({ type: "signed-out" });
  }

  /** What was said while the line was down is fetched when it is back. */
  #linked(link: Link): void {
    this.do({ type: "link", link });
    switch (link.state) {
      case "connecting":
        return;
      case "waiting":
        this.#missed = true;
        return;
      case "open":
        if (this.#missed) void this.#catchUp();
        this.#missed = false;
        return;
      case "closed":
        if (link.reason === "unauthenticated") void this.confirm();
    }
  }
}
