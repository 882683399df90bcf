/**
 * The stand-in for the OpenAI API of ../shared/contract, run beside workerd for its tests, and a control port: what was asked,
 * and which held answers go on. Started by the vitest config, since the URL is a binding.
 */
import { createServer } from "node:http";
import { loadStandIn } from "./shared.ts";

/** What must be closed when the run ends; kept where the configuration and the teardown both find it. */
const OPEN = Symbol.for("study-assistant.model-servers");
const shared = globalThis as typeof globalThis & { [OPEN]?: (() => void)[] };
const open = shared[OPEN] ?? [];
shared[OPEN] = open;

/** Vitest's global setup: nothing to begin, and at the end the servers that the configuration started are closed. */
export default function setup(): () => void {
  return () => {
    for (const close of open.splice(0)) close();
  };
}

/** Starts both; resolves to their URLs, or to `null` when `../shared` is not there. */
export async function startModelServer(): Promise<{ url: string; controlUrl: string } | null> {
  const standIn = await loadStandIn();
  if (standIn === null) return null;
  const upstream = await standIn.startUpstream();
  const control = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://control");
    const text = searchParams.get("text") ?? "";
    if (pathname === "/release") upstream.release(text);
    if (pathname === "/embeddings") {
      const inputs = upstream.log.flatMap(({ path, body }) => (path.endsWith("/embeddings") ? [body.input] : []));
      return response.setHeader("content-type", "application/json").end(JSON.stringify(inputs));
    }
    const requests = upstream.log
      .filter((entry) => entry.body.stream === true && entry.question?.includes(text))
      .map(({ question, aborted, closed, tokens, body }) => ({
        question,
        aborted,
        closed: closed === true,
        tokens,
        body,
      }));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(requests));
  });
  await new Promise<void>((resolve) => control.listen(0, "127.0.0.1", resolve));
  open.push(() => {
    void upstream.close();
    control.closeAllConnections();
    control.close();
  });
  const address = control.address();
  if (address === null || typeof address === "string") throw new Error("the control port has no address");
  return { url: upstream.url, controlUrl: `http://127.0.0.1:${address.port}` };
}
