/**
 * The settings of a local run: `.dev.vars`, made once with a random JWT_SECRET, under whatever `--var` says.
 * What is wrong with them is said before the start.
 */
import { randomBytes } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { parseConfig, SETTING_NAMES } from "../src/config.ts";

const FILE = ".dev.vars";

/** Makes `.dev.vars` with a random JWT_SECRET unless there is one; nothing that stands in it is ever changed. */
export function writeSecretOnce(file = FILE) {
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (parseEnv(before).JWT_SECRET) return;
  const gap = before === "" || before.endsWith("\n") ? "" : "\n";
  appendFileSync(file, `${gap}JWT_SECRET=${randomBytes(32).toString("hex")}\n`, { mode: 0o600 });
}

/**
 * What `--var KEY:VALUE` and `--var=KEY:VALUE` set.
 * @param {string[]} args
 * @returns {Record<string, string>}
 */
export function varsOf(args) {
  /** @type {Record<string, string>} */
  const vars = {};
  args.forEach((arg, i) => {
    const pairs = arg.startsWith("--var=") ? [arg.slice("--var=".length)] : arg === "--var" ? valuesAfter(args, i) : [];
    for (const pair of pairs) {
      const colon = pair.indexOf(":");
      if (colon > 0) vars[pair.slice(0, colon)] = pair.slice(colon + 1);
    }
  });
  return vars;
}

/**
 * One flag may be followed by several values.
 * @param {string[]} args
 * @param {number} at
 */
function valuesAfter(args, at) {
  const rest = args.slice(at + 1);
  const end = rest.findIndex((arg) => arg.startsWith("--"));
  return end < 0 ? rest : rest.slice(0, end);
}

/**
 * Says on the terminal which settings are wrong, and which names are unknown and may be misspelt.
 * @param {string[]} args those for wrangler
 */
export function reportSettings(args) {
  const settings = { ...parseEnv(readFileSync(FILE, "utf8")), ...varsOf(args) };
  const result = parseConfig(settings);
  if (!result.ok) {
    console.error("The service will answer 503 `misconfigured` until these settings are right:");
    for (const problem of result.problems) console.error(`  ${problem}`);
  }
  for (const name of Object.keys(settings)) {
    if (!SETTING_NAMES.includes(name)) console.error(`The setting ${name} is not known and has no effect.`);
  }
}
