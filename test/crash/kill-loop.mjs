/**
 * Kills the service at random moments during turns, restarts it on the same state, and counts what was lost: nothing may be.
 *
 *   node test/crash/kill-loop.mjs [--kills 200] [--seed N] [--lanes 3]
 *
 * Expects `npm run build`, and the stand-in model of ../shared/contract. Ends with 1, the seed and a dump when a promise was broken;
 * the state is then kept.
 */
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { BUILT } from "../support/built-workers.mjs";
import { sharedPath } from "../support/shared.ts";
import { Lane } from "./lane.mjs";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1e9)) },
    lanes: { type: "string", default: "3" },
  },
});
const wanted = Number(values.kills);
const seed = Number(values.seed);
const lanes = Math.min(wanted, Number(values.lanes));
/** The stand-in's log is only needed for what was asked last. */
const KEPT_REQUESTS = 300;

const modelPath = sharedPath("contract/upstream.mjs");
if (modelPath === null) {
  console.error("The kill loop needs the stand-in model of ../shared/contract next to this checkout.");
  process.exit(2);
}
if (!BUILT.every((config) => existsSync(config))) {
  console.error("There is nothing to kill: run `npm run build` first.");
  process.exit(2);
}
const { answerTokens, startUpstream } = await import(pathToFileURL(modelPath).href);
const model = await startUpstream();

/** @type {{ kind: string, lane: string, kills: number, detail: unknown }[]} */
const violations = [];
let kills = 0;
const beganMs = Date.now();

const running = Array.from({ length: lanes }, (_, i) => {
  const name = `lane${i + 1}`;
  return new Lane({
    name,
    seed: seed + i,
    modelUrl: model.url,
    violated: (kind, detail) => violations.push({ kind, lane: name, kills, detail }),
    expected: (question) => answerTokens([{ role: "user", content: question }]).join(""),
  });
});

// The stand-in marks a request as closed when its answer is written: from then on the turn is about to be committed.
const { push } = Array.prototype;
model.log.push = (/** @type {object} */ entry) => {
  let closed = false;
  Object.defineProperty(entry, "closed", {
    get: () => closed,
    set: (value) => {
      closed = value;
      const asker = /of lane(\d+)-/.exec("question" in entry ? String(entry.question) : "");
      running[Number(asker?.[1]) - 1]?.happened("model done");
    },
  });
  if (model.log.length > 2 * KEPT_REQUESTS) model.log.splice(0, KEPT_REQUESTS);
  return push.call(model.log, entry);
};

/** Grants one more kill, until there were enough or something was lost. */
function mayKill() {
  if (kills >= wanted || violations.length > 0) return false;
  kills++;
  if (kills % 10 === 0) console.log(line());
  return true;
}

/** @param {string} kind */
const countOf = (kind) => violations.filter((violation) => violation.kind === kind).length;

/** What is printed at the end, in this order. */
function tally() {
  const students = running.flatMap((lane) => lane.students);
  const turns = students.flatMap(({ known }) => known.flatMap((chat) => [...chat.turns.values()]));
  const real = turns.filter(({ refused }) => refused === null);
  /** @type {Record<string, number>} */
  const failed = {};
  for (const { end } of real) {
    if (end?.state === "failed") failed[`${end.code}`] = (failed[`${end.code}`] ?? 0) + 1;
  }
  const codes = Object.entries(failed).map(([code, count]) => `${code} ${count}`);
  const keeping = students.filter(({ removes }) => !removes).map(({ count }) => count);
  const removing = students.filter(({ removes }) => removes).map(({ count }) => count);
  const sum = (/** @type {number[]} */ values) => values.reduce((total, value) => total + value, 0);
  const [least, most] = [sum(removing.map((count) => count.least)), sum(removing.map((count) => count.most))];
  const named = ["lost question", "lost answer", "doubled"];
  return {
    kills,
    "turns asked": real.length,
    "seen to run again": real.filter(({ attempt }) => attempt > 1).length,
    committed: real.filter(({ end }) => end?.state === "committed").length,
    "committed, but not yet told of": sum(students.map(({ unheard }) => unheard)),
    failed: codes.join(", ") || "none",
    "posted places, committed answers": `${sum(keeping.map(({ used }) => used))}, ${sum(keeping.map((count) => count.least))}`,
    "  of those who also remove chats": `${sum(removing.map(({ used }) => used))}, ${least} to ${most}`,
    "held places": sum([...keeping, ...removing].map(({ reserved }) => reserved)),
    "lost questions": countOf("lost question"),
    "lost answers": countOf("lost answer"),
    doubled: countOf("doubled"),
    "other violations": violations.filter(({ kind }) => !named.includes(kind)).length,
  };
}

function line() {
  const { committed, failed, "turns asked": asked } = tally();
  const seconds = Math.round((Date.now() - beganMs) / 1_000);
  return `${String(kills).padStart(4)} kills, ${seconds} s: ${asked} turns, ${committed} committed, failed: ${failed}`;
}

console.log(`seed ${seed}, ${lanes} lanes`);
await Promise.all(
  running.map((lane) =>
    lane
      .run(mayKill)
      .catch((error) =>
        violations.push({ kind: "the loop broke", lane: "", kills, detail: String(error?.stack ?? error) }),
      ),
  ),
);
const broken = violations.length > 0;
console.log();
for (const [name, value] of Object.entries({ ...tally(), seconds: Math.round((Date.now() - beganMs) / 1_000) })) {
  console.log(`${name.padEnd(38)}${value}`);
}
if (broken) {
  console.error(
    `\nBroken promises with seed ${seed}; the states are kept: ${running.map(({ state }) => state).join(" ")}`,
  );
  for (const violation of violations.slice(0, 20)) console.error(JSON.stringify(violation, null, 1).slice(0, 4_000));
  for (const { output } of running) console.error(output.slice(-4_000));
}
await Promise.all(running.map((lane) => lane.dispose(broken)));
await model.close();
process.exitCode = broken ? 1 : 0;
