/**
 * The OpenAI API as a chat model. The SDK builds, authenticates and sends the request; the body is read here, with a
 * bound on every buffer, since the SDK's own iterator reports most broken answers as whole ones (M1 to M9). All text
 * of one read is one piece. Silence and the longest answer are the turn's clocks: they abort the request's signal.
 */
import { createParser } from "eventsource-parser";
import type { Config } from "../config.ts";
import { failure } from "../failure.ts";
import { BoundedBody } from "./bounded-body.ts";
import type { ChatModel, ModelEnd, ModelRequest } from "./chat-model.ts";
import { Completion } from "./completion-reducer.ts";
import { namesOf } from "./provider-error.ts";
import { firstResponse, makeUpstream, type Upstream } from "./upstream.ts";

/** UTF-16 units of one event. */
const MAX_EVENT = 256 * 1_024;
/** How long a finished answer waits for its usage. */
const AFTER_FINISH_MS = 1_000;

/** The model of `settings.chatModel` at `settings.baseUrl`. */
export function makeOpenAiModel(settings: Config["openai"], apiKey: string): ChatModel {
  const upstream = makeUpstream(settings, apiKey);
  return { name: settings.chatModel, answer: (request, onText) => answer(upstream, settings, request, onText) };
}

async function answer(
  upstream: Upstream,
  settings: Config["openai"],
  request: ModelRequest,
  onText: (text: string) => void,
): Promise<ModelEnd> {
  const patience = { signal: request.signal, by: request.firstResponseBy };
  const response = await firstResponse(upstream, (signal) => ask(upstream, settings, request, signal), patience);
  if (!response.ok) return { ok: false, failure: response.failure, usage: null };
  const completion = new Completion();
  const wanted = settings.streaming ? "text/event-stream" : "application/json";
  const type = response.value.headers.get("content-type") ?? "none";
  if (!type.trim().toLowerCase().startsWith(wanted) || response.value.body === null) {
    completion.fail(`content-type ${type.slice(0, 80)} in place of ${wanted}`);
    response.value.body?.cancel().catch(() => {});
  } else {
    const body = new BoundedBody(response.value.body, request.signal);
    if (settings.streaming) await readEvents(body, completion, onText);
    else completion.body(await body.text());
  }
  if (request.signal.aborted && !completion.finished) {
    return { ok: false, failure: failure("stopped"), usage: completion.usage };
  }
  const end = completion.end();
  const { usage } = completion;
  if (end.kind === "refused" || end.kind === "failed") {
    const code = end.kind === "refused" ? "model-refused" : "model-failed";
    return { ok: false, failure: failure(code, undefined, { reason: upstream.clean(end.reason) }), usage };
  }
  // An unstreamed answer is handed over once it is known to be one.
  const text = completion.takeText();
  if (text !== "") onText(text);
  return { ok: true, status: end.kind, usage, model: completion.model ?? settings.chatModel };
}

function ask(
  upstream: Upstream,
  { chatModel: model, streaming }: Config["openai"],
  request: ModelRequest,
  signal: AbortSignal,
) {
  const { completions } = upstream.client.chat;
  const { messages } = request;
  return streaming
    ? completions
        .create({ model, messages, stream: true, stream_options: { include_usage: true } }, { signal })
        .asResponse()
    : completions.create({ model, messages }, { signal }).asResponse();
}

/** Reads events until nothing more is needed; hands on the text of each read at once. */
async function readEvents(body: BoundedBody, completion: Completion, onText: (text: string) => void): Promise<void> {
  const parser = createParser({
    maxBufferSize: MAX_EVENT,
    onEvent: ({ event, data }) => {
      if (data.length > MAX_EVENT) completion.fail("an event is too large");
      else if (event === "error") completion.fail(`error event: ${namesOf(data)}`);
      else completion.event(data);
    },
    onError: (error) => {
      // Unknown fields are to be ignored, but this one is how some servers say that they failed.
      if (error.type === "unknown-field" && error.field === "error")
        completion.fail(`error field: ${namesOf(error.value)}`);
      if (error.type === "max-buffer-size-exceeded") completion.fail("an event is too large");
    },
  });
  const decoder = new TextDecoder();
  try {
    let finished = false;
    const ended = await body.pump((bytes) => {
      parser.feed(decoder.decode(bytes, { stream: true }));
      const text = completion.takeText();
      if (text !== "") onText(text);
      if (completion.finished && !finished) body.endAfter(AFTER_FINISH_MS);
      finished = completion.finished;
      return completion.over ? "enough" : "more";
    });
    // A clean end is the completion's to judge.
    if (ended !== null && !ended.whole) completion.fail(ended.reason);
  } finally {
    // Also when `onText` throws: no connection is left open.
    if (completion.finished) body.drain();
    else body.cancel();
  }
}
