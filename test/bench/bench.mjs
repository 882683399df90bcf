/**
 * `npm run bench [-- --quick]`: what the service adds to the model's stream, next to a Worker that only passes it on and to the
 * stand-in model alone, in turns in one run, since the machine is never equally busy twice. Expects `npm run build`;
 * both Workers run in workerd without wrangler's dev server, whose own proxy would be measured with them.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BUILT } from "../support/built-workers.mjs";
import { FastService } from "../support/fast-service.mjs";
import { processesOf } from "../support/process-group.mjs";
import { sharedPath } from "../support/shared.ts";
import { mintToken, TRUST } from "../support/token.mjs";
import { addStream, nothing, summary } from "./numbers.mjs";
import { askPlain, nowUs, openChat } from "./streams.mjs";

/** @typedef {import("./stand-in.mjs").Written} Written */
/** @typedef {import("./streams.mjs").Received} Received */
/**
 * One of those that are compared. `prepare` is not measured; what it returns asks all questions at once.
 * @typedef {{
 *   name: string,
 *   group: number | null,
 *   unit: "text" | "tokens",
 *   prepare: (streams: number) => Promise<{ ask: (questions: string[]) => Promise<Received[]>, close: () => void }>,
 * }} Contender
 */

const quick = process.argv.includes("--quick");
const TOKENS = quick ? 150 : 400;
const GAPS_MS = [10, 0];
const STREAMS = [1, 10, 100];
/** A fast stream is over in a moment: only many of them spend ticks of CPU enough to be counted. */
const roundsOf = (/** @type {number} */ streams, /** @type {number} */ gapMs) => {
  if (gapMs > 0) return quick ? 1 : streams === 1 ? 3 : 2;
  return { 1: quick ? 5 : 30, 10: quick ? 2 : 8 }[streams] ?? (quick ? 1 : 3);
};

if (sharedPath("contract/upstream.mjs") === null) {
  console.error("The bench needs the stand-in model of ../shared/contract next to this checkout.");
  process.exit(2);
}
if (!BUILT.every((config) => existsSync(config))) {
  console.error("There is nothing to measure: run `npm run build` first.");
  process.exit(2);
}

const state = mkdtempSync(join(tmpdir(), "bench-"));
const standIn = fork(fileURLToPath(import.meta.resolve("./stand-in.mjs")), { execArgv: ["--no-warnings"] });
const [{ url: modelUrl }] = /** @type {[{ url: string }]} */ (await once(standIn, "message"));

const settings = { OPENAI_API_KEY: "bench", OPENAI_BASE_URL: modelUrl };
const service = new FastService({ vars: { ...TRUST, ...settings, FREE_CHATS_PER_MONTH: "1000000" }, state });
const proxy = new FastService({
  configs: [fileURLToPath(import.meta.resolve("./proxy.toml"))],
  vars: { OPENAI_BASE_URL: modelUrl },
});
const [runningService, runningProxy] = await Promise.all([service.start(), proxy.start()]);

/** @type {Contender[]} */
const contenders = [
  { name: "service", group: runningService.group, unit: "text", prepare: prepareChats },
  { name: "proxy", group: runningProxy.group, unit: "tokens", prepare: preparePlain(runningProxy.url) },
  { name: "model alone", group: null, unit: "tokens", prepare: preparePlain(`${modelUrl}/chat/completions`) },
];

/** @param {number} streams */
async function prepareChats(streams) {
  /** @type {Awaited<ReturnType<typeof openChat>>[]} */
  const chats = [];
  // A few at a time, since it is not the making of chats that is measured; a user each, since a user has 20 sockets at most.
  while (chats.length < streams) {
    const count = Math.min(10, streams - chats.length);
    const token = await mintToken(`bench-${chats.length}`);
    chats.push(...(await Promise.all(Array.from({ length: count }, () => openChat(runningService.url, token)))));
  }
  return {
    ask: (/** @type {string[]} */ questions) => Promise.all(chats.map((chat, i) => chat.ask(questions[i] ?? ""))),
    close: () => {
      for (const chat of chats) chat.close();
    },
  };
}

/** @param {string} url */
function preparePlain(url) {
  return async () => ({
    ask: (/** @type {string[]} */ questions) => Promise.all(questions.map((question) => askPlain(url, question))),
    close: () => undefined,
  });
}

/** @returns {Promise<Written[]>} */
async function takeWritten() {
  standIn.send("take");
  const [answers] = await once(standIn, "message");
  return answers;
}

/** @param {number | null} group CPU that its runtime has spent so far */
function runtimeCpuMs(group) {
  if (group === null) return 0;
  return processesOf(group).reduce((sum, { name, cpuMs }) => (name === "workerd" ? sum + cpuMs : sum), 0);
}

let asked = 0;

/**
 * One round: so many streams at once, from the first question to the last end.
 * @param {Contender} contender
 * @param {{ streams: number, gapMs: number }} load
 * @param {ReturnType<typeof nothing>} observed
 */
async function round(contender, { streams, gapMs }, observed) {
  const names = Array.from({ length: streams }, () => `Question ${++asked}:`);
  const ready = await contender.prepare(streams);
  await takeWritten();
  const cpuBefore = runtimeCpuMs(contender.group);
  const beginUs = nowUs();
  const received = await ready.ask(
    names.map((name) => `${name} why? [[tokens=${TOKENS}${gapMs > 0 ? ` gap=${gapMs}` : ""}]]`),
  );
  observed.elapsedUs += nowUs() - beginUs;
  observed.cpuMs += runtimeCpuMs(contender.group) - cpuBefore;
  const written = new Map((await takeWritten()).map((answer) => [answer.question.split(":")[0], answer]));
  for (const stream of received) {
    const answer = written.get(stream.question.split(":")[0]);
    if (answer === undefined) throw new Error(`the model was never asked: ${stream.question}`);
    addStream(observed, answer, stream, contender.unit);
  }
  ready.close();
}

const COLUMNS = /** @type {const} */ ([
  ["ask→model", "askToModelMs", 2],
  ["first p50", "firstP50Ms", 2],
  ["first p99", "firstP99Ms", 2],
  ["token p50", "tokenP50Ms", 2],
  ["token p99", "tokenP99Ms", 2],
  ["tokens/s", "tokensPerS", 0],
  ["CPU µs/token", "cpuUsPerToken", 1],
  ["tokens/frame", "tokensPerFrame", 2],
]);

/** @param {(string | number)[]} cells */
const row = ([first = "", ...rest]) =>
  `${String(first).padEnd(13)}${rest.map((cell) => String(cell).padStart(14)).join("")}`;

const packageVersion = (/** @type {string} */ name) => {
  const path = createRequire(import.meta.resolve("wrangler")).resolve(`${name}/package.json`);
  return JSON.parse(readFileSync(path, "utf8")).version;
};
/** How busy the machine was in the last minute: what else ran on it is in every number. */
const load = () => Number(loadavg()[0]?.toFixed(1));
const machine = {
  cpu: `${cpus().length} × ${cpus()[0]?.model.trim()}`,
  node: process.version,
  wrangler: packageVersion("wrangler"),
  workerd: packageVersion("workerd"),
  loadBefore: load(),
};

/** @type {Record<string, unknown>[]} */
const results = [];
try {
  console.log(
    `${machine.cpu}; Node ${machine.node}, wrangler ${machine.wrangler}, workerd ${machine.workerd}; load ${machine.loadBefore}`,
  );
  console.log(
    `${TOKENS} tokens a stream. Times in ms: from the question to the request at the model, and from the moment the model`,
  );
  console.log(
    "writes a token to the moment the client has it, the first one alone and all of them. CPU is the runtime's.\n",
  );
  for (const contender of contenders) await round(contender, { streams: 3, gapMs: 0 }, nothing());
  for (const gapMs of GAPS_MS) {
    for (const streams of STREAMS) {
      const observed = contenders.map(() => nothing());
      for (let n = roundsOf(streams, gapMs); n > 0; n--) {
        const order = contenders.map((_, i) => (n % 2 === 0 ? i : contenders.length - 1 - i));
        for (const i of order) {
          const [contender, sums] = [contenders[i], observed[i]];
          if (contender && sums) await round(contender, { streams, gapMs }, sums);
        }
      }
      const numbers = observed.map(summary);
      const pace = gapMs > 0 ? `${gapMs} ms apart` : "as fast as they come";
      console.log(row([`${streams} × ${pace}`.padEnd(12), ...COLUMNS.map(([title]) => title)]));
      contenders.forEach(({ name }, i) => {
        const of = numbers[i];
        if (of === undefined) return;
        console.log(row([name, ...COLUMNS.map(([, key, digits]) => of[key].toFixed(digits))]));
        results.push({ contender: name, streams, gapMs, ...of });
      });
      const [ours, theirs] = numbers;
      if (ours && theirs) {
        console.log(`${row(["÷ proxy", ...COLUMNS.map(([, key]) => (ours[key] / theirs[key]).toFixed(2))])}\n`);
      }
    }
  }
  const rounded = JSON.stringify({ machine: { ...machine, loadAfter: load() }, tokens: TOKENS, results }, (_, value) =>
    typeof value === "number" ? Number(value.toFixed(3)) : value,
  );
  console.log(rounded);
} finally {
  standIn.kill();
  await Promise.all([service.dispose(), proxy.dispose()]);
  rmSync(state, { recursive: true, force: true });
}
