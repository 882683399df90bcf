/**
 * How much text a prompt may hold, and what is left out when there is more.
 * Tokens are estimated without a tokenizer, rather too high than too low; exact usage comes back from the model.
 */
import type { Passage } from "./passage.ts";
import { cutBefore } from "./sentences.ts";

/** One earlier question of the chat and its answer. */
export type Exchange = { question: string; answer: string };

/** What a message costs beside its text. */
const MESSAGE_OVERHEAD = 4;
const PASSAGE_OVERHEAD = 24;
/** An answer that would have to be cut shorter than this is left out instead. */
const LEAST_ANSWER_TOKENS = 40;

/** Tokens that one UTF-16 unit costs, by script: about 4 letters a token in Latin, 2 in other alphabets, 1 in CJK and emoji. */
function tokensOf(unit: number): number {
  if (unit < 0x250) return 0.25;
  if (unit < 0x1100 || (unit >= 0x1200 && unit < 0x2e80)) return 0.5;
  return 1;
}

/** About how many tokens a text is. Linear, no allocation. */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (let at = 0; at < text.length; at++) tokens += tokensOf(text.charCodeAt(at));
  return Math.ceil(tokens);
}

/** The longest beginning of a text that costs at most `maxTokens`, cut at white space where there is some; marked with "…". */
export function cutToTokens(text: string, maxTokens: number): string {
  let tokens = 1;
  for (let at = 0; at < text.length; at++) {
    tokens += tokensOf(text.charCodeAt(at));
    if (tokens <= maxTokens) continue;
    if (estimateTokens(text) <= maxTokens) return text;
    return at === 0 ? "" : `${text.slice(0, cutBefore(text, 0, at)).trimEnd()}…`;
  }
  return text;
}

/**
 * The newest exchanges that fit a budget, oldest first, without a hole. The answer of the oldest one kept may be cut;
 * a question never is.
 */
export function fitHistory(history: readonly Exchange[], maxTokens: number): Exchange[] {
  const kept: Exchange[] = [];
  let room = maxTokens;
  for (const exchange of history.toReversed()) {
    room -= estimateTokens(exchange.question) + 2 * MESSAGE_OVERHEAD;
    const answerTokens = estimateTokens(exchange.answer);
    if (answerTokens <= room) {
      kept.push(exchange);
      room -= answerTokens;
      continue;
    }
    if (room >= LEAST_ANSWER_TOKENS)
      kept.push({ question: exchange.question, answer: cutToTokens(exchange.answer, room) });
    break;
  }
  return kept.reverse();
}

/**
 * The first passages that fit a budget, in their order; the first always stays. A passage is kept whole or not at all,
 * since it is quoted and shown as it was put to the model.
 */
export function fitPassages(passages: readonly Passage[], maxTokens: number, most = 64): Passage[] {
  const kept: Passage[] = [];
  let room = maxTokens;
  for (const passage of passages) {
    room -= estimateTokens(passage.text) + estimateTokens(passage.documentName) + PASSAGE_OVERHEAD;
    if ((room < 0 && kept.length > 0) || kept.length >= most) break;
    kept.push(passage);
  }
  return kept;
}
