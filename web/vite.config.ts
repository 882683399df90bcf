/** The page's build: `web/` becomes `dist/web`, which the Worker serves as static assets. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { appIcons } from "./app-icons.ts";
import { compileCatalogs } from "./compile-catalogs.ts";
import { FirstView } from "./first-view.ts";
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

/**
 * What pdf.js loads by itself when a document needs it, from its package to our own origin: character maps, the fonts that
 * every PDF may take for granted, and the decoders of pictures that need no WebAssembly.
 */
function pdfParts(): Plugin {
  const require = createRequire(import.meta.url);
  const { version } = require("pdfjs-dist/package.json") as { version: string };
  const home = dirname(require.resolve("pdfjs-dist/package.json"));
  const wanted = {
    cmaps: /\.bcmap$|^LICENSE/,
    standard_fonts: /\.(pfb|ttf)$|^LICENSE/,
    wasm: /_nowasm_fallback\.js$|^LICENSE_/,
  };
  return {
    name: "pdf-parts",
    apply: "build",
    generateBundle() {
      for (const [folder, names] of Object.entries(wanted)) {
        for (const name of readdirSync(join(home, folder)).filter((one) => names.test(one))) {
          const source = readFileSync(join(home, folder, name));
          this.emitFile({ type: "asset", fileName: `assets/pdfjs-${version}/${folder}/${name}`, source });
        }
      }
    },
  };
}

const firstView = new FirstView();

export default defineConfig({
  root,
  plugins: [woff2Only(), compileCatalogs(), react(), shell(), pdfParts(), firstView.plugin(), appIcons()],
  build: {
    outDir: `${root}../dist/web`,
    emptyOutDir: true,
    target: "es2023",
    // The policy of public/_headers allows no inline code, and every browser of that age preloads modules itself.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // What the first view needs is one file; what is loaded later shares it instead of tearing it into many.
        codeSplitting: { groups: [{ name: firstView.chunkOf, debugName: "first view" }] },
        // Each language is a file of its own: dozens, of which a visit loads one or two.
        chunkFileNames: ({ facadeModuleId }) =>
          facadeModuleId?.includes("/languages/") ? "assets/languages/[name]-[hash].js" : "assets/[name]-[hash].js",
      },
    },
  },
});
