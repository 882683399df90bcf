/**
 * What must hold after a restart on the same state: waits for every turn to end, reads everything back that was promised, and
 * compares the account's count with the answers. Learns on the way what the crash kept the clients from hearing.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { NEVER_CAME } from "./student.mjs";

/** @typedef {import("./chat-record.mjs").ChatRecord} ChatRecord */
/** @typedef {import("./chat-record.mjs").Violated} Violated */
/** @typedef {import("./student.mjs").Student} Student */
/** @typedef {(question: string) => string} Expected the text that the stand-in model gives to a question */

const END_WITHIN_MS = 60_000;
const COUNT_WITHIN_MS = 60_000;
const AT_ONCE = 6;

/**
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => Promise<unknown>} act
 */
export async function forAll(items, act) {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await act(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/**
 * Waits until each turn that may exist has ended.
 * @param {Student} student
 * @param {Violated} violated
 */
export async function turnsEnd(student, violated) {
  await forAll([...student.unnamed], (ask) => student.learnName(ask));
  const there = student.known.filter(({ removal }) => removal !== "acknowledged");
  const open = there.flatMap((chat) => chat.open.map((turn) => ({ chat, turn })));
  const until = Date.now() + END_WITHIN_MS;
  await forAll(open, async ({ chat, turn }) => {
    for (let asked = 1; ; asked++) {
      const { status, value } = await student.call("GET", `/chats/${chat.sessionId}/turns/${turn.turnId}`);
      if (status === 404 && (await isGone(student, chat, violated))) return;
      if (status === 404) {
        if (turn.acknowledged) violated("lost question", { sessionId: chat.sessionId, turn });
        turn.refused = NEVER_CAME;
        return;
      }
      if (status !== 200) return violated("unexpected answer", { status, value });
      if (value.state === "committed") {
        if (asked === 1 && turn.attempt === 1) student.unheard++;
        return chat.learnEnd(turn, { state: "committed", messageId: value.messageId });
      }
      if (value.state === "failed") return chat.learnEnd(turn, { state: "failed", code: value.code });
      if (Date.now() > until) return violated("no end", { sessionId: chat.sessionId, turn, value });
      await sleep(25);
    }
  });
}

/**
 * Reads a chat back: every question and answer that was acknowledged, and no other.
 * @param {Student} student
 * @param {ChatRecord} chat
 * @param {{ violated: Violated, expected: Expected }} judge
 */
export async function chatIsWhole(student, chat, { violated, expected }) {
  if (await isGone(student, chat, violated)) return;
  const { sessionId } = chat;
  /** @type {Map<string, any>} */
  const found = new Map();
  /** @type {string | null} */
  let before = null;
  do {
    const { status, value } = await student.call(
      "GET",
      `/chats/${sessionId}?limit=100${before === null ? "" : `&before=${before}`}`,
    );
    if (status !== 200) return violated("lost chat", { sessionId, status, value });
    /** @type {string | undefined} */
    const first = value.messages[0]?.id;
    if (first !== undefined && found.has(first)) return violated("a chat without a beginning", { sessionId, first });
    for (const message of value.messages) found.set(message.id, message);
    before = value.messages.length === 100 && first !== undefined ? first : null;
  } while (before !== null);

  const committed = [...chat.turns.values()].flatMap(({ end }) =>
    end?.state === "committed" ? [end.messageId ?? ""] : [],
  );
  const promised = new Set([...chat.questions.keys(), ...chat.answers.keys(), ...committed]);
  // Versions lead to versions: all that can be reached is read.
  for (;;) {
    const named = [...promised, ...[...found.values()].flatMap(({ versionIds }) => versionIds)];
    const missing = [...new Set(named)].filter((id) => !found.has(id));
    if (missing.length === 0) break;
    await forAll(missing, async (id) => {
      const { status, value } = await student.call("GET", `/chats/${sessionId}/messages/${id}`);
      found.set(id, status === 200 ? value.message : { id, role: null, versionIds: [] });
    });
  }

  for (const [id, { content, turnId }] of chat.questions) {
    const message = found.get(id);
    if (message.content !== content || message.turnId !== turnId)
      violated("lost question", { sessionId, id, content, found: message });
  }
  for (const [id, { content, turnId }] of chat.answers) {
    const message = found.get(id);
    if (message.content !== content || message.turnId !== turnId)
      violated("lost answer", { sessionId, id, content, found: message });
  }
  for (const message of found.values()) {
    const turn = chat.turns.get(message.turnId);
    if (message.role === "user") {
      if (turn === undefined) violated("a question of nobody", { sessionId, message });
      else chat.questions.set(message.id, { content: message.content, turnId: message.turnId });
    } else if (message.role === "assistant") {
      if (turn?.end?.state !== "committed" || turn.end.messageId !== message.id) {
        violated("an answer without its turn", { sessionId, message, turn });
      }
      chat.learnAnswer(message);
      const known = chat.answers.get(message.id);
      if (known && known.question !== null)
        isTheModels(known, expected, (detail) => violated("another answer", { sessionId, ...detail }));
    }
  }
  for (const turn of chat.turns.values()) {
    const { end, fields, acknowledged, event } = turn;
    if (end?.state === "committed" && !chat.answers.has(end.messageId ?? ""))
      violated("lost answer", { sessionId, turn });
    if (
      acknowledged &&
      event !== "chat-retry" &&
      ![...chat.questions.values()].some(({ content }) => content === fields.content)
    ) {
      violated("lost question", { sessionId, turn });
    }
  }
}

/**
 * Asks for every turn of a chat once more: ends are final.
 * @param {Student} student
 * @param {ChatRecord} chat
 * @param {Violated} violated
 */
export async function endsAreFinal(student, chat, violated) {
  if (await isGone(student, chat, violated)) return;
  const ended = [...chat.turns.values()].filter(({ end }) => end !== null);
  await forAll(ended, async (turn) => {
    const { status, value } = await student.call("GET", `/chats/${chat.sessionId}/turns/${turn.turnId}`);
    if (status !== 200) return violated("lost turn", { sessionId: chat.sessionId, turn, status });
    const { state, messageId, code } = value;
    chat.learnEnd(turn, state === "committed" ? { state, messageId } : { state, code });
  });
}

/**
 * Waits until the account has counted each committed turn once and holds nothing; notes what it says in `student.count`.
 * What was removed while it was being answered may have counted or not, as PROTOCOL.md says: it gives the count its bounds.
 * @param {Student} student
 * @param {Violated} violated
 */
export async function countIsRight(student, violated) {
  const least = student.known.reduce((sum, chat) => sum + chat.committed, 0);
  const removed = student.known.filter(({ removal }) => removal !== "none");
  const most = least + removed.reduce((sum, { open }) => sum + open.length, 0);
  const until = Date.now() + COUNT_WITHIN_MS;
  for (;;) {
    const { status, value } = await student.call("GET", "/me");
    if (status !== 200) return violated("unexpected answer", { status, value });
    const { used, reserved } = value.quota;
    student.count = { used, reserved, least, most };
    const about = { student: student.name, ...student.count };
    if (used > most) return violated("counted too much", about);
    if (used >= least && reserved === 0) return;
    if (Date.now() > until) return violated(used < least ? "counted too little" : "still held", about);
    await sleep(50);
  }
}

/**
 * Whether a chat whose removal was asked for is gone; one that once was must be for ever.
 * @param {Student} student
 * @param {ChatRecord} chat
 * @param {Violated} violated
 */
async function isGone(student, chat, violated) {
  if (chat.removal === "none") return false;
  const { status } = await student.call("GET", `/chats/${chat.sessionId}`);
  if (chat.removal === "acknowledged" && status !== 404)
    violated("a removed chat is back", { sessionId: chat.sessionId, status });
  if (status === 404) chat.removal = "acknowledged";
  return status === 404;
}

/** The same text but for marks, which the service drops where it has no sources. @param {string} text */
const plain = (text) =>
  text
    .replace(/\[\d+\]/g, "")
    .replace(/\s+/g, " ")
    .trim();

/**
 * @param {import("./chat-record.mjs").KnownAnswer} answer
 * @param {Expected} expected
 * @param {(detail: object) => void} differs
 */
function isTheModels({ content, status, question }, expected, differs) {
  const whole = plain(expected(question ?? ""));
  const said = plain(content);
  const right = status === "complete" ? said === whole : whole.startsWith(said);
  if (!right) differs({ status, question, content, whole });
}
