/**
 * `npm run deploy -- --env staging|production`: the parser first, since the main Worker is bound to it, then the main Worker.
 * Refuses without an environment, without its secrets, or when running answers would be cut. With `--dry-run` it checks and
 * builds what needs no account, and deploys nothing.
 */
import { unstable_readConfig } from "wrangler";
import { build } from "./build.mjs";
import { deployArguments, deployProblems, ENVIRONMENTS } from "./deploy-checks.mjs";
import { readWrangler, runWrangler } from "./run-wrangler.mjs";

/** @param {string[]} lines */
function refuse(lines) {
  console.error(["Not deployed:", ...lines.map((line) => `  ${line}`)].join("\n"));
  process.exit(1);
}

/** @param {string} environment */
async function secretsOf(environment) {
  const { code, stdout, stderr } = await readWrangler(["secret", "list", "--env", environment, "--format", "json"]);
  if (code !== 0) refuse([`The secrets of ${environment} cannot be listed.`, (stderr || stdout).trim()]);
  /** @type {{ name: string }[]} */
  const secrets = JSON.parse(stdout.slice(stdout.indexOf("[")));
  return secrets.map(({ name }) => name);
}

const { environment, dryRun, unknown } = deployArguments(process.argv.slice(2));
if (unknown.length > 0) refuse([`This is not understood: ${unknown.join(" ")}`]);
else if (environment === null) refuse([`Say where: npm run deploy -- --env ${ENVIRONMENTS.join("|")}`]);
else {
  const config = unstable_readConfig({ config: "wrangler.toml", env: environment });
  const { vars, durable_objects } = config;
  const strategy = durable_objects.code_update_strategy;
  // What needs no account is said first.
  const early = deployProblems({ environment, vars, secrets: ["JWT_SECRET"], strategy });
  if (early.length > 0) refuse(early);
  if (!dryRun) {
    const problems = deployProblems({ environment, vars, secrets: await secretsOf(environment), strategy });
    if (problems.length > 0) refuse(problems);
  }
  await build();
  for (const path of ["src/parser/wrangler.toml", "wrangler.toml"]) {
    const flags = ["--config", path, "--env", environment, ...(dryRun ? ["--dry-run"] : [])];
    const code = await runWrangler(["deploy", ...flags]);
    if (code !== 0) process.exit(code);
  }
  if (dryRun)
    console.log(
      `Nothing was deployed. Whether ${environment} has its secrets was not looked at: that needs an account.`,
    );
}
