/**
 * The stand-in model in a process of its own, which also notes when it wrote each token. Started by the bench with an IPC channel:
 * sends `{ url }` when it listens, and for each `"take"` the answers written since the last one.
 */
import { pathToFileURL } from "node:url";
import { sharedPath } from "../support/shared.ts";

/**
 * @typedef {{
 *   question: string,
 *   askedUs: number,
 *   writtenUs: number[],
 *   ends: number[],
 * }} Written one answer: when the request was there and when each token was written, in microseconds of `now()`; `ends`: where
 * each token ends in the visible text, in UTF-16 units. Marks are dropped by the service, since there are no sources.
 */

const path = sharedPath("contract/upstream.mjs");
if (path === null) throw new Error("../shared is missing");
const { answerTokens, now, startUpstream } = await import(pathToFileURL(path).href);
const upstream = await startUpstream();

/** @type {Map<object, number[]>} */
const stamps = new Map();
const { push } = Array.prototype;
/** The stand-in looks at `first` right before it writes a token: the one moment at which it can be seen from here. */
upstream.log.push = (/** @type {object} */ entry) => {
  /** @type {number[]} */
  const written = [];
  stamps.set(entry, written);
  Object.defineProperty(entry, "first", {
    get: () => {
      written.push(now());
      return written[0];
    },
  });
  return push.call(upstream.log, entry);
};

/** @returns {Written[]} */
function take() {
  const entries = upstream.log.splice(0);
  const answers = entries
    .filter((/** @type {any} */ entry) => entry.path.endsWith("/chat/completions"))
    .map((/** @type {any} */ entry) => {
      /** @type {string[]} */
      const tokens = answerTokens(entry.body.messages);
      let end = 0;
      const ends = tokens.map((token) => {
        end += token.replace(/\[\d+\]/g, "").length;
        return end;
      });
      const writtenUs = stamps.get(entry) ?? [];
      if (writtenUs.length !== tokens.length) throw new Error(`${writtenUs.length} stamps of ${tokens.length} tokens`);
      return { question: entry.question, askedUs: entry.at, writtenUs, ends };
    });
  stamps.clear();
  return answers;
}

process.on("message", () => process.send?.(take()));
// Without the bench there is nobody to answer.
process.on("disconnect", () => process.exit());
process.send?.({ url: upstream.url });
