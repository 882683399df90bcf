/** Workers as their wrangler configurations describe them, in the form in which Miniflare takes them. */
import { readdirSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, resolve } from "node:path";
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from "wrangler";

/** The configurations that `npm run build` leaves for what it has built: the service and its parser. */
export const BUILT = ["dist/serve/main.json", "dist/serve/parser.json"];

/**
 * The Workers of these configurations. As with wrangler, `vars` go to one alone: the first, or the one at `varsAt`.
 * @param {string[]} configs
 * @param {Record<string, string>} vars
 * @param {number} [varsAt]
 */
export function workersOf(configs, vars, varsAt = 0) {
  return configs.map((path, i) => {
    const config = unstable_readConfig({ config: resolve(path) });
    const { workerOptions, main } = unstable_getMiniflareWorkerOptions(config);
    if (main === undefined) throw new Error(`${path} names no main module`);
    const { modulesRules: _, bindings, ...rest } = workerOptions;
    return {
      ...rest,
      name: config.name,
      bindings: i === varsAt ? { ...Object(bindings), ...vars } : bindings,
      modules: modulesOf(main),
      modulesRoot: dirname(main),
    };
  });
}

/**
 * The modules of a Worker, its main one first: a bundle's whole folder, or a single TypeScript file.
 * @param {string} main
 * @returns {import("miniflare").V4ModuleDefinition[]}
 */
function modulesOf(main) {
  if (main.endsWith(".ts")) {
    const contents = stripTypeScriptTypes(readFileSync(main, "utf8"));
    return [{ type: "ESModule", path: main.replace(/ts$/, "js"), contents }];
  }
  const others = readdirSync(dirname(main), { recursive: true, encoding: "utf8" })
    .map((name) => resolve(dirname(main), name))
    .filter((path) => path !== main && /\.(js|sql|txt)$/.test(path));
  return [main, ...others].map((path) => ({ type: path.endsWith(".js") ? "ESModule" : "Text", path }));
}
