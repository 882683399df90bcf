/** What the inspector of a Worker tells of its isolate's memory; one connection for as long as it is asked. */

/** What a WebSocket of Node's takes, which the types of the Workers do not know. */
const NodeSocket = /** @type {new (url: string, options: { headers: Record<string, string> }) => WebSocket} */ (
  /** @type {unknown} */ (WebSocket)
);

const WITHIN_MS = 60_000;

/**
 * @typedef {{ standing: () => Promise<number>, held: () => Promise<number>, allocated: () => Promise<() => Promise<Allocated>>, close: () => void }} Inspector
 * the isolate's JS heap and buffers in MB: as they stand, with what is not collected yet, and after a collection, which the runtime
 * makes for a snapshot of the heap alone. `allocated` begins to count, by samples, what is made on the JS heap, collected or not.
 * @typedef {{ mb: number, sites: { name: string, mb: number }[] }} Allocated
 * @typedef {{ callFrame: { functionName: string, url: string, lineNumber: number }, selfSize: number, children: Site[] }} Site
 */

/** Bytes between two samples. */
const SAMPLED = 16_384;

/**
 * @param {number} port
 * @param {string} worker
 * @returns {Promise<Inspector>}
 */
export async function inspect(port, worker) {
  // The proxy before the inspector turns away whoever does not say where it comes from.
  const socket = new NodeSocket(`ws://127.0.0.1:${port}/${worker}`, { headers: { origin: "http://localhost" } });
  /** @type {Map<number, (result: any) => void>} */
  const waiting = new Map();
  let asked = 0;
  socket.addEventListener("message", ({ data }) => {
    const message = String(data);
    // Pieces of a snapshot are long, and nobody reads them.
    if (!message.startsWith('{"id":')) return;
    const { id, result } = JSON.parse(message);
    if (result !== undefined) waiting.get(id)?.(result);
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("close", ({ code }) => reject(new Error(`the inspector closed with ${code}`)));
  });
  const call = (/** @type {string} */ method, /** @type {object} */ params = {}) =>
    new Promise((resolve, reject) => {
      const id = ++asked;
      const timer = setTimeout(() => reject(new Error(`${method}: no answer`)), WITHIN_MS);
      waiting.set(id, (result) => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(result);
      });
      socket.send(JSON.stringify({ id, method, params }));
    });
  const standing = async () => {
    const { usedSize, embedderHeapUsedSize, backingStorageSize } = await call("Runtime.getHeapUsage");
    return (usedSize + embedderHeapUsedSize + backingStorageSize) / 2 ** 20;
  };
  return {
    standing,
    held: async () => {
      // Answered by an echo and pieces, never by a result: what is asked next is answered after it.
      socket.send(JSON.stringify({ id: ++asked, method: "HeapProfiler.takeHeapSnapshot" }));
      return standing();
    },
    allocated: async () => {
      const everything = { includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true };
      await call("HeapProfiler.startSampling", { samplingInterval: SAMPLED, ...everything });
      return async () => sumOf((await call("HeapProfiler.stopSampling")).profile.head);
    },
    close: () => socket.close(),
  };
}

/** @param {Site} head @returns {Allocated} */
function sumOf(head) {
  /** @type {Map<string, number>} */
  const sites = new Map();
  let bytes = 0;
  for (const todo = [head]; todo.length > 0; ) {
    const { callFrame, selfSize, children } = /** @type {Site} */ (todo.pop());
    const name = callFrame.functionName || "(unnamed)";
    sites.set(name, (sites.get(name) ?? 0) + selfSize);
    bytes += selfSize;
    todo.push(...children);
  }
  const ordered = [...sites].map(([name, own]) => ({ name, mb: own / 2 ** 20 })).sort((a, b) => b.mb - a.mb);
  return { mb: bytes / 2 ** 20, sites: ordered };
}
