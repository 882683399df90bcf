/**
 * `node test/bench/search.mjs [--chunks 20000] [--searches 300]` (after `npm run build`): searches in one class of so many
 * chunks. The class is made over HTTP of sentences of ../shared/data/ir in a fixed random order; then the service starts anew on
 * its state, and a Worker beside it calls the class's object (search-worker.ts), whose times are taken inside workerd and
 * hold the call itself. Memory: the whole JS heap of the isolate by the inspector (code and garbage too), and the process.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readCorpus, readQueries } from "../eval/collections.mjs";
import { sample } from "../eval/measures.mjs";
import { inParallel, Student } from "../eval/student.mjs";
import { BUILT } from "../support/built-workers.mjs";
import { FastService, freePort } from "../support/fast-service.mjs";
import { processesOf } from "../support/process-group.mjs";
import { sharedPath } from "../support/shared.ts";
import { TRUST } from "../support/token.mjs";
import { quantile } from "./numbers.mjs";

const TARGET_P95_MS = 30;
const TARGET_MB = 24;
const SOURCES = ["openstax", "pubmedqa"];
const WARM_UP = 30;
/** Searches between two looks at the memory. */
const BATCH = 20;
const LIMIT = 10;
const DRIVER = fileURLToPath(import.meta.resolve("./search.toml"));
/** What a chunk holds of such text, about; and a document of the bench. */
const CHUNK = 850;
const DOCUMENT = 700_000;

const { values: options } = parseArgs({
  options: {
    chunks: { type: "string", default: "20000" },
    searches: { type: "string", default: "300" },
    /** A folder of state to keep: made where there is none, searched again where there is one. */
    state: { type: "string" },
  },
});
const data = sharedPath("data/ir") === null ? null : sharedPath("data");
if (data === null) {
  console.error("The bench needs the texts of ../shared/data next to this checkout.");
  process.exit(2);
}
if (!BUILT.every((config) => existsSync(config))) {
  console.error("There is nothing to measure: run `npm run build` first.");
  process.exit(2);
}

/** The same numbers from 0 to 1 each time (mulberry32). @param {number} seed */
const randomOf = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
};

/** Documents of sentences in a random order, each as often as it takes. @param {number} chunks */
function documentsOf(chunks) {
  const sentences = SOURCES.flatMap((corpus) => readCorpus(data ?? "", corpus)).flatMap(({ text }) =>
    text.split(/(?<=[.!?])\s+/).filter((sentence) => sentence.length > 20 && sentence.length < 500),
  );
  const random = randomOf(1);
  /** @type {string[]} */
  const documents = [];
  for (let left = chunks * CHUNK; left > 0; left -= DOCUMENT) {
    const paragraphs = [];
    for (let length = 0; length < Math.min(DOCUMENT, left); ) {
      const picked = Array.from({ length: 6 }, () => sentences[Math.floor(random() * sentences.length)] ?? "");
      const paragraph = picked.join(" ");
      paragraphs.push(paragraph);
      length += paragraph.length + 2;
    }
    documents.push(paragraphs.join("\n\n"));
  }
  return documents;
}

/** @param {string} state */
async function fill(state) {
  const service = new FastService({ vars: TRUST, state });
  try {
    const { url } = await service.start();
    const student = await Student.named(url, "bench");
    const userId = await student.id();
    const begun = performance.now();
    const classId = await student.newClass("Library");
    const emptyId = await student.newClass("Empty");
    await inParallel(documentsOf(Number(options.chunks)), (body, i) =>
      student.upload(classId, { name: `part-${i + 1}.txt`, mediaType: "text/plain", body }),
    );
    await student.settled(classId, 900_000);
    console.log(`filled in ${((performance.now() - begun) / 1_000).toFixed(0)} s`);
    return { userId, classId, emptyId };
  } finally {
    await service.dispose();
  }
}

/**
 * Chunks of a class, as its own database has them.
 * @param {string} state
 */
function countChunks(state) {
  const files = readdirSync(state, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".sqlite"));
  let most = 0;
  for (const name of files) {
    const database = new DatabaseSync(join(state, name), { readOnly: true });
    try {
      most = Math.max(most, Number(database.prepare("SELECT COUNT(*) AS count FROM chunk").get()?.count ?? 0));
    } catch {
      // Not a class's.
    } finally {
      database.close();
    }
  }
  return most;
}

/** Memory of a process in MB. @param {number} group */
function rssOf(group) {
  const workerd = processesOf(group).find(({ name }) => name === "workerd");
  if (workerd === undefined) throw new Error("there is no workerd");
  const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${workerd.pid}/status`, "utf8"))?.[1];
  return Number(kb) / 1_024;
}

/** What a WebSocket of Node's takes, which the types of the Workers do not know. */
const NodeSocket = /** @type {new (url: string, options: { headers: Record<string, string> }) => WebSocket} */ (
  /** @type {unknown} */ (WebSocket)
);

/**
 * The JS heap of the service's isolate in MB as it stands, with its code and what is not collected yet: the runtime collects
 * nothing at the inspector's word.
 * @param {number} port
 * @returns {Promise<number>}
 */
async function heapOf(port) {
  // The proxy before the inspector turns away whoever does not say where it comes from.
  const socket = new NodeSocket(`ws://127.0.0.1:${port}/study-assistant`, { headers: { origin: "http://localhost" } });
  try {
    return await new Promise((resolve, reject) => {
      socket.addEventListener("close", () => reject(new Error("the inspector went away")));
      socket.addEventListener("open", () => socket.send(JSON.stringify({ id: 1, method: "Runtime.getHeapUsage" })));
      socket.addEventListener("message", ({ data }) => {
        const { id, result } = JSON.parse(String(data));
        if (id === 1) resolve((result.usedSize + result.backingStorageSize) / 2 ** 20);
      });
    });
  } finally {
    socket.close();
  }
}

const version = (/** @type {string} */ name) =>
  JSON.parse(readFileSync(createRequire(import.meta.resolve("wrangler")).resolve(`${name}/package.json`), "utf8"))
    .version;
const load = () => loadavg()[0]?.toFixed(1);
console.log(
  `${cpus().length} × ${cpus()[0]?.model.trim()}; Node ${process.version}, wrangler ${version("wrangler")}, workerd ${version("workerd")}; load ${load()}`,
);

const state = options.state ?? mkdtempSync(join(tmpdir(), "bench-search-"));
const notes = join(state, "bench.json");
mkdirSync(state, { recursive: true });
const filled = existsSync(notes) ? JSON.parse(readFileSync(notes, "utf8")) : await fill(state);
writeFileSync(notes, JSON.stringify(filled));
const chunks = countChunks(state);

const inspectorPort = await freePort();
const service = new FastService({ configs: [DRIVER, ...BUILT], state, inspectorPort });
try {
  const { url, group } = await service.start();
  /** @param {string} classId @param {string[]} queries @returns {Promise<{ times: number[], found: number }>} */
  const search = async (classId, queries) => {
    const body = JSON.stringify({ userId: filled.userId, classId, queries, limit: LIMIT });
    const response = await fetch(url, { method: "POST", body });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return response.json();
  };
  const questions = SOURCES.flatMap((name) =>
    sample(readQueries(data, name), Number(options.searches) / SOURCES.length),
  ).map(({ text }) => text);
  await search(filled.emptyId, questions);
  const [rssBefore, heapBefore] = [rssOf(group), await heapOf(inspectorPort)];
  const first = await search(filled.classId, questions.slice(0, 1));
  await search(filled.classId, questions.slice(0, WARM_UP));
  /** @type {number[]} */
  const times = [];
  /** @type {number[]} */
  const heaps = [];
  let found = 0;
  for (let at = 0; at < questions.length; at += BATCH) {
    const reply = await search(filled.classId, questions.slice(at, at + BATCH));
    times.push(...reply.times);
    found += reply.found;
    heaps.push(await heapOf(inspectorPort));
  }
  const rssAfter = rssOf(group);
  // The lowest is nearest to what is held: the rest is garbage of searches.
  const [held, highest] = [Math.min(...heaps), Math.max(...heaps)];
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantile(times, share));
  const ms = (/** @type {number | undefined} */ value) => `${value?.toFixed(1)} ms`;
  console.log(`${chunks} chunks in one class, ${times.length} questions one after the other, load ${load()}`);
  console.log(`p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)}; the first after a start ${ms(first.times[0])}`);
  console.log(`${(found / times.length).toFixed(1)} passages found by each`);
  console.log(
    `memory: JS heap ${heapBefore.toFixed(1)} MB before the first search, ${held.toFixed(1)} to ${highest.toFixed(1)} MB between searches; process ${rssBefore.toFixed(0)} → ${rssAfter.toFixed(0)} MB`,
  );
  if ((p95 ?? 0) > TARGET_P95_MS || held > TARGET_MB) {
    console.log(`over the target: p95 at most ${TARGET_P95_MS} ms, less than ${TARGET_MB} MB`);
    process.exitCode = 1;
  }
} finally {
  await service.dispose();
  if (options.state === undefined) rmSync(state, { recursive: true, force: true });
}
