/**
 * What one client was told of one chat, so that it can be asked for again after a crash: a frame that has come is a promise.
 * Calls `violated` at once when a frame breaks an earlier one. Knows nothing of HTTP; asking again is `checks.mjs`.
 */

/** @typedef {{ state: "committed", messageId: string | undefined } | { state: "failed", code: string | undefined }} End */
/**
 * A command and what is known of its turn. `acknowledged`: its question was accepted, so it must be there for ever. `refused`: it
 * was refused on the spot and stored nothing. `settled` resolves at its end or its refusal.
 * @typedef {{
 *   turnId: string,
 *   event: "chat-ask" | "chat-retry" | "chat-edit",
 *   fields: Record<string, string>,
 *   acknowledged: boolean,
 *   refused: string | null,
 *   end: End | null,
 *   attempt: number,
 *   text: string,
 *   whole: boolean,
 *   settled: Promise<void>,
 *   settle: () => void,
 * }} Turn
 */
/** @typedef {{ content: string, turnId: string }} KnownQuestion */
/** @typedef {{ content: string, turnId: string, status: string, question: string | null }} KnownAnswer */
/** @typedef {(kind: string, detail: unknown) => void} Violated */
/** @typedef {"accepted" | "token" | "complete" | "error"} Happening */

export class ChatRecord {
  /** @type {Map<string, Turn>} */
  turns = new Map();
  /** @type {Map<string, KnownQuestion>} */
  questions = new Map();
  /** @type {Map<string, KnownAnswer>} */
  answers = new Map();
  /** Whether its removal was asked for, and answered. @type {"none" | "asked" | "acknowledged"} */
  removal = "none";
  #violated;
  #happened;

  /**
   * @param {string} sessionId
   * @param {{ violated: Violated, happened: (what: Happening) => void }} told
   */
  constructor(sessionId, { violated, happened }) {
    this.sessionId = sessionId;
    this.#violated = violated;
    this.#happened = happened;
  }

  /**
   * Notes a command that is about to be sent.
   * @param {Turn["event"]} event
   * @param {Record<string, string>} fields
   * @param {string} [turnId]
   * @returns {Turn}
   */
  begin(event, fields, turnId = crypto.randomUUID()) {
    const { promise, resolve } = /** @type {PromiseWithResolvers<void>} */ (Promise.withResolvers());
    /** @type {Turn} */
    const turn = {
      turnId,
      event,
      fields,
      acknowledged: false,
      refused: null,
      end: null,
      attempt: 1,
      text: "",
      whole: true,
      settled: promise,
      settle: resolve,
    };
    this.turns.set(turnId, turn);
    return turn;
  }

  /** Notes that a command which never came is about to be sent again. @param {Turn} turn */
  again(turn) {
    const { promise, resolve } = /** @type {PromiseWithResolvers<void>} */ (Promise.withResolvers());
    Object.assign(turn, { settled: promise, settle: resolve, refused: null });
  }

  /**
   * Takes a frame of the chat's socket.
   * @param {{ event: string, data: any }} frame
   */
  take({ event, data }) {
    if (event === "error") {
      if (data.code === "conflict") this.#violated("a command is not what it was", { sessionId: this.sessionId, data });
      return;
    }
    if (event === "chat-state") {
      // A turn that this socket did not see from its beginning is continued from here.
      const active = data.activeTurn && this.turns.get(data.activeTurn.turnId);
      if (active)
        Object.assign(active, { attempt: data.activeTurn.attempt, text: data.activeTurn.content, whole: true });
      return;
    }
    const turn = this.turns.get(data?.turnId);
    if (turn === undefined) return;
    if (data.attempt !== undefined && data.attempt < turn.attempt) return;
    switch (event) {
      case "chat-turn-accepted":
        turn.acknowledged = true;
        this.#learnQuestion(turn, data.message);
        this.#happened("accepted");
        break;
      case "chat-stream-restart":
        Object.assign(turn, { attempt: data.attempt, text: "", whole: true });
        break;
      case "chat-stream-token":
        if (data.attempt > turn.attempt) Object.assign(turn, { attempt: data.attempt, text: "" });
        if (turn.whole && data.offset > turn.text.length) this.#violated("gap", { ...data, had: turn.text.length });
        turn.text = turn.text.slice(0, data.offset) + data.token;
        this.#happened("token");
        break;
      case "chat-stream-complete":
        // What streamed is what is stored; a turn that was joined after its end has streamed nothing.
        if (turn.end === null && turn.whole && turn.text !== "" && turn.text !== data.message.content) {
          this.#violated("streamed something else", {
            turnId: turn.turnId,
            streamed: turn.text,
            stored: data.message.content,
          });
        }
        this.learnEnd(turn, { state: "committed", messageId: data.message.id });
        this.learnAnswer(data.message);
        this.#happened("complete");
        break;
      case "chat-stream-error":
        // Without an attempt there is no turn: it was refused on the spot, and nothing was stored.
        if (data.attempt === undefined) {
          turn.refused = data.code;
          return turn.settle();
        }
        this.learnEnd(turn, { state: "failed", code: data.code });
        this.#happened("error");
        break;
    }
  }

  /** A socket that watched is gone: what streams now is not seen. */
  lost() {
    for (const turn of this.turns.values()) if (turn.end === null) turn.whole = false;
  }

  /**
   * An end is final: a second one must be the same.
   * @param {Turn} turn
   * @param {End} end
   */
  learnEnd(turn, end) {
    if (turn.end !== null && JSON.stringify(turn.end) !== JSON.stringify(end)) {
      this.#violated("a final turn changed", { turnId: turn.turnId, was: turn.end, is: end });
    }
    turn.end ??= end;
    turn.settle();
  }

  /** @param {any} message an answer as the service gives it */
  learnAnswer({ id, content, turnId, status }) {
    const known = this.answers.get(id);
    if (known !== undefined && (known.content !== content || known.turnId !== turnId)) {
      this.#violated("an answer changed", { id, was: known, is: content });
    }
    for (const [otherId, other] of this.answers) {
      if (otherId !== id && other.turnId === turnId) this.#violated("doubled", { turnId, answers: [otherId, id] });
    }
    const turn = this.turns.get(turnId);
    this.answers.set(id, { content, turnId, status, question: turn === undefined ? null : this.#askedBy(turn) });
  }

  /** How many turns are known to be committed. */
  get committed() {
    return [...this.turns.values()].filter(({ end }) => end?.state === "committed").length;
  }

  /** Turns whose end nobody has told yet, and which may exist. */
  get open() {
    return [...this.turns.values()].filter(({ end, refused }) => end === null && refused === null);
  }

  /** @param {Turn} turn @param {any} message */
  #learnQuestion(turn, { id, content, turnId }) {
    const sent = turn.fields.content;
    if (sent !== undefined && sent !== content) this.#violated("a question was stored differently", { sent, content });
    this.questions.set(id, { content, turnId });
  }

  /** The text that a turn answers, where it is known. @param {Turn} turn @returns {string | null} */
  #askedBy({ fields }) {
    if (fields.content !== undefined) return fields.content;
    const { messageId = "" } = fields;
    return this.questions.get(messageId)?.content ?? this.answers.get(messageId)?.question ?? null;
  }
}
