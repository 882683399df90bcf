/** What a page's main thread was busy with, as the browser's trace tells it. */

/**
 * What the tasks of the page's main thread took of the CPU, in ms, from the least; those of less than one are left out.
 * @param {Buffer} trace
 */
export function tasksIn(trace) {
  /** @type {{ traceEvents: { ph: string, name: string, pid: number, tid: number, tdur?: number, args?: { name?: string } }[] }} */
  const { traceEvents } = JSON.parse(trace.toString("utf8"));
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return traceEvents
    .filter(({ ph, name, pid, tid }) => ph === "X" && name.endsWith("RunTask") && threads.has(`${pid} ${tid}`))
    .map(({ tdur = 0 }) => tdur / 1_000)
    .filter((spent) => spent >= 1)
    .toSorted((a, b) => a - b);
}
