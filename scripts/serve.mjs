/**
 * `npm run serve -- <flags of wrangler dev>`: runs what `npm run build` made, both Workers, and rebuilds nothing.
 * It runs a copy, so that a later build does not restart it. Builds first when that was never done.
 */
import { cpSync, existsSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { reportSettings, writeSecretOnce } from "./local-settings.mjs";
import { runWrangler } from "./run-wrangler.mjs";

const BUILT = ["serve", "worker", "parser", "web"];

/**
 * The value of `--name value` or `--name=value`.
 * @param {string[]} args
 * @param {string} name
 */
function flagOf(args, name) {
  const at = args.indexOf(name);
  return at >= 0 ? args[at + 1] : args.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1);
}

if (!existsSync("dist/serve/main.json")) {
  const { build } = await import("./build.mjs");
  await build();
}
const args = process.argv.slice(2);
writeSecretOnce();
reportSettings(args);

// Outside dist, so that a build does not wipe it. Only the main Worker reads the file: the parser holds no secret.
const state = resolve(flagOf(args, "--persist-to") ?? ".wrangler/state");
const app = resolve(state, "app");
rmSync(app, { recursive: true, force: true });
for (const part of BUILT) cpSync(resolve("dist", part), resolve(app, part), { recursive: true });
const configs = ["main", "parser"].flatMap((name) => ["-c", resolve(app, "serve", `${name}.json`)]);
const files = [...configs, "--env-file", resolve(".dev.vars"), "--persist-to", state];
const rest = args.filter(
  (arg, i) => arg !== "--persist-to" && args[i - 1] !== "--persist-to" && !arg.startsWith("--persist-to="),
);
process.exitCode = await runWrangler(["dev", ...files, ...rest], {
  // Two services on one machine must not find each other's Workers by their names.
  WRANGLER_REGISTRY_PATH: resolve(state, "registry"),
  WRANGLER_CI_DISABLE_CONFIG_WATCHING: "true",
});
