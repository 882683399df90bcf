/**
 * Starts built Workers by `serve-fast.mjs`, each time in a process group of its own, so that a crash can be made of the whole of it.
 * The next process is always loaded ahead: a restart on the same state takes as long as workerd takes, not as long as its tools.
 */
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { BUILT, workersOf } from "./built-workers.mjs";
import { adoptGroup, killGroup } from "./process-group.mjs";

const LAUNCHER = fileURLToPath(import.meta.resolve("./serve-fast.mjs"));
/** As patient as on a machine that is busy with other things. */
const START_WITHIN_MS = 120_000;
const KEPT_OUTPUT = 50_000;

/** A port that nobody listens on at the moment. @returns {Promise<number>} */
export const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

/** @typedef {{ url: string, group: number, output: () => string }} Running */

export class FastService {
  /** What to run, as one line of JSON. */
  #line;
  /** @type {ReturnType<FastService["prepare"]> | null} */
  #next = null;
  /** @type {ReturnType<FastService["prepare"]> | null} */
  #current = null;

  /**
   * @param {{ configs?: string[], vars?: Record<string, string>, varsAt?: number, state?: string, inspectorPort?: number }} options
   * `state`: the folder of the persisted state; without it nothing is kept. `inspectorPort`: where each Worker's inspector is, at
   * its name; `varsAt`: which of the Workers gets the settings, the first where nothing is said
   */
  constructor({ configs = BUILT, vars = {}, varsAt = 0, state, inspectorPort }) {
    const kept = state === undefined ? {} : { resourcePersistencePath: state };
    const inspected = inspectorPort === undefined ? {} : { inspectorPort };
    const workers = workersOf(configs, vars, varsAt).map((worker) => ({
      ...worker,
      ...(inspectorPort === undefined ? {} : { unsafeInspectorProxy: true }),
    }));
    this.#line = `${JSON.stringify({ ...kept, ...inspected, workers })}\n`;
  }

  /** A process that has loaded its code and waits for the word; it has not touched the state. */
  prepare() {
    const child = spawn(process.execPath, ["--no-warnings", LAUNCHER], {
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
    const group = child.pid;
    if (group === undefined) throw new Error("no process could be started");
    adoptGroup(group);
    // A write to a process that was just killed is no news.
    child.stdin.on("error", () => undefined);
    let output = "";
    child.stderr.on("data", (data) => {
      output = (output + data).slice(-KEPT_OUTPUT);
    });
    /** @type {Promise<string>} */
    const ready = new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        if (line.startsWith("ready ")) resolve(line.slice("ready ".length));
        else output = `${output}${line}\n`.slice(-KEPT_OUTPUT);
      });
      child.on("exit", () => reject(new Error(`the service ended before it was ready:\n${output}`)));
    });
    ready.catch(() => undefined);
    return { group, ready, output: () => output, go: () => child.stdin.write(this.#line) };
  }

  /**
   * Starts on the state that is there; the service of before must have been killed.
   * @returns {Promise<Running>}
   */
  async start() {
    const process = this.#next ?? this.prepare();
    this.#next = null;
    this.#current = process;
    process.go();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`not ready in ${START_WITHIN_MS} ms:\n${process.output()}`)),
        START_WITHIN_MS,
      );
    });
    try {
      const url = await Promise.race([process.ready, late]);
      return { url: String(url), group: process.group, output: process.output };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Loads the next process while this one serves. */
  prepareNext() {
    this.#next ??= this.prepare();
  }

  /** What the process that serves has printed last. */
  get output() {
    return this.#current?.output() ?? "";
  }

  /** SIGKILL to all that runs; the state stays. */
  async kill() {
    if (this.#current !== null) await killGroup(this.#current.group);
    this.#current = null;
  }

  /** Ends everything, what was prepared too. */
  async dispose() {
    await this.kill();
    if (this.#next !== null) await killGroup(this.#next.group);
    this.#next = null;
  }
}
