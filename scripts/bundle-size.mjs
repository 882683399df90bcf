/** Prints what the main Worker weighs gzipped, and fails when it is too much to start fast. Expects `npm run build`. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 350;

if (!existsSync("dist/worker")) {
  console.error("There is nothing to weigh: run `npm run build` first.");
  process.exit(1);
}
const kb =
  readdirSync("dist/worker")
    .filter((name) => !/\.map$|\.md$/.test(name))
    .reduce((sum, name) => sum + gzipSync(readFileSync(`dist/worker/${name}`)).length, 0) / 1_024;
console.log(`The main Worker is ${kb.toFixed(1)} KB gzipped; the limit is ${LIMIT_KB} KB.`);
process.exitCode = kb < LIMIT_KB ? 0 : 1;
