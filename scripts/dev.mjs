/** `npm run dev -- <flags of wrangler dev>`: both Workers from their sources, and the page, each rebuilt on change. */
import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { build } from "vite";
import { reportSettings, writeSecretOnce } from "./local-settings.mjs";
import { runWrangler } from "./run-wrangler.mjs";

/** Builds the page now and after each change; resolves after the first time. */
async function watchPage() {
  const watcher = await build({
    root: "web",
    logLevel: "warn",
    build: { outDir: resolve("dist/web"), emptyOutDir: false, minify: false, watch: {} },
  });
  if (!("on" in watcher)) throw new Error("vite did not start to watch");
  await new Promise((done) => {
    watcher.on("event", (event) => {
      if (event.code === "ERROR") console.error(event.error.message);
      if (event.code === "BUNDLE_END") console.log(`The page was built in ${event.duration} ms.`);
      if (event.code === "END" || event.code === "ERROR") done(undefined);
    });
  });
  return watcher;
}

const args = process.argv.slice(2);
writeSecretOnce();
reportSettings(args);
await mkdir("dist/web", { recursive: true });
const watcher = await watchPage();
const files = ["-c", "wrangler.toml", "-c", "src/parser/wrangler.toml", "--env-file", resolve(".dev.vars")];
process.exitCode = await runWrangler(["dev", ...files, ...args]);
await watcher.close();
