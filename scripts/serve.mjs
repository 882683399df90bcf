/**
 * `npm run serve -- <flags of wrangler dev>`: runs what `npm run build` made, both Workers, and rebuilds nothing.
 * Builds first when that was never done.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { reportSettings, writeSecretOnce } from "./local-settings.mjs";
import { runWrangler } from "./run-wrangler.mjs";

const MAIN = resolve("dist/serve/main.json");
const PARSER = resolve("dist/serve/parser.json");

/**
 * The value of `--name value` or `--name=value`.
 * @param {string[]} args
 * @param {string} name
 */
function flagOf(args, name) {
  const at = args.indexOf(name);
  return at >= 0 ? args[at + 1] : args.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1);
}

if (!existsSync(MAIN)) {
  const { build } = await import("./build.mjs");
  await build();
}
const args = process.argv.slice(2);
writeSecretOnce();
reportSettings(args);

// Outside dist, so that a build does not wipe it. Only the main Worker reads the file: the parser holds no secret.
const state = resolve(flagOf(args, "--persist-to") ?? ".wrangler/state");
const files = ["-c", MAIN, "-c", PARSER, "--env-file", resolve(".dev.vars"), "--persist-to", state];
const rest = args.filter(
  (arg, i) => arg !== "--persist-to" && args[i - 1] !== "--persist-to" && !arg.startsWith("--persist-to="),
);
process.exitCode = await runWrangler(["dev", ...files, ...rest], {
  // Two services on one machine must not find each other's Workers by their names.
  WRANGLER_REGISTRY_PATH: resolve(state, "registry"),
  WRANGLER_CI_DISABLE_CONFIG_WATCHING: "true",
});
