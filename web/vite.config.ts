/** The page's build: `web/` becomes `dist/web`, which the Worker serves as static assets. */
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { compileCatalogs } from "./compile-catalogs.ts";
import { shell } from "./shell.ts";

const root = decodeURIComponent(new URL(".", import.meta.url).pathname);

/** Of each of KaTeX's fonts the woff2 alone: every browser that the page is built for reads it. */
function woff2Only(): Plugin {
  return {
    name: "woff2-only",
    enforce: "pre",
    transform(code, id) {
      if (!/katex(?:\.min)?\.css/.test(id)) return null;
      return { code: code.replace(/,url\([^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)/g, ""), map: null };
    },
  };
}

export default defineConfig({
  root,
  plugins: [woff2Only(), compileCatalogs(), react(), shell()],
  build: {
    outDir: `${root}../dist/web`,
    emptyOutDir: true,
    target: "es2023",
    // The policy of public/_headers allows no inline code, and every browser of that age preloads modules itself.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // Each language is a file of its own: dozens, of which a visit loads one or two.
        chunkFileNames: ({ facadeModuleId }) =>
          facadeModuleId?.includes("/languages/") ? "assets/languages/[name]-[hash].js" : "assets/[name]-[hash].js",
      },
    },
  },
});
