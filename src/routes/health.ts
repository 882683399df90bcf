/**
 * Alive, and able to serve. `/readyz` tries each backend for real, within two seconds, and names a wrong setting.
 * Only what the service cannot do without makes it unready: an outside model that is down is reported, since taking the
 * service down with it would help nobody.
 */
import { type Context, Hono } from "hono";
import { configOf } from "../config.ts";
import type { AppEnv } from "./app-env.ts";

const CHECK_MS = 2_000;
/** What is asked of others is not repeated for every caller: the path is open to anybody. */
const KEPT_MS = 5_000;

type State = { name: string; required: boolean; state: "up" | "down"; ms: number };
let kept: { at: number; states: State[] } | null = null;

export const healthRoutes = new Hono<AppEnv>()
  .get("/healthz", (c) => c.json({ status: "ok" }))
  .get("/readyz", async (c) => {
    const config = configOf(c.env);
    if (!config.ok) return c.json({ status: "misconfigured", settings: config.problems, backends: [] }, 503);
    if (kept === null || Date.now() - kept.at > KEPT_MS) kept = { at: Date.now(), states: await checkAll(c) };
    const ready = kept.states.every(({ required, state }) => state === "up" || !required);
    return c.json({ status: ready ? "ready" : "unready", settings: [], backends: kept.states }, ready ? 200 : 503);
  });

function checkAll(c: Context<AppEnv>): Promise<State[]> {
  const config = configOf(c.env);
  const checks = [
    // A window without room: reads the object's SQLite and writes nothing.
    check("objects", true, () => c.env.BUDGET.getByName("readyz").take({ limit: 0, windowMs: CHECK_MS, amount: 1 })),
    check("files", true, () => c.env.FILES.head("readyz")),
    check("parser", true, () => tryParser(c)),
  ];
  if (config.ok && config.config.openai.apiKey !== null) {
    const { baseUrl, apiKey } = config.config.openai;
    checks.push(check("model", false, (signal) => tryModel(baseUrl, apiKey, signal)));
  }
  return Promise.all(checks);
}

async function check(name: string, required: boolean, run: (signal: AbortSignal) => Promise<unknown>): Promise<State> {
  const from = Date.now();
  const signal = AbortSignal.timeout(CHECK_MS);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(new Error("no answer in time")), { once: true });
  });
  try {
    await Promise.race([run(signal), late]);
    return { name, required, state: "up", ms: Date.now() - from };
  } catch (error) {
    console.warn(JSON.stringify({ message: "backend down", name, error: String(error) }));
    return { name, required, state: "down", ms: Date.now() - from };
  }
}

async function tryParser(c: Context<AppEnv>): Promise<void> {
  const bytes = new Uint8Array(new TextEncoder().encode("ready")).buffer;
  const parsed = await c.env.PARSER.parse({
    name: "ready.txt",
    mediaType: "text/plain",
    bytes,
    pages: { from: 1, to: 1 },
  });
  if (!parsed.ok) throw new Error(parsed.code);
}

/** Whether the model's API can be reached and takes the key; which models it has is not asked. */
async function tryModel(baseUrl: string, apiKey: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(`${baseUrl.replace(/\/$/, "")}/models`, {
    signal,
    headers: { authorization: `Bearer ${apiKey}` },
  });
  await response.body?.cancel();
  if (response.status >= 500 || response.status === 401 || response.status === 403)
    throw new Error(`status ${response.status}`);
}
