/** The parser Worker as one module, for the workerd tests: the main Worker's service binding finds it by its name. */
import { build } from "esbuild";

/** Bundles src/parser and returns the options of a Miniflare worker that runs it. */
export async function bundleParser() {
  const { outputFiles } = await build({
    entryPoints: ["src/parser/parser.ts"],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    loader: { ".sql": "text", ".txt": "text", ".bcmap": "binary" },
    logLevel: "error",
  });
  return {
    name: "study-assistant-parser",
    compatibilityDate: "2026-10-20",
    compatibilityFlags: ["nodejs_als"],
    modules: [{ type: "ESModule" as const, path: "parser.js", contents: outputFiles[0]?.text ?? "" }],
  };
}
