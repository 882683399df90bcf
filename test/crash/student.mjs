/**
 * A user of the crash test: asks, asks again, edits, stops and removes over HTTP and sockets, in several chats at once, and keeps
 * a record of what was acknowledged. Everything it does may be cut off by a kill at any moment.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { ChatRecord } from "./chat-record.mjs";

/** @typedef {import("./chat-record.mjs").Turn} Turn */
/** @typedef {{ violated: import("./chat-record.mjs").Violated, happened: (what: import("./chat-record.mjs").Happening) => void }} Told */

const CALL_WITHIN_MS = 60_000;
/** A chat with so many turns is left alone and another one begun, so that reading everything back stays quick. */
const TURNS_OF_A_CHAT = 25;

export class Student {
  /** The chats that are in use. @type {ChatRecord[]} */
  chats = [];
  /** Those that were left or removed; they stay promised, or stay gone. @type {ChatRecord[]} */
  left = [];
  /** Chats that are made by their first question, whose name was not learned yet. @type {{ turnId: string, content: string }[]} */
  unnamed = [];
  /** How often a crash fell between an answer's commit and the word about it. */
  unheard = 0;
  /** What the account said last, and the bounds of what it was to say. */
  count = { used: 0, reserved: 0, least: 0, most: 0 };
  url = "";
  #token;
  #told;
  #random;

  /** @param {{ name: string, token: string, removes: boolean, random: import("./random.mjs").Random, told: Told }} who */
  constructor({ name, token, removes, random, told }) {
    this.name = name;
    this.removes = removes;
    this.#token = token;
    this.#random = random;
    this.#told = told;
  }

  /** Every chat that was ever known. */
  get known() {
    return [...this.chats, ...this.left];
  }

  /**
   * One request; rejects when the service is gone.
   * @param {string} method
   * @param {string} path below /api/v1
   * @param {unknown} [body]
   * @returns {Promise<{ status: number, value: any }>}
   */
  async call(method, path, body) {
    const headers = { authorization: `Bearer ${this.#token}`, "content-type": "application/json" };
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers,
      signal: AbortSignal.timeout(CALL_WITHIN_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, value: text === "" ? null : JSON.parse(text) };
  }

  /**
   * Makes chats until there are so many.
   * @param {number} count
   */
  async settleIn(count) {
    while (this.chats.length < count) {
      const { status, value } = await this.call("POST", "/chats", {});
      if (status !== 201) throw new Error(`no chat: ${status} ${JSON.stringify(value)}`);
      this.chats.push(new ChatRecord(value.chat.id, this.#told));
    }
  }

  /** Leaves the chats that are full or removed. */
  tidy() {
    const done = this.chats.filter(({ turns, removal }) => turns.size >= TURNS_OF_A_CHAT || removal !== "none");
    this.chats = this.chats.filter((chat) => !done.includes(chat));
    this.left.push(...done);
  }

  /**
   * Watches a chat; resolves when its state is there.
   * @param {ChatRecord} chat
   * @returns {Promise<WebSocket>}
   */
  watch(chat) {
    const address = `${this.url.replace(/^http/, "ws")}/api/v1/chats/${chat.sessionId}/socket`;
    const socket = new WebSocket(address, ["chat.v1", `bearer.${this.#token}`]);
    return new Promise((resolve, reject) => {
      socket.addEventListener("message", ({ data }) => {
        const frame = JSON.parse(String(data));
        chat.take(frame);
        if (frame.event === "chat-state") resolve(socket);
      });
      socket.addEventListener("error", () => reject(new Error("the socket was refused")));
      socket.addEventListener("close", ({ code }) => {
        chat.lost();
        reject(new Error(`the socket was closed with ${code}`));
      });
    });
  }

  /**
   * Uses a chat until the service is killed.
   * @param {ChatRecord} chat
   * @param {AbortSignal} over
   */
  async use(chat, over) {
    const gone = new Promise((resolve) => over.addEventListener("abort", resolve, { once: true }));
    const socket = await this.watch(chat);
    while (!over.aborted && chat.removal === "none") {
      const turn = await this.#command(chat, socket);
      if (this.#random.chance(0.15)) this.#stopLater(chat, turn, socket, over);
      if (this.removes && this.#random.chance(0.3)) await this.#remove(chat);
      if (chat.removal !== "none") break;
      await Promise.race([turn.settled, gone]);
      // A refused command is not repeated at once: the service counts refusals.
      await sleep(turn.refused === null ? this.#random.integer(0, 30) : 300);
    }
    socket.close();
  }

  /** Begins a chat by asking in it, as a script without a socket does. */
  async askInNewChat() {
    const ask = { turnId: crypto.randomUUID(), content: this.#question() };
    this.unnamed.push(ask);
    await this.learnName(ask);
  }

  /**
   * Sends the first question of a chat, perhaps once more: it is the same chat each time.
   * @param {{ turnId: string, content: string }} ask
   */
  async learnName(ask) {
    const { status, value } = await this.call("POST", "/chat/new", ask);
    this.unnamed = this.unnamed.filter((other) => other !== ask);
    if (status === 202) {
      const chat = new ChatRecord(value.sessionId, this.#told);
      chat.begin("chat-ask", { content: ask.content }, ask.turnId).acknowledged = true;
      this.left.push(chat);
    } else if (status !== 429) this.#told.violated("a question was refused", { status, value, ask });
  }

  /**
   * Sends the next command of a chat; resolves when it is sent.
   * @param {ChatRecord} chat
   * @param {WebSocket} socket
   * @returns {Promise<Turn>}
   */
  async #command(chat, socket) {
    const lost = [...chat.turns.values()].find(({ refused }) => refused === NEVER_CAME);
    const kind = this.#random.weighted({
      ask: 50,
      "ask over HTTP": 12,
      retry: chat.answers.size > 0 ? 16 : 0,
      "retry a question": chat.questions.size > 0 ? 6 : 0,
      edit: chat.questions.size > 0 ? 14 : 0,
      "send again": lost === undefined ? 0 : 30,
    });
    const answer = this.#random.one([...chat.answers.keys()]) ?? "";
    const question = this.#random.one([...chat.questions.keys()]) ?? "";
    const send = (/** @type {Turn} */ turn) => {
      socket.send(JSON.stringify({ event: turn.event, data: { turnId: turn.turnId, ...turn.fields } }));
      return turn;
    };
    switch (kind) {
      case "ask":
        return send(chat.begin("chat-ask", { content: this.#question() }));
      case "ask over HTTP": {
        const turn = chat.begin("chat-ask", { content: this.#question() });
        await this.#askOverHttp(chat, turn);
        return turn;
      }
      case "retry":
        return send(chat.begin("chat-retry", { messageId: answer }));
      case "retry a question":
        return send(chat.begin("chat-retry", { messageId: question }));
      case "edit":
        return send(chat.begin("chat-edit", { messageId: question, content: this.#question() }));
      case "send again":
        if (lost === undefined) throw new Error("nothing was lost");
        chat.again(lost);
        return send(lost);
    }
  }

  /** @param {ChatRecord} chat @param {Turn} turn */
  async #askOverHttp(chat, turn) {
    const body = { sessionId: chat.sessionId, turnId: turn.turnId, content: turn.fields.content };
    const { status, value } = await this.call("POST", "/chat/new", body);
    if (status === 202) turn.acknowledged = true;
    else turn.refused = value?.code ?? String(status);
    if (turn.refused !== null) turn.settle();
  }

  /** @param {ChatRecord} chat @param {Turn} turn @param {WebSocket} socket @param {AbortSignal} over */
  async #stopLater(chat, turn, socket, over) {
    await sleep(this.#random.integer(5, 250));
    if (over.aborted || turn.end !== null || turn.refused !== null || chat.removal !== "none") return;
    socket.send(JSON.stringify({ event: "chat-stop", data: { turnId: turn.turnId } }));
  }

  /** @param {ChatRecord} chat */
  async #remove(chat) {
    await sleep(this.#random.integer(0, 200));
    chat.removal = "asked";
    const { status } = await this.call("DELETE", `/chats/${chat.sessionId}`);
    if (status < 300) chat.removal = "acknowledged";
    else this.#told.violated("a chat could not be removed", { sessionId: chat.sessionId, status });
  }

  /** A question that also says how the stand-in model is to answer it. */
  #question() {
    const random = this.#random;
    const length = `tokens=${random.integer(3, 110)} gap=${random.integer(1, 12)} first=${random.integer(0, 90)}`;
    const odd = random.weighted({
      "": 88,
      " finish=length": 3,
      " cut=3": 3,
      " nofinish=1": 2,
      " status=500 times=1": 2,
      " split=1 unicode=1": 2,
    });
    return `${crypto.randomUUID().slice(0, 8)} of ${this.name}: why? [[${length}${odd}]]`;
  }
}

/** Why a command counts as refused that the service never got: it may be sent again under the same id. */
export const NEVER_CAME = "never came";
