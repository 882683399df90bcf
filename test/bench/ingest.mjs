/**
 * `npm run bench:ingest [-- --pages 500] [--textbook 1000] [--file a.pdf]` (after `npm run build`): uploads a PDF of so many pages
 * over HTTP to both built Workers in workerd, and times it from its last byte to the moment when it is ready: read by the
 * parser range by range, cut, indexed. The PDF is made here, of sentences of ../shared/data/ir where they are there; its fonts are
 * not embedded, so real PDFs of ../shared/data/docs, whose are, are timed too. Then a textbook of `--textbook` pages becomes
 * ready. Memory is that of the whole workerd process (both Workers, their objects, the store of R2): the highest VmRSS of
 * /proc, looked at every 25 ms, beside what it was before the upload; and the JS heap of the parser's isolate with its buffers, by
 * the inspector, as far as the isolate lets it be asked between two pieces of work.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, loadavg, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { readCorpus } from "../eval/collections.mjs";
import { Student } from "../eval/student.mjs";
import { BUILT } from "../support/built-workers.mjs";
import { FastService, freePort } from "../support/fast-service.mjs";
import { processesOf } from "../support/process-group.mjs";
import { sharedPath } from "../support/shared.ts";
import { literal, pdfOf } from "../support/tiny-pdf.ts";
import { TRUST } from "../support/token.mjs";

const LOOK_MS = 25;
const LINES_A_PAGE = 46;
const LINE = 88;
const WITHIN_MS = 600_000;

const { values: options } = parseArgs({
  options: {
    pages: { type: "string", default: "500" },
    textbook: { type: "string", default: "1000" },
    file: { type: "string" },
  },
});
if (!BUILT.every((config) => existsSync(config))) {
  console.error("There is nothing to measure: run `npm run build` first.");
  process.exit(2);
}

/** Sentences of textbooks, or of our own where there are none. */
function sentences() {
  const data = sharedPath("data");
  if (data === null) return ["Cells are divided in two by mitosis, which has four phases that follow each other."];
  return readCorpus(data, "openstax").flatMap(({ text }) =>
    text.split(/(?<=[.!?])\s+/).filter((sentence) => /^[\x20-\x7e]{20,400}$/.test(sentence)),
  );
}

/** A book of so many pages: running head, number, a heading now and then, paragraphs of full lines. @param {number} count */
function bookOf(count) {
  const words = sentences().join(" ").split(" ");
  let at = 0;
  const line = () => {
    let text = "";
    while (text.length + (words[at % words.length]?.length ?? 0) < LINE)
      text += `${text === "" ? "" : " "}${words[at++ % words.length]}`;
    return text;
  };
  const put = (
    /** @type {string} */ text,
    /** @type {string} */ font,
    /** @type {number} */ size,
    /** @type {number} */ x,
    /** @type {number} */ y,
  ) => `BT /${font} ${size} Tf ${x} ${y} Td ${literal(text)} Tj ET\n`;
  return pdfOf(
    Array.from({ length: count }, (_, page) => {
      const lines = Array.from({ length: LINES_A_PAGE }, (_, i) => put(line(), "F1", 10, 60, 715 - i * 14));
      const head =
        put(`Chapter ${1 + Math.floor(page / 25)}`, "F1", 8, 60, 760) + put(String(page + 1), "F1", 8, 500, 760);
      const title =
        page % 5 === 0
          ? put(`${1 + Math.floor(page / 25)}.${1 + ((page / 5) % 5)} ${line().slice(0, 40)}`, "F3", 14, 60, 738)
          : "";
      return { content: head + title + lines.join("") };
    }),
  );
}

/** @param {number} group */
const workerdOf = (group) => {
  const found = processesOf(group).find(({ name }) => name === "workerd");
  if (found === undefined) throw new Error("there is no workerd");
  return found.pid;
};
/** @param {number} pid */
const rssOf = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1_024;

/** What a WebSocket of Node's takes, which the types of the Workers do not know. */
const NodeSocket = /** @type {new (url: string, options: { headers: Record<string, string> }) => WebSocket} */ (
  /** @type {unknown} */ (WebSocket)
);

/** Asks the parser's isolate for its heap again and again, as soon as it answers. */
class HeapWatch {
  #highest = 0;
  #asked = 0;
  #socket;

  /** @param {number} port */
  constructor(port) {
    const headers = { origin: "http://localhost" };
    this.#socket = new NodeSocket(`ws://127.0.0.1:${port}/study-assistant-parser`, { headers });
    const ask = () =>
      this.#socket.readyState === 1 && this.#socket.send(JSON.stringify({ id: 1, method: "Runtime.getHeapUsage" }));
    this.#socket.addEventListener("message", ({ data }) => {
      const { id, result } = JSON.parse(String(data));
      if (id !== 1) return;
      this.#asked += 1;
      this.#highest = Math.max(this.#highest, (result.usedSize + result.backingStorageSize) / 2 ** 20);
      setTimeout(ask, LOOK_MS);
    });
    this.#socket.addEventListener("open", ask);
  }

  /** The highest in MB since it was asked last, and how often it was looked at. */
  take() {
    const taken = { highest: this.#highest, asked: this.#asked };
    this.#highest = 0;
    this.#asked = 0;
    return taken;
  }

  close() {
    this.#socket.close();
  }
}

/**
 * Uploads a file and waits until it is ready.
 * @param {{ student: Student, classId: string, pid: number, heap: HeapWatch }} to
 * @param {string} name
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
async function ingest({ student, classId, pid, heap }, name, bytes) {
  const idle = rssOf(pid);
  let peak = idle;
  heap.take();
  const docId = await student.upload(classId, { name, mediaType: "application/pdf", body: bytes });
  const begun = performance.now();
  let document = await student.document(classId, docId);
  while (document.status !== "ready" && document.status !== "failed") {
    if (performance.now() - begun > WITHIN_MS) throw new Error(`${name} is not ready within ${WITHIN_MS / 1_000} s`);
    for (let i = 0; i < 4; i += 1) {
      await sleep(LOOK_MS);
      peak = Math.max(peak, rssOf(pid));
    }
    document = await student.document(classId, docId);
  }
  const seconds = (performance.now() - begun) / 1_000;
  const { highest, asked } = heap.take();
  if (document.status === "failed") throw new Error(`${name}: ${document.error}`);
  const pages = document.pages ?? 0;
  console.log(
    `${name}: ${pages} pages, ${(bytes.length / 2 ** 20).toFixed(1)} MB: ready in ${seconds.toFixed(1)} s, ${(pages / seconds).toFixed(0)} pages a second; ` +
      `process ${idle.toFixed(0)} MB before, at most ${peak.toFixed(0)} MB (+${(peak - idle).toFixed(0)}); heap of the parser ${asked === 0 ? "not told" : `at most ${highest.toFixed(0)} MB in ${asked} looks`}`,
  );
  return { pages, seconds };
}

const version = (/** @type {string} */ name) =>
  JSON.parse(readFileSync(createRequire(import.meta.resolve("wrangler")).resolve(`${name}/package.json`), "utf8"))
    .version;
console.log(
  `${cpus().length} × ${cpus()[0]?.model.trim()}; Node ${process.version}, wrangler ${version("wrangler")}, workerd ${version("workerd")}; load ${loadavg()[0]?.toFixed(1)}`,
);

const state = mkdtempSync(join(tmpdir(), "bench-ingest-"));
const port = await freePort();
const service = new FastService({ vars: TRUST, state, inspectorPort: port });
try {
  const { url, group } = await service.start();
  const student = await Student.named(url, "bench");
  const classId = await student.newClass("Library");
  const heap = new HeapWatch(port);
  const to = { student, classId, pid: workerdOf(group), heap };
  // The first file warms both Workers up.
  await ingest(to, "warm-up.pdf", bookOf(20));
  const docs = sharedPath("data/docs");
  const real = options.file === undefined ? (docs === null ? [] : [join(docs, "R-intro.pdf")]) : [options.file];
  await ingest(to, "made.pdf", bookOf(Number(options.pages)));
  for (const path of real) await ingest(to, basename(path), new Uint8Array(readFileSync(path)));
  if (Number(options.textbook) > 0) {
    const { pages } = await ingest(to, "textbook.pdf", bookOf(Number(options.textbook)));
    if (pages !== Number(options.textbook)) process.exitCode = 1;
  }
  heap.close();
} finally {
  await service.dispose();
  rmSync(state, { recursive: true, force: true });
}
