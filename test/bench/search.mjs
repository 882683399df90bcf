/**
 * `npm run bench:search [-- --chunks 20000 --searches 300 --kind words|vectors]` (after `npm run build`): searches in one class of so
 * many chunks, by words alone and with vectors too. The class is made over HTTP of sentences of ../shared/data/ir in a fixed random
 * order; then the service starts anew on its state, and a Worker beside it calls the class's object (search-worker.ts), whose times
 * are taken inside workerd and hold the call itself. Memory: the isolate's by the inspector, JS heap and buffers, after a
 * collection (what is held) and as it stands while it searches; and the process, which holds SQLite's pages too. Both runs are
 * printed beside each other with their bounds; a run that is over one ends in 1.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
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
import { inspect } from "./inspector.mjs";
import { quantile } from "./numbers.mjs";
import { startSlowModel, vectorOf } from "./slow-model.mjs";

const TARGET_P95_MS = 30;
const TARGET_MB = 24;
const SOURCES = ["openstax", "pubmedqa"];
const WARM_UP = 30;
/** Searches between two looks at the memory. */
const BATCH = 20;
/** Time between two looks while it searches, and functions that are told of those that make most. */
const LOOK_MS = 5;
const SITES = 8;
const LIMIT = 10;
const DIMENSIONS = 512;
const DRIVER = fileURLToPath(import.meta.resolve("./search.toml"));
/** What a chunk holds of such text, about; and a document of the bench. */
const CHUNK = 850;
const DOCUMENT = 700_000;
/** Paragraphs whose vectors stand for those of questions. */
const PARAGRAPHS = 60;

const { values: options } = parseArgs({
  options: {
    chunks: { type: "string", default: "20000" },
    searches: { type: "string", default: "300" },
    kind: { type: "string" },
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

/** @param {string} state @param {Record<string, string>} vars */
async function fill(state, vars) {
  const service = new FastService({ vars, state });
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
 * Chunks and vectors of the largest class, as its own database has them.
 * @param {string} state
 */
function countRows(state) {
  const files = readdirSync(state, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".sqlite"));
  let most = { chunks: 0, vectors: 0 };
  for (const name of files) {
    const database = new DatabaseSync(join(state, name), { readOnly: true });
    try {
      const count = (/** @type {string} */ table) =>
        Number(database.prepare(`SELECT COUNT(*) AS count FROM ${table}`).get()?.count ?? 0);
      if (count("chunk") > most.chunks) most = { chunks: count("chunk"), vectors: count("vector") };
    } catch {
      // Not a class's.
    } finally {
      database.close();
    }
  }
  return most;
}

/** CPU that the runtime has spent so far. @param {number} group */
const cpuMsOf = (group) =>
  processesOf(group).reduce((sum, { name, cpuMs }) => (name === "workerd" ? sum + cpuMs : sum), 0);

/** Memory of a process in MB. @param {number} group */
function rssOf(group) {
  const workerd = processesOf(group).find(({ name }) => name === "workerd");
  if (workerd === undefined) throw new Error("there is no workerd");
  const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${workerd.pid}/status`, "utf8"))?.[1];
  return Number(kb) / 1_024;
}

const version = (/** @type {string} */ name) =>
  JSON.parse(readFileSync(createRequire(import.meta.resolve("wrangler")).resolve(`${name}/package.json`), "utf8"))
    .version;
const load = () => loadavg()[0]?.toFixed(1);
console.log(
  `${cpus().length} × ${cpus()[0]?.model.trim()}; Node ${process.version}, wrangler ${version("wrangler")}, workerd ${version("workerd")}; load ${load()}`,
);

const KINDS = /** @type {const} */ (["words", "vectors"]);
const model = await startSlowModel({ firstMs: 0, embeddingMs: 0 });
/** One run. @param {typeof KINDS[number]} kind */
async function measureKind(kind) {
  const state = options.state === undefined ? mkdtempSync(join(tmpdir(), "bench-search-")) : join(options.state, kind);
  const notes = join(state, "bench.json");
  mkdirSync(state, { recursive: true });
  const vars = kind === "words" ? TRUST : { ...TRUST, OPENAI_API_KEY: "bench", OPENAI_BASE_URL: model.url };
  const filled = existsSync(notes) ? JSON.parse(readFileSync(notes, "utf8")) : await fill(state, vars);
  writeFileSync(notes, JSON.stringify(filled));
  const { chunks, vectors } = countRows(state);

  const inspectorPort = await freePort();
  const service = new FastService({ configs: [DRIVER, ...BUILT], vars, varsAt: 1, state, inspectorPort });
  try {
    const { url, group } = await service.start();
    const inspector = await inspect(inspectorPort, "study-assistant");
    // The stand-in's vectors know nothing of meaning: a paragraph's is near those of chunks with its sentences.
    const paragraphs = documentsOf(PARAGRAPHS).join("\n\n").split("\n\n");
    /** @param {string} classId @param {string[]} questions @returns {Promise<{ times: number[], found: number }>} */
    const search = async (classId, questions) => {
      const queries = questions.map((query, i) => ({
        query,
        vector: kind === "words" ? null : Array.from(vectorOf(paragraphs[i % paragraphs.length] ?? "", DIMENSIONS)),
      }));
      const body = JSON.stringify({ userId: filled.userId, classId, queries, limit: LIMIT });
      const response = await fetch(url, { method: "POST", body });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      return response.json();
    };
    const questions = SOURCES.flatMap((name) =>
      sample(readQueries(data ?? "", name), Number(options.searches) / SOURCES.length),
    ).map(({ text }) => text);
    await search(filled.emptyId, questions);
    const loadBefore = load();
    const heldBefore = await inspector.held();
    const rssBefore = rssOf(group);
    const first = await search(filled.classId, questions.slice(0, 1));
    await search(filled.classId, questions.slice(0, WARM_UP));
    /** @type {number[]} */
    const times = [];
    let highest = 0;
    let found = 0;
    let cpuMs = 0;
    for (let at = 0; at < questions.length; at += BATCH) {
      const before = cpuMsOf(group);
      const reply = await search(filled.classId, questions.slice(at, at + BATCH));
      cpuMs += cpuMsOf(group) - before;
      times.push(...reply.times);
      found += reply.found;
      highest = Math.max(highest, await inspector.standing());
    }
    // Apart from the times, since counting costs some.
    const counted = await inspector.allocated();
    for (let at = 0; at < questions.length; at += BATCH) {
      const searching = search(filled.classId, questions.slice(at, at + BATCH));
      for (let isDone = false; !isDone; ) {
        isDone = await Promise.race([searching.then(() => true), sleep(LOOK_MS, false)]);
        highest = Math.max(highest, await inspector.standing());
      }
    }
    const allocated = await counted();
    const rssAfter = rssOf(group);
    const held = await inspector.held();
    inspector.close();
    return {
      kind,
      chunks,
      vectors,
      times,
      firstMs: first.times[0] ?? 0,
      cpuMs: cpuMs / times.length,
      found: found / times.length,
      heldBefore,
      held,
      highest,
      madeKb: (allocated.mb * 1_024) / questions.length,
      sites: allocated.sites
        .slice(0, SITES)
        .map(({ name, mb: own }) => `${name} ${((own * 1_024) / questions.length).toFixed(0)}`),
      rss: [rssBefore, rssAfter],
      load: `${loadBefore} → ${load()}`,
    };
  } finally {
    await service.dispose();
    if (options.state === undefined) rmSync(state, { recursive: true, force: true });
  }
}

/** The runs beside each other, and what bounds them. @param {Awaited<ReturnType<typeof measureKind>>[]} runs */
function print(runs) {
  const ms = (/** @type {number | undefined} */ value) => `${value?.toFixed(1)} ms`;
  const mb = (/** @type {number} */ value) => `${value.toFixed(1)} MB`;
  /** @param {string} what @param {(run: typeof runs[number]) => string} of */
  const line = (what, of, bound = "") =>
    console.log(
      [what.padEnd(44), ...runs.map((run) => of(run).padStart(18)), bound && `   ${bound}`].join("").trimEnd(),
    );
  line("", ({ kind }) => (kind === "words" ? "words alone" : "words and vectors"));
  line("chunks, vectors in one class", ({ chunks, vectors }) => `${chunks}, ${vectors}`);
  line("questions, one after the other", ({ times }) => String(times.length));
  line("load of the machine", (run) => run.load);
  line("a search: p50", ({ times }) => ms(quantile(times, 0.5)));
  line("  p95", ({ times }) => ms(quantile(times, 0.95)), `at most ${TARGET_P95_MS} ms`);
  line("  p99", ({ times }) => ms(quantile(times, 0.99)));
  line("  the first after a start", ({ firstMs }) => ms(firstMs));
  line("  CPU of the runtime", (run) => ms(run.cpuMs));
  line("  passages found", (run) => run.found.toFixed(1));
  line("the isolate: held before the first search", (run) => mb(run.heldBefore));
  line("  held after all", (run) => mb(run.held));
  line("  at most, with what is not collected yet", (run) => mb(run.highest), `less than ${TARGET_MB} MB`);
  line("  made on the JS heap by each search", (run) => `${run.madeKb.toFixed(0)} KB`);
  line("the process, with SQLite's pages", ({ rss }) => `${rss.map((each) => each.toFixed(0)).join(" → ")} MB`);
  for (const { kind, sites } of runs) console.log(`most of what is made, by ${kind}, in KB: ${sites.join(", ")}`);
  for (const { kind, times, highest } of runs) {
    if ((quantile(times, 0.95) ?? 0) <= TARGET_P95_MS && highest < TARGET_MB) continue;
    console.log(`over a bound: the run by ${kind}`);
    process.exitCode = 1;
  }
}

try {
  const runs = [];
  for (const kind of KINDS) if (options.kind === undefined || options.kind === kind) runs.push(await measureKind(kind));
  print(runs);
} finally {
  model.close();
}
