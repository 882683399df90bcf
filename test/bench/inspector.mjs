/** What the inspector of a Worker tells of its isolate's memory; one connection for as long as it is asked. */

/** What a WebSocket of Node's takes, which the types of the Workers do not know. */
const NodeSocket = /** @type {new (url: string, options: { headers: Record<string, string> }) => WebSocket} */ (
  /** @type {unknown} */ (WebSocket)
);

const WITHIN_MS = 60_000;

/**
 * @typedef {{ standing: () => Promise<number>, held: () => Promise<number>, close: () => void }} Inspector the isolate's JS heap and
 * buffers in MB: as they stand, with what is not collected yet, and after a collection, which the runtime makes for a snapshot of
 * the heap alone.
 */

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
  const call = (/** @type {string} */ method) =>
    new Promise((resolve, reject) => {
      const id = ++asked;
      const timer = setTimeout(() => reject(new Error(`${method}: no answer`)), WITHIN_MS);
      waiting.set(id, (result) => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(result);
      });
      socket.send(JSON.stringify({ id, method }));
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
    close: () => socket.close(),
  };
}
