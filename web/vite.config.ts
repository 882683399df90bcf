/** The page's build: `web/` becomes `dist/web`, which the Worker serves as static assets. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { compileCatalogs } from "./compile-catalogs.ts";
import { shell } from "./shell.ts";

const root = decodeURIComponent(new URL(".", import.meta.url).pathname);

export default defineConfig({
  root,
  plugins: [compileCatalogs(), react(), shell()],
  build: {
    outDir: `${root}../dist/web`,
    emptyOutDir: true,
    target: "es2023",
    // The policy of public/_headers allows no inline code, and every browser of that age preloads modules itself.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
});
