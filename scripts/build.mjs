/**
 * `npm run build`: the page to dist/web, the Workers, as they would be deployed, to dist/worker and dist/parser, and the
 * configuration with which `npm run serve` starts them to dist/serve.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build as buildWeb } from "vite";
import { unstable_readConfig } from "wrangler";
import { readWrangler } from "./run-wrangler.mjs";

/** The keys of wrangler.toml that also hold for code which is already built. */
const KEPT = /** @type {const} */ ([
  "name",
  "compatibility_date",
  "compatibility_flags",
  "vars",
  "durable_objects",
  "migrations",
  "r2_buckets",
  "services",
  "ratelimits",
  "version_metadata",
  "rules",
]);

/**
 * Bundles one Worker as `deploy` would.
 * @param {string} config
 * @param {string} out
 */
async function bundle(config, out) {
  const { code, stdout, stderr } = await readWrangler([
    "deploy",
    "--dry-run",
    "--env",
    "",
    "--config",
    config,
    "--outdir",
    resolve(out),
  ]);
  if (code !== 0) throw new Error(`${config} could not be built:\n${stdout}\n${stderr}`);
  console.log(`${out}: ${/Total Upload: .*/.exec(stdout)?.[0] ?? "built"}`);
}

/**
 * The configuration for wrangler dev of a Worker that lies bundled in `out`.
 * @param {string} path the original
 * @param {string} out its bundle, as seen from dist/serve
 */
function servedConfig(path, out) {
  const config = unstable_readConfig({ config: path });
  const kept = Object.fromEntries(KEPT.map((key) => [key, config[key]]));
  const main = `${out}/${basename(config.main ?? "index.ts").replace(/\.ts$/, ".js")}`;
  const assets = config.assets === undefined ? {} : { assets: { ...config.assets, directory: "../web" } };
  return { ...kept, ...assets, main, base_dir: out, no_bundle: true, find_additional_modules: true };
}

/** Builds everything; throws with the reason when a part cannot be built. */
export async function build() {
  await rm("dist/serve", { recursive: true, force: true });
  await Promise.all(["dist/worker", "dist/parser"].map((path) => rm(path, { recursive: true, force: true })));
  await buildWeb({ root: "web", logLevel: "warn", build: { outDir: resolve("dist/web"), emptyOutDir: true } });
  await Promise.all([bundle("wrangler.toml", "dist/worker"), bundle("src/parser/wrangler.toml", "dist/parser")]);
  await mkdir("dist/serve", { recursive: true });
  await writeFile(
    "dist/serve/parser.json",
    JSON.stringify(servedConfig("src/parser/wrangler.toml", "../parser"), null, 2),
  );
  // Last: its presence says that the build is whole.
  await writeFile("dist/serve/main.json", JSON.stringify(servedConfig("wrangler.toml", "../worker"), null, 2));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await build().catch((error) => {
    console.error(String(error.message));
    process.exitCode = 1;
  });
}
