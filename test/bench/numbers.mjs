/** What the bench's observations add up to: pure. */

/** @typedef {import("./stand-in.mjs").Written} Written */
/** @typedef {import("./streams.mjs").Received} Received */

/**
 * All that was observed of one contender under one load.
 * @typedef {{
 *   askToModelUs: number[],
 *   firstUs: number[],
 *   tokenUs: number[],
 *   frames: number,
 *   elapsedUs: number,
 *   cpuMs: number,
 * }} Observed
 */

/** @returns {Observed} */
export function nothing() {
  return { askToModelUs: [], firstUs: [], tokenUs: [], frames: 0, elapsedUs: 0, cpuMs: 0 };
}

/**
 * Adds one stream: when its tokens were written, and when its client had them.
 * @param {Observed} observed
 * @param {Written} written
 * @param {Received} received
 * @param {"text" | "tokens"} unit what `received.seen` counts
 */
export function addStream(observed, written, received, unit) {
  const { writtenUs, ends } = written;
  observed.askToModelUs.push(written.askedUs - received.askedUs);
  let token = 0;
  received.seen.forEach((seen, frame) => {
    const atUs = received.atUs[frame] ?? 0;
    for (; token < writtenUs.length && (unit === "tokens" ? token + 1 : (ends[token] ?? 0)) <= seen; token++) {
      const tookUs = atUs - (writtenUs[token] ?? 0);
      if (token === 0) observed.firstUs.push(tookUs);
      observed.tokenUs.push(tookUs);
    }
  });
  if (token < writtenUs.length) throw new Error(`${token} of ${writtenUs.length} tokens came: ${written.question}`);
  observed.frames += received.atUs.length;
}

/**
 * @param {number[]} values
 * @param {number} share 0 to 1
 */
export function quantile(values, share) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/**
 * The numbers that are printed, times in milliseconds, CPU in microseconds a token.
 * @param {Observed} observed
 */
export function summary(observed) {
  const tokens = observed.tokenUs.length;
  const ms = (/** @type {number[]} */ values, /** @type {number} */ share) => quantile(values, share) / 1_000;
  return {
    askToModelMs: ms(observed.askToModelUs, 0.5),
    firstP50Ms: ms(observed.firstUs, 0.5),
    firstP99Ms: ms(observed.firstUs, 0.99),
    tokenP50Ms: ms(observed.tokenUs, 0.5),
    tokenP99Ms: ms(observed.tokenUs, 0.99),
    tokensPerS: (tokens * 1e6) / observed.elapsedUs,
    cpuUsPerToken: (observed.cpuMs * 1_000) / tokens,
    tokensPerFrame: tokens / observed.frames,
  };
}
