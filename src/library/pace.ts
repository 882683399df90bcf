/** How the steps of the library's own work follow one another. Pure. */

const LEAST_MS = 20;
const MOST_MS = 250;

/**
 * Milliseconds to rest after a step that took so long: time for whoever waits for this object or, where one thread runs all
 * of them as on a developer's machine, for anybody else. There a request needs some ten turns of the loop to come through.
 */
export function restMs(stepMs: number): number {
  return Math.round(Math.max(LEAST_MS, Math.min(MOST_MS, stepMs * 0.4)));
}
