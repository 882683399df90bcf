import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClientFrame, ServerFrame } from "../../../src/protocol.ts";
import { type ChatEvent, type ChatState, type Command, emptyChat, step } from "../../../web/state/chat-state.ts";
import { failureOf, viewOf } from "../../../web/state/chat-view.ts";
import { answer, frames, question } from "./shapes.ts";

const T = "11111111-1111-4111-8111-111111111111";

/** Applies events in order; gives the last state and every frame that was sent. */
function run(
  events: (ChatEvent | ServerFrame)[],
  from: ChatState = emptyChat,
): { state: ChatState; sent: ClientFrame[] } {
  let state = from;
  const sent: ClientFrame[] = [];
  for (const event of events) {
    const next = step(state, "type" in event ? event : { type: "frame", frame: event });
    state = next.state;
    sent.push(...next.send);
  }
  return { state, sent };
}

const command: Command = { event: "chat-ask", data: { turnId: T, content: "Why?", parentId: null } };
const ask: ChatEvent = { type: "command", command };
const open: ChatEvent = { type: "link", link: { state: "open" } };
const asked = question("q1", { turnId: T, turn: { turnId: T, state: "active" }, content: "Why?" });
const ids = (state: ChatState) => viewOf(state).messages.map(({ id }) => id);

describe("text by offset", () => {
  it("[W1] tokens that overlap or repeat add only what is new", () => {
    const { state } = run([
      frames.accepted(asked),
      frames.token(T, 0, "Hello"),
      frames.token(T, 0, "Hello"),
      frames.token(T, 3, "lo wor"),
      frames.token(T, 9, "ld"),
    ]);
    expect(state.turn?.text).toBe("Hello world");
  });

  it("[W1] however frames are cut, repeated and replayed, the text is the text that was sent", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 60 }),
        fc.array(fc.nat({ max: 59 }), { maxLength: 30 }),
        (text, starts) => {
          const tokens = [...starts.map((start) => start % text.length), 0].map((start) =>
            frames.token(T, start, text.slice(start)),
          );
          const { state } = run([frames.accepted(asked), frames.token(T, 0, text.slice(0, 1)), ...tokens]);
          expect(state.turn?.text).toBe(text);
        },
      ),
    );
  });

  it("[W3] a gap asks for the rest from the known offset, once, and goes on when it comes", () => {
    const gap = run([
      frames.accepted(asked),
      frames.token(T, 0, "ab"),
      frames.token(T, 4, "ef"),
      frames.token(T, 6, "gh"),
    ]);
    expect(gap.state.turn?.text).toBe("ab");
    expect(gap.sent).toEqual([{ event: "chat-resume", data: { turnId: T, attempt: 1, offset: 2 } }]);
    const { state, sent } = run([frames.token(T, 2, "cdefgh"), frames.token(T, 20, "late")], gap.state);
    expect(state.turn?.text).toBe("abcdefgh");
    expect(sent).toEqual([{ event: "chat-resume", data: { turnId: T, attempt: 1, offset: 8 } }]);
  });

  it("[W2] frames of a lower attempt are dropped, a restart begins at nothing", () => {
    const { state } = run([
      frames.accepted(asked),
      frames.token(T, 0, "first"),
      frames.restart(T, 2),
      frames.token(T, 5, " try", 1),
      frames.token(T, 0, "second", 2),
      frames.restart(T, 1),
    ]);
    expect(state.turn).toMatchObject({ attempt: 2, text: "second" });
  });

  it("[W2] a token of a higher attempt forgets the old text even when the restart was missed", () => {
    const { state } = run([frames.accepted(asked), frames.token(T, 0, "first"), frames.token(T, 0, "second", 2)]);
    expect(state.turn).toMatchObject({ attempt: 2, text: "second" });
  });

  it("[W5] a citation is known by its chunk as soon as its number stands in the text", () => {
    const { state } = run([
      frames.accepted(asked),
      frames.token(T, 0, "So [1]", 1, [{ number: 1, chunkId: "k1" }]),
      frames.token(T, 6, " it is"),
    ]);
    expect(state.turn?.cites).toEqual({ 1: "k1" });
  });
});

describe("connection", () => {
  it("[W4] a question is sent again with its turnId until it is acknowledged, and then no more", () => {
    const lost = run([open, frames.state([]), ask, { type: "link", link: { state: "connecting" } }, frames.state([])]);
    expect(lost.sent).toEqual([command, command]);
    const { sent, state } = run([frames.accepted(asked), frames.state([asked])], lost.state);
    expect(sent).toEqual([]);
    expect(state.pending).toBeNull();
  });

  it("[W4] a question that arrived although its acknowledgement was lost is not sent again", () => {
    const { sent, state } = run([
      frames.state([]),
      ask,
      frames.state([asked], { turnId: T, attempt: 1, content: "ab", stage: "writing" }),
    ]);
    expect(sent).toEqual([command, { event: "chat-resume", data: { turnId: T, attempt: 1, offset: 0 } }]);
    expect(state.pending).toBeNull();
    expect(state.turn).toMatchObject({ text: "ab", questionId: "q1" });
  });

  it("[W3] after a reconnect the running answer goes on at what both sides have", () => {
    const before = run([frames.state([]), frames.accepted(asked), frames.token(T, 0, "abcdef")]).state;
    const behind = run([frames.state([asked], { turnId: T, attempt: 1, content: "abcd", stage: "writing" })], before);
    expect(behind.state.turn?.text).toBe("abcdef");
    expect(behind.sent).toEqual([{ event: "chat-resume", data: { turnId: T, attempt: 1, offset: 6 } }]);
    const ahead = run(
      [frames.state([asked], { turnId: T, attempt: 1, content: "abcdefgh", stage: "writing" })],
      before,
    );
    expect(ahead.state.turn?.text).toBe("abcdefgh");
    const rerun = run([frames.state([asked], { turnId: T, attempt: 2, content: "x", stage: "writing" })], before);
    expect(rerun.state.turn).toMatchObject({ attempt: 2, text: "x" });
  });

  it("[W5] an answer that the page did not see from its beginning is asked for whole, so that its citations come with it", () => {
    const active = { turnId: T, attempt: 1, content: "So [1] it", stage: "writing" };
    const joined = run([frames.state([asked], active)]);
    expect(joined.sent).toEqual([{ event: "chat-resume", data: { turnId: T, attempt: 1, offset: 0 } }]);
    const cites = [{ number: 1, chunkId: "k1" }];
    const { state } = run([frames.token(T, 0, "So [1] it is", 1, cites)], joined.state);
    expect(state.turn).toMatchObject({ text: "So [1] it is", cites: { 1: "k1" } });
  });

  it("[W6] an answer that ended while the page was away is shown from the stored messages", () => {
    const before = run([frames.accepted(asked), frames.token(T, 0, "abc")]).state;
    const { state } = run([frames.state([asked, answer("a1", T)])], before);
    expect(state.turn).toBeNull();
    expect(ids(state)).toEqual(["q1", "a1"]);
  });

  it("[W6] older messages that were loaded stay in front when the newest are sent again", () => {
    const [q0, a0] = [question("q0"), answer("a0", "t-q0")];
    const { state } = run([
      frames.state([asked]),
      { type: "older", messages: [q0, a0], hasOlder: false },
      frames.state([asked]),
    ]);
    expect(ids(state)).toEqual(["q0", "a0", "q1"]);
    expect(state.hasOlder).toBe(false);
  });

  it("[W4] stopping a question that could not be sent gives it back instead of sending it later", () => {
    const { state, sent } = run([
      { type: "link", link: { state: "waiting", reason: "lost", retryInMs: 1 } },
      ask,
      { type: "stop" },
      frames.state([]),
    ]);
    expect(state.refused?.command).toEqual(command);
    expect(sent.filter(({ event }) => event === "chat-ask")).toHaveLength(1);
  });
});

describe("turns", () => {
  const stored = [question("q1", { turn: { turnId: "t-q1", state: "committed" } }), answer("a1", "t-q1")];

  it("[W7] an answer takes the place of its running text", () => {
    const { state } = run([
      frames.accepted(asked),
      frames.token(T, 0, "abc"),
      frames.complete(answer("a1", T, { content: "abc" })),
    ]);
    expect(state.turn).toBeNull();
    expect(state.messages.map(({ content }) => content)).toEqual(["Why?", "abc"]);
    expect(state.messages[0]).toMatchObject({ turn: { state: "committed" } });
  });

  it("[W7] the end of a lower attempt does not end the running one", () => {
    const { state } = run([frames.accepted(asked), frames.restart(T, 2), frames.complete(answer("a1", T), 1)]);
    expect(state.turn?.attempt).toBe(2);
  });

  it("[W8] while a retry runs the old answer is hidden; it is replaced by a new version, or comes back when that fails", () => {
    const retrying = question("q1", { turn: { turnId: T, state: "active" } });
    const running = run([
      frames.state(stored),
      { type: "command", command: { event: "chat-retry", data: { turnId: T, messageId: "a1" } } },
    ]);
    expect(ids(running.state)).toEqual(["q1"]);
    const accepted = run([frames.accepted(retrying, T)], running.state).state;
    expect(ids(accepted)).toEqual(["q1"]);
    const second = answer("a2", T, { version: 2, versions: 2, versionIds: ["a1", "a2"] });
    expect(ids(run([frames.complete(second)], accepted).state)).toEqual(["q1", "a2"]);
    const failed = run([frames.failed(T, "model-failed")], accepted).state;
    expect(ids(failed)).toEqual(["q1", "a1"]);
    const q1 = failed.messages[0];
    expect(q1?.role === "user" && failureOf(failed, q1, true)?.code).toBe("model-failed");
  });

  it("[W8] an edited question stands in its sibling's place and hides what followed", () => {
    const edited = question("q2", {
      turnId: T,
      turn: { turnId: T, state: "active" },
      version: 2,
      versions: 2,
      versionIds: ["q1", "q2"],
    });
    const edit: Command = { event: "chat-edit", data: { turnId: T, messageId: "q1", content: "new" } };
    const before = run([frames.state(stored), { type: "command", command: edit }]).state;
    expect(viewOf(before)).toMatchObject({ messages: [], sending: "new", busy: true });
    const { state } = run([frames.accepted(edited), frames.complete(answer("a2", T))], before);
    expect(ids(state)).toEqual(["q2", "a2"]);
  });

  it("[W8] choosing a version asks for it and shows what the service then sends", () => {
    const { state, sent } = run([
      frames.state(stored),
      { type: "select", messageId: "a0" },
      frames.state([question("q1"), answer("a0", "t-q1")]),
    ]);
    expect(sent).toEqual([{ event: "chat-select", data: { messageId: "a0" } }]);
    expect(ids(state)).toEqual(["q1", "a0"]);
  });

  it("[W9] a question that was refused on the spot is given back with the reason", () => {
    const { state } = run([frames.state([]), ask, frames.failed(T, "rate-limited")]);
    expect(state).toMatchObject({
      pending: null,
      messages: [],
      refused: { command, failure: { code: "rate-limited" } },
    });
  });

  it("[W9] a turn that failed after it was accepted keeps its question and says why", () => {
    const { state } = run([frames.state([]), ask, frames.accepted(asked), frames.failed(T, "quota-exceeded", false)]);
    const q1 = state.messages[0];
    expect(q1?.role === "user" && failureOf(state, q1, false)).toMatchObject({
      code: "quota-exceeded",
      retryable: false,
    });
    expect(viewOf(state).busy).toBe(false);
  });

  it("[W9] one question at a time: a second command waits for the first to end", () => {
    const { sent } = run([frames.state([]), ask, ask, frames.accepted(asked), ask]);
    expect(sent).toEqual([command]);
  });

  it("[W9] the end of a turn of which nothing is known changes no message", () => {
    const { state } = run([frames.state(stored), frames.complete(answer("a9", "t-else"))]);
    expect(ids(state)).toEqual(["q1", "a1"]);
  });

  it("[W10] a reaction shows at once and then as the service has it", () => {
    const reacted = run([frames.state(stored), { type: "react", messageId: "a1", reaction: "like" }]);
    expect(reacted.state.messages[1]).toMatchObject({ reaction: "like" });
    const updated: ServerFrame = {
      event: "chat-message-updated",
      data: { sessionId: "c1", message: answer("a1", "t-q1", { reaction: "dislike" }) },
    };
    expect(run([updated], reacted.state).state.messages[1]).toMatchObject({ reaction: "dislike" });
  });
});
