/**
 * What a chat completion is, read event by event: its text, how it finished, what it used, or why it is none.
 * Pure. An answer counts as finished only with a known `finish_reason`; what several servers send in place of an HTTP
 * error (an `error` object, `{"object":"error"}`) is a failure here (M1 to M5). Bytes, clocks and retries are its caller's.
 */
import type { ModelUsage } from "./chat-model.ts";
import { isRecord, namesOf } from "./provider-error.ts";

/** How a completion ended. `reason` is for the log. */
export type CompletionEnd =
  | { kind: "complete" | "truncated" }
  | { kind: "refused"; reason: string }
  | { kind: "failed"; reason: string };

const MAX_REASON = 300;
const MAX_MODEL_NAME = 200;
/** Not white space, not a control or format character. */
const VISIBLE = /[^\s\p{Cc}\p{Cf}]/u;

// Hand-written guards and not a schema: this runs for every token, and zod would cost more than the parsing.
const isCount = (value: unknown): value is number => typeof value === "number" && Number.isInteger(value) && value >= 0;

/** One completion in the making: fed with events or with a whole body, asked for its text and at last for its end. */
export class Completion {
  #pending = "";
  #visible = false;
  #finish: string | null = null;
  #refused = false;
  #error: string | null = null;
  #done = false;
  /** What the upstream says that it used; the last report counts. */
  usage: ModelUsage | null = null;
  /** The model's name as the upstream tells it, or null. */
  model: string | null = null;

  /** Whether a `finish_reason` was seen: text that came later would not be taken any more. */
  get finished(): boolean {
    return this.#finish !== null;
  }

  /** Whether reading on can change nothing: an error, the closing mark, or a finish with its usage. */
  get over(): boolean {
    return this.#error !== null || this.#done || (this.#finish !== null && this.usage !== null);
  }

  /** The text that came since the last call, perhaps empty. */
  takeText(): string {
    const text = this.#pending;
    this.#pending = "";
    return text;
  }

  /** Takes the `data` of one event; an empty one and the closing mark are normal. */
  event(data: string): void {
    if (data === "" || this.#error !== null) return;
    if (data === "[DONE]") {
      this.#done = true;
      return;
    }
    const chunk = this.#parsed(data);
    if (chunk !== null) this.#take(chunk, "delta");
  }

  /** Takes the whole body of an unstreamed answer, null when it did not come whole. */
  body(json: string | null): void {
    if (json === null) this.fail("the body did not come whole");
    const body = json === null ? null : this.#parsed(json);
    if (body !== null) this.#take(body, "message");
    this.#done = true;
  }

  /** Notes that what came is not a completion, or that no more can come. What already finished stays finished. */
  fail(reason: string): void {
    if (this.#finish === null) this.#error ??= reason.slice(0, MAX_REASON);
    else this.#done = true;
  }

  /** How it ended, with all that came until now. */
  end(): CompletionEnd {
    // A refusal is the model's word, whatever became of the connection after it.
    if (this.#refused) return { kind: "refused", reason: "the model sent a refusal" };
    if (this.#error !== null) return { kind: "failed", reason: this.#error };
    switch (this.#finish) {
      case "stop":
      case "length":
        if (!this.#visible) return { kind: "failed", reason: "the answer has no visible text" };
        return { kind: this.#finish === "stop" ? "complete" : "truncated" };
      case "content_filter":
      case "refusal":
        return { kind: "refused", reason: `finish_reason ${this.#finish}` };
      case null:
        return { kind: "failed", reason: "the stream ended without finish_reason" };
      default:
        return { kind: "failed", reason: `finish_reason ${this.#finish.slice(0, 40)}` };
    }
  }

  #parsed(json: string): Record<string, unknown> | null {
    try {
      const value: unknown = JSON.parse(json);
      if (isRecord(value)) return value;
    } catch {
      // White space alone is an empty event too.
      if (json.trim() === "") return null;
    }
    this.fail("an event is not a JSON object");
    return null;
  }

  #take(chunk: Record<string, unknown>, part: "delta" | "message"): void {
    const error = chunk.object === "error" ? chunk : chunk.error;
    if (error !== undefined && error !== null) {
      this.fail(`error in the stream: ${namesOf(error)}`);
      return;
    }
    if (this.model === null && typeof chunk.model === "string" && chunk.model !== "") {
      this.model = chunk.model.slice(0, MAX_MODEL_NAME);
    }
    if (isRecord(chunk.usage)) {
      const { prompt_tokens, completion_tokens } = chunk.usage;
      if (isCount(prompt_tokens) && isCount(completion_tokens)) {
        this.usage = { promptTokens: prompt_tokens, completionTokens: completion_tokens };
      }
    }
    // No choices: a content filter's report at the start, the usage at the end.
    if (!Array.isArray(chunk.choices) || this.#finish !== null) return;
    const choice: unknown = chunk.choices.find((one: unknown) => isRecord(one) && (one.index ?? 0) === 0);
    if (!isRecord(choice)) return;
    const said = choice[part];
    if (isRecord(said)) this.#say(said);
    if (typeof choice.finish_reason === "string" && choice.finish_reason !== "") this.#finish = choice.finish_reason;
  }

  #say({ content, refusal }: Record<string, unknown>): void {
    if (typeof refusal === "string" && refusal !== "") this.#refused = true;
    if (content === undefined || content === null || content === "") return;
    if (typeof content === "string") {
      this.#pending += content;
      if (!this.#visible && VISIBLE.test(content)) this.#visible = true;
    } else {
      this.fail("the content is not text");
    }
  }
}
