/**
 * Kills the service at random moments while documents come, change and go, restarts it on the same state, and counts what was lost,
 * doubled, half or left over: nothing may be.
 *
 *   node test/crash/ingest-loop.mjs [--kills 50] [--seed N] [--lanes 2]
 *
 * Expects `npm run build`, and the documents and the stand-in model of ../shared; every second lane has embeddings. Ends with 1,
 * the seed and a dump when a promise was broken; the state is then kept.
 */
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { BUILT } from "../support/built-workers.mjs";
import { sharedPath } from "../support/shared.ts";
import { readCorpus } from "./corpus.mjs";
import { IngestLane } from "./ingest-lane.mjs";
import { readAll } from "./reading.mjs";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "50" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1e9)) },
    lanes: { type: "string", default: "2" },
  },
});
const wanted = Number(values.kills);
const seed = Number(values.seed);
const lanes = Math.min(wanted, Number(values.lanes));

const [folder, modelPath] = [sharedPath("data/docs"), sharedPath("contract/upstream.mjs")];
if (folder === null || modelPath === null) {
  console.error("The loop needs the documents and the stand-in model of ../shared next to this checkout.");
  process.exit(2);
}
if (!BUILT.every((config) => existsSync(config))) {
  console.error("There is nothing to kill: run `npm run build` first.");
  process.exit(2);
}

const beganMs = Date.now();
const corpus = readCorpus(folder);
const contents = [...corpus.contents, ...corpus.archives.flatMap(({ entries }) => entries)];
const readings = await readAll([...new Map(contents.map((content) => [content.hash, content])).values()]);
const readable = [...readings.values()].filter(({ status }) => status === "ready").length;
console.log(`seed ${seed}, ${lanes} lanes; ${readings.size} contents read undisturbed, ${readable} of them readable`);

// The stand-in rejects when a request is cut off in its body, as those of a killed service are; nobody else catches that.
process.on("unhandledRejection", (error) => {
  if (!(error instanceof Error && "code" in error && error.code === "ECONNRESET")) throw error;
});
const { startUpstream } = await import(pathToFileURL(modelPath).href);
const model = await startUpstream();
/** @type {{ kind: string, lane: string, kills: number, detail: unknown }[]} */
const violations = [];
let kills = 0;

const running = Array.from(
  { length: lanes },
  (_, i) =>
    new IngestLane({
      seed: seed + i,
      modelUrl: i % 2 === 1 ? model.url : null,
      corpus,
      readings,
      violated: (kind, detail) => violations.push({ kind, lane: `lane${i + 1}`, kills, detail }),
    }),
);

/** Grants one more kill, until there were enough or something was broken. */
function mayKill() {
  if (kills >= wanted || violations.length > 0) return false;
  kills++;
  if (kills % 10 === 0) console.log(`${kills} kills, ${Math.round((Date.now() - beganMs) / 1_000)} s`);
  model.log.splice(0);
  return true;
}

await Promise.all(
  running.map((lane, i) =>
    lane.run(`lane${i + 1}`, mayKill).catch((error) => {
      violations.push({ kind: "the loop broke", lane: `lane${i + 1}`, kills, detail: String(error?.stack ?? error) });
    }),
  ),
);

const records = running.flatMap(({ librarians }) => librarians.flatMap(({ classes }) => classes));
const sum = (/** @type {number[]} */ numbers) => numbers.reduce((total, number) => total + number, 0);
const stored = (/** @type {keyof IngestLane["stored"]} */ name) => sum(running.map((lane) => lane.stored[name]));
const countOf = (/** @type {string[]} */ ...kinds) => violations.filter(({ kind }) => kinds.includes(kind)).length;
const named = [
  "lost",
  "lost file",
  "other bytes",
  "twice",
  "half",
  "no end",
  "orphan rows",
  "orphan file",
  "came back",
  "another count",
];
const tally = {
  kills,
  classes: stored("classes"),
  "documents ready, failed": `${stored("ready")}, ${stored("failed")}`,
  "documents removed": sum(records.map(({ gone }) => gone.size)),
  archives: sum(records.map(({ archives }) => archives.size)),
  "pages compared with an undisturbed run": sum(running.map(({ pagesCompared }) => pagesCompared)),
  "chunks found by their words": stored("chunks"),
  vectors: stored("vectors"),
  "files in R2": stored("files"),
  "without an end": countOf("no end"),
  lost: countOf("lost", "lost file", "other bytes"),
  twice: countOf("twice"),
  half: countOf("half"),
  "orphan rows": countOf("orphan rows"),
  "orphan files": countOf("orphan file"),
  "came back": countOf("came back"),
  "counted otherwise by the account": countOf("another count"),
  "other violations": violations.filter(({ kind }) => !named.includes(kind)).length,
  seconds: Math.round((Date.now() - beganMs) / 1_000),
};
console.log();
for (const [name, value] of Object.entries(tally)) console.log(`${name.padEnd(42)}${value}`);
const isBroken = violations.length > 0;
if (isBroken) {
  console.error(
    `\nBroken promises with seed ${seed}; the states are kept: ${running.map(({ state }) => state).join(" ")}`,
  );
  for (const violation of violations.slice(0, 20)) console.error(JSON.stringify(violation, null, 1).slice(0, 4_000));
  for (const { output } of running) console.error(output.slice(-4_000));
}
await Promise.all(running.map((lane) => lane.dispose(isBroken)));
await model.close();
process.exitCode = isBroken ? 1 : 0;
