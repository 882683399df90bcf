/** Imports `.sql` and `.txt` files as text and `.bcmap` files as bytes, as the Workers' bundler does (wrangler.toml, `rules`). */
import { readFile } from "node:fs/promises";
import type { Plugin } from "vite";

/** A plugin for Vite whose result is the same default export that the Worker sees. */
export function textModules(): Plugin {
  return {
    name: "text-modules",
    enforce: "pre",
    async load(id) {
      const path = id.split("?")[0] ?? id;
      if (path.endsWith(".bcmap")) return `export default Uint8Array.fromBase64("${await readFile(path, "base64")}");`;
      if (!/\.(sql|txt)$/.test(path)) return null;
      return `export default ${JSON.stringify(await readFile(path, "utf8"))};`;
    },
  };
}
