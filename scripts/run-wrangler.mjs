/**
 * Starts wrangler without the launcher's extra process, and makes sure that it ends when we do: a signal that reaches only
 * this process is passed on, and what does not end within a few seconds is killed.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(import.meta.resolve("wrangler"));
const GRACE_MS = 5_000;

/** No telemetry, no look-up of newer versions, no fetch of a sample `request.cf`: a start needs no network. */
const QUIET = {
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
};

/**
 * Runs `wrangler <args>` on this terminal until it ends.
 * @param {string[]} args
 * @param {Record<string, string>} [env] added to the environment
 * @returns {Promise<number>} its exit code; 128 + n after a signal
 */
export function runWrangler(args, env = {}) {
  const child = spawn(process.execPath, ["--no-warnings", CLI, ...args], {
    stdio: "inherit",
    env: { ...process.env, ...QUIET, ...env },
  });
  /** @param {NodeJS.Signals} signal */
  const pass = (signal) => {
    child.kill(signal);
    setTimeout(() => child.kill("SIGKILL"), GRACE_MS).unref();
  };
  const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  for (const signal of signals) process.on(signal, pass);
  // npm's shell keeps a signal to itself: that it is gone is seen by the new parent.
  const parent = process.ppid;
  const orphaned = setInterval(() => process.ppid !== parent && pass("SIGTERM"), 500);
  return new Promise((resolve) => {
    child.on("error", (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on("exit", (code, signal) => {
      clearInterval(orphaned);
      for (const name of signals) process.off(name, pass);
      resolve(code ?? (signal === "SIGINT" ? 130 : 143));
    });
  });
}

/**
 * Runs `wrangler <args>` and returns what it printed.
 * @param {string[]} args
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
export function readWrangler(args) {
  const child = spawn(process.execPath, ["--no-warnings", CLI, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...QUIET },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data) => {
    stdout += data;
  });
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ code: 1, stdout, stderr: stderr + error.message }));
    child.on("exit", (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}
