/**
 * Runs Workers in workerd without wrangler's dev server, for tests that start a service hundreds of times or measure what the
 * runtime itself spends. Started by `fast-service.mjs`: loads its code, waits for one line of JSON (what to run) on its standard
 * input, and prints `ready URL` when it listens. Made to be killed: it cleans up nothing.
 */
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

/** The one that wrangler itself runs on. @type {typeof import("miniflare")} */
const { convertV4MiniflareOptions, Miniflare } = createRequire(import.meta.resolve("wrangler"))("miniflare");

const input = createInterface({ input: process.stdin });
const [line] = await once(input, "line");
// Whoever started us is gone, or has killed us already.
process.stdin.on("end", () => process.exit());
const miniflare = new Miniflare(
  convertV4MiniflareOptions({ host: "127.0.0.1", port: 0, cf: false, logRequests: false, ...JSON.parse(line) }),
);
console.log(`ready ${(await miniflare.ready).origin}`);
