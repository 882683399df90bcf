/** Which chat model answers: the OpenAI API where a key is set, else the extractive one, which needs none. */
import type { Config } from "../config.ts";
import type { ChatModel } from "./chat-model.ts";
import { makeExtractiveModel } from "./extractive.ts";
import { makeOpenAiModel } from "./openai.ts";

/** The chat model of these settings. Make it once for an object's life: it keeps its client. */
export function chooseModel({ openai }: Pick<Config, "openai">): ChatModel {
  return openai.apiKey === null ? makeExtractiveModel() : makeOpenAiModel(openai, openai.apiKey);
}
