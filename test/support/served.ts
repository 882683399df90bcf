/** `npm run serve` as an operator starts it, in a process group of its own that ends with the test. */
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { PATIENCE_MS } from "./patience.ts";
import { adoptGroup, killGroup } from "./process-group.mjs";

/** Below the ports that the kernel gives to whoever connects somewhere: none of them is taken in between. */
const PORTS = { from: 20_000, count: 12_000 };

export type Served = {
  url: string;
  /** The id of npm's process, which is also the group's. */
  group: number;
  output: () => string;
  /** Kills everything at once, as a crash does. */
  kill: () => Promise<void>;
};

const given = new Set<number>();

/** A port that was free a moment ago, and that nobody here was given before: it may not be listened on yet. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = PORTS.from + Math.floor(Math.random() * PORTS.count);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

/** Starts the service on what was built, and waits until it answers. `state`: the folder of its state. */
export async function startServed({
  state,
  vars = {},
}: {
  state: string;
  vars?: Record<string, string>;
}): Promise<Served> {
  const port = await freePort();
  const flags = ["--port", port, "--ip", "127.0.0.1", "--inspector-port", await freePort(), "--persist-to", state];
  const settings = Object.entries(vars).flatMap(([name, value]) => ["--var", `${name}:${value}`]);
  const child = spawn("npm", ["run", "--silent", "serve", "--", ...flags.map(String), ...settings], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, CI: "true" },
  });
  const group = child.pid;
  if (group === undefined) throw new Error("npm could not be started");
  adoptGroup(group);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      output = (output + data).slice(-100_000);
    });
  }
  const url = `http://127.0.0.1:${port}`;
  const kill = () => killGroup(group);
  for (const until = Date.now() + PATIENCE_MS; child.exitCode === null && Date.now() < until; await sleep(50)) {
    const alive = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(5_000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (alive) return { url, group, output: () => output, kill };
  }
  await kill();
  throw new Error(`the service did not get ready:\n${output}`);
}
