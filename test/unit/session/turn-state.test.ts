import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { failure } from "../../../src/failure.ts";
import { NEW_TURN, stageOf, step, type TurnEvent, type TurnState } from "../../../src/session/turn-state.ts";

const run = (...events: TurnEvent[]) => events.reduce<TurnState>(step, NEW_TURN);
const outcome = (state: TurnState) => (state.phase === "ended" ? state.outcome : state);
const asked: TurnEvent = { type: "asked" };
const sent: TurnEvent = { type: "text", sent: true };
const unsent: TurnEvent = { type: "text", sent: false };

describe("a turn's state machine", () => {
  it("[T1] a finished answer with text is committed as the model ended it", () => {
    expect(outcome(run(asked, sent, { type: "model-ended", status: "complete" }))).toEqual({
      kind: "commit",
      status: "complete",
    });
    expect(outcome(run(asked, sent, { type: "model-ended", status: "truncated" }))).toEqual({
      kind: "commit",
      status: "truncated",
    });
  });

  it("[T2] an answer without text fails, whatever the model says", () => {
    expect(outcome(run(asked, { type: "model-ended", status: "complete" }))).toMatchObject({
      kind: "fail",
      failure: { code: "model-failed" },
    });
  });

  it("[T3] a stop after the first text commits as stopped, before it fails as stopped", () => {
    expect(outcome(run(asked, sent, { type: "stopped" }))).toEqual({ kind: "commit", status: "stopped" });
    for (const state of [run(), run({ type: "retrieving" }), run(asked), run(asked, unsent)]) {
      expect(outcome(step(state, { type: "stopped" }))).toMatchObject({ kind: "fail", failure: { code: "stopped" } });
    }
  });

  it("[T4] silence fails as timeout even after text, since the user did not end it", () => {
    expect(outcome(run(asked, sent, { type: "silent" }))).toMatchObject({ kind: "fail", failure: { code: "timeout" } });
  });

  it("[T5] the end of the time keeps what was written, and fails where nothing was", () => {
    expect(outcome(run(asked, sent, { type: "out-of-time" }))).toEqual({ kind: "commit", status: "truncated" });
    expect(outcome(run(asked, { type: "out-of-time" }))).toMatchObject({ kind: "fail", failure: { code: "timeout" } });
    expect(outcome(run({ type: "out-of-time" }))).toMatchObject({ kind: "fail", failure: { code: "timeout" } });
  });

  it("[T6] a refusal or a failing model ends the turn with its own code", () => {
    expect(outcome(run({ type: "refused", failure: failure("quota-exceeded") }))).toMatchObject({
      failure: { code: "quota-exceeded" },
    });
    expect(outcome(run(asked, sent, { type: "model-failed", failure: failure("model-refused") }))).toMatchObject({
      failure: { code: "model-refused" },
    });
  });

  it("[T7] an ended turn stays as it ended, whatever comes after", () => {
    const event = fc.constantFrom<TurnEvent>(
      { type: "retrieving" },
      asked,
      sent,
      unsent,
      { type: "stopped" },
      { type: "silent" },
      { type: "out-of-time" },
      { type: "full" },
      { type: "model-ended", status: "complete" },
      { type: "refused", failure: failure("internal") },
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), fc.array(event, { maxLength: 6 }), (before, later) => {
        const state = run(...before);
        if (state.phase !== "ended") return;
        expect(later.reduce<TurnState>(step, state)).toBe(state);
      }),
    );
  });

  it("[T8] text that changes nothing makes no new state, so that a token costs nothing here", () => {
    const state = run(asked, sent);
    expect(step(state, sent)).toBe(state);
    expect(step(state, unsent)).toBe(state);
  });

  it("[T9] the stages told to clients are queued, retrieving and writing", () => {
    expect([run(), run({ type: "retrieving" }), run(asked), run(asked, sent)].map(stageOf)).toEqual([
      "queued",
      "retrieving",
      "writing",
      "writing",
    ]);
  });
});
