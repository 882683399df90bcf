/**
 * The clock of the code under test, standing still until the test moves it, so that no test waits and none depends on how
 * busy the machine is. Sockets and servers keep running: they do not use the timers of the global scope.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { vi } from "vitest";

/** Stops `Date`, `setTimeout`, `clearTimeout` and, where `chance` says so, chance; a test that does ends with `realClock`. */
export function stillClock(chance?: number) {
  if (chance !== undefined) vi.spyOn(Math, "random").mockReturnValue(chance);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: Date.UTC(2026, 0, 1) });
  const timers = vi.spyOn(globalThis, "setTimeout");
  return {
    /** How long each timer that was set until now was to wait. */
    waits: () => timers.mock.calls.map(([, ms]) => ms ?? 0),
    pass: (ms: number) => vi.advanceTimersByTimeAsync(ms),
  };
}

export function realClock(): void {
  // In this order: the spy would put the stopped timer back.
  vi.restoreAllMocks();
  vi.useRealTimers();
}

/** Resolves when something holds that nobody tells of; the runner's time for a test is its limit. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(1);
}
