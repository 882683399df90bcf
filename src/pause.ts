/** Waiting that an abort ends: before a request is tried again, before a budget is asked again. */

/** Resolves after `ms`, or at once when the signal is aborted; never rejects. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal.addEventListener("abort", wake, { once: true });
    if (signal.aborted) wake();
  });
}
