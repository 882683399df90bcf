import { describe, expect, it } from "vitest";
import { Completion } from "../../../src/model/completion-reducer.ts";

const chunk = (choice: unknown, more: object = {}) =>
  JSON.stringify({ object: "chat.completion.chunk", model: "m-1", choices: choice === null ? [] : [choice], ...more });
const text = (content: unknown) => chunk({ index: 0, delta: { content }, finish_reason: null });
const finish = (reason: string) => chunk({ index: 0, delta: {}, finish_reason: reason });

function completionOf(...events: string[]): Completion {
  const completion = new Completion();
  for (const event of events) completion.event(event);
  return completion;
}

describe("a completion, event by event", () => {
  it("[M1] stop is complete, length is truncated", () => {
    expect(completionOf(text("a"), finish("stop")).end()).toEqual({ kind: "complete" });
    expect(completionOf(text("a"), finish("length")).end()).toEqual({ kind: "truncated" });
  });

  it("[M1] a content filter, a refusal as finish or as text is refused, whatever comes after", () => {
    expect(completionOf(text("a"), finish("content_filter")).end().kind).toBe("refused");
    expect(completionOf(text("a"), finish("refusal")).end().kind).toBe("refused");
    const refusal = chunk({ index: 0, delta: { refusal: "I cannot" } });
    expect(completionOf(refusal, finish("stop")).end().kind).toBe("refused");
    expect(completionOf(refusal).end().kind).toBe("refused");
    expect(completionOf(chunk({ delta: { refusal: null, content: "a" } }), finish("stop")).end().kind).toBe("complete");
  });

  it.each(["tool_calls", "function_call", "error", "eos", "STOP"])("[M1] finish_reason %s is a failure", (reason) => {
    expect(completionOf(text("a"), finish(reason)).end().kind).toBe("failed");
  });

  it.each([[[]], [["", " ", "\n\t", "\u200b", "\ufeff"]]])("[M2] text that nobody sees is no answer: %j", (pieces) => {
    expect(completionOf(...pieces.map(text), finish("stop")).end().kind).toBe("failed");
  });

  it("[M1] no finish_reason is a failure, with and without the closing mark", () => {
    expect(completionOf(text("a")).end().kind).toBe("failed");
    const closed = completionOf(text("a"), "[DONE]");
    expect(closed.over).toBe(true);
    expect(closed.end().kind).toBe("failed");
  });

  it.each([
    [
      "an error object",
      JSON.stringify({ error: { message: "Why me?", type: "server_error", code: null } }),
      "server_error",
    ],
    ["an error text", JSON.stringify({ error: "Why me?" }), "unnamed"],
    [
      "an error beside a finish",
      chunk({ delta: {}, finish_reason: "stop" }, { error: { message: "Why me?" } }),
      "unnamed",
    ],
    ["a bare error", JSON.stringify({ object: "error", message: "Why me?", code: 500 }), "500"],
  ])("[M3] [M17] %s is a failure that ends the reading and is logged by its names", (_, event, names) => {
    const completion = completionOf(text("a"), event);
    expect(completion.over).toBe(true);
    expect(completion.end()).toMatchObject({ kind: "failed", reason: `error in the stream: ${names}` });
  });

  it.each(['{"id":"x","choices":[{"del', "null", "17", '"text"', "<html>"])("[M3] %s is a failure", (event) => {
    expect(completionOf(text("a"), event, finish("stop")).end().kind).toBe("failed");
  });

  it("[M3] content that is not text is a failure", () => {
    expect(completionOf(text([{ type: "text", text: "a" }]), finish("stop")).end().kind).toBe("failed");
  });

  it("[M4] empty events, no choices, a null error, a missing delta and unknown fields are normal", () => {
    const completion = completionOf(
      "",
      "  ",
      JSON.stringify({ choices: [], prompt_filter_results: [{}] }),
      JSON.stringify({ choices: null }),
      chunk({ index: 0 }, { error: null }),
      chunk({ index: 0, delta: { role: "assistant", content: null } }),
      text("a"),
      finish("stop"),
    );
    expect(completion.takeText()).toBe("a");
    expect(completion.end()).toEqual({ kind: "complete" });
  });

  it("[M4] the text of several events is one piece, in order, and only of the first choice", () => {
    const completion = completionOf(text("a"), chunk({ index: 1, delta: { content: "X" } }), text("b"));
    expect(completion.takeText()).toBe("ab");
    expect(completion.takeText()).toBe("");
    completion.event(text("c"));
    expect(completion.takeText()).toBe("c");
  });

  it("[M4] halves of an astral character are passed on as they come", () => {
    expect(completionOf(text("\ud83e"), text("\uddec")).takeText()).toBe("🧬");
  });

  it("[M5] text beside the finish counts, text after it does not", () => {
    const completion = completionOf(chunk({ delta: { content: "a" }, finish_reason: "stop" }), text("b"));
    expect(completion.takeText()).toBe("a");
    expect(completion.end()).toEqual({ kind: "complete" });
  });

  it("[M5] a finished answer stays finished when what follows is broken", () => {
    for (const broken of ["{half", JSON.stringify({ error: { message: "late" } })]) {
      const completion = completionOf(text("a"), finish("stop"), broken);
      expect(completion.over).toBe(true);
      expect(completion.end()).toEqual({ kind: "complete" });
    }
  });

  it("[M5] usage ends the waiting, the last one counts, and nonsense is none", () => {
    const usage = (prompt_tokens: unknown, completion_tokens: unknown) =>
      chunk(null, { usage: { prompt_tokens, completion_tokens } });
    const completion = completionOf(text("a"), usage(1, 1), finish("stop"));
    expect(completion.over).toBe(true);
    expect(completion.usage).toEqual({ promptTokens: 1, completionTokens: 1 });
    completion.event(usage(10, 20));
    expect(completion.usage).toEqual({ promptTokens: 10, completionTokens: 20 });
    const without = completionOf(
      text("a"),
      finish("stop"),
      usage("7", -1),
      usage(1.5, null),
      chunk(null, { usage: null }),
    );
    expect(without.usage).toBeNull();
    expect(without.over).toBe(false);
    expect(without.end()).toEqual({ kind: "complete" });
  });

  it("[M5] the model's name is what the upstream says, bounded", () => {
    expect(completionOf(text("a")).model).toBe("m-1");
    expect(completionOf(JSON.stringify({ model: 7, choices: [] })).model).toBeNull();
    expect(completionOf(JSON.stringify({ model: "x".repeat(999), choices: [] })).model).toHaveLength(200);
  });

  it("[M1] a whole body is read by the same rules", () => {
    const whole = (message: object, finish_reason: string | null, more: object = {}) => {
      const completion = new Completion();
      completion.body(JSON.stringify({ choices: [{ index: 0, message, finish_reason }], ...more }));
      return completion;
    };
    const good = whole({ content: "all of it" }, "stop", { usage: { prompt_tokens: 3, completion_tokens: 4 } });
    expect([good.takeText(), good.end().kind]).toEqual(["all of it", "complete"]);
    expect(good.usage).toEqual({ promptTokens: 3, completionTokens: 4 });
    expect(whole({ content: "a" }, null).end().kind).toBe("failed");
    expect(whole({ content: null, refusal: "no" }, "stop").end().kind).toBe("refused");
    expect(whole({ content: " " }, "stop").end().kind).toBe("failed");
    expect(whole({ content: "a" }, "stop", { error: { message: "broke" } }).end().kind).toBe("failed");
  });
});
