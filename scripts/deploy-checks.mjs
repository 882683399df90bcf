/** Why a deploy must not happen, decided without an account: pure, tested alone. */
import { parseConfig } from "../src/config.ts";

export const ENVIRONMENTS = /** @type {const} */ (["staging", "production"]);

/** Settings that only a secret may hold; what they are to be is known to nobody but the operator. */
const SECRETS = [
  "JWT_SECRET",
  "OPENAI_API_KEY",
  "OIDC_CLIENT_SECRET",
  "UPSTASH_REDIS_REST_TOKEN",
  "MONGODB_DATA_API_KEY",
  "MONGODB_URI",
];

/** Stands for a secret whose value cannot be read back: long enough for every rule of the settings. */
const UNREADABLE = "x".repeat(64);

/**
 * What a deploy was asked to be: `--env NAME` or `--env=NAME` (or `null` when it is none of ours), and whether it is to stop
 * before anything leaves this machine. What is not understood is named: a flag that were passed over might have meant "do not".
 * @param {string[]} args
 * @returns {{ environment: typeof ENVIRONMENTS[number] | null, dryRun: boolean, unknown: string[] }}
 */
export function deployArguments(args) {
  const at = args.findIndex((arg) => arg === "--env" || arg === "-e");
  const name = at >= 0 ? args[at + 1] : args.find((arg) => arg.startsWith("--env="))?.slice("--env=".length);
  const others = args.filter(
    (arg, index) => !arg.startsWith("--env=") && (at < 0 || (index !== at && index !== at + 1)),
  );
  return {
    environment: ENVIRONMENTS.find((known) => known === name) ?? null,
    dryRun: others.includes("--dry-run"),
    unknown: others.filter((arg) => arg !== "--dry-run"),
  };
}

/**
 * Sentences that name what stands in the way of a deploy; none when it may go on.
 * @param {{
 *   environment: string,
 *   vars: Record<string, unknown>,
 *   secrets: string[],
 *   strategy: { mode?: string, max_delay?: number } | undefined,
 * }} deploy `vars` and `strategy` as the environment's configuration holds them, `secrets` the names that are set
 * @returns {string[]}
 */
export function deployProblems({ environment, vars, secrets, strategy }) {
  const problems = SECRETS.filter((name) => name in vars).map(
    (name) => `${name}: belongs into a secret, not into vars`,
  );
  const hidden = Object.fromEntries(secrets.map((name) => [name, secretStandIn(name)]));
  const config = parseConfig({ ...vars, ...hidden });
  if (vars.ENVIRONMENT !== environment) problems.push(`ENVIRONMENT: must be ${environment} in vars`);
  if (!secrets.includes("JWT_SECRET")) {
    problems.push(`JWT_SECRET: is not set; run \`npx wrangler secret put JWT_SECRET --env ${environment}\``);
  }
  if (!config.ok) problems.push(...config.problems.filter((problem) => !problem.startsWith("JWT_SECRET: is required")));
  if (strategy?.mode !== "deferred") problems.push("code_update_strategy: the mode must be deferred");
  if (config.ok) {
    const { prepareMaxMs, maxDurationMs } = config.config.stream;
    const longestS = (prepareMaxMs + 2 * maxDurationMs) / 1_000;
    const delayS = strategy?.max_delay ?? 300;
    if (delayS < longestS) {
      problems.push(`code_update_strategy: max_delay is ${delayS} s, but the longest answer takes ${longestS} s`);
    }
  }
  return problems;
}

/**
 * A value that the settings accept where the real one cannot be seen; `undefined` where none can be made up.
 * @param {string} name
 */
function secretStandIn(name) {
  return [UNREADABLE, "https://secret.invalid"].find((value) => {
    const parsed = parseConfig({ [name]: value });
    return parsed.ok || !parsed.problems.some((problem) => problem.startsWith(`${name}:`));
  });
}
