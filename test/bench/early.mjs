/**
 * `npm run bench:early [-- --asks 40]` (after `npm run build`): the time from asking to the first token with and without a draft
 * that was sent 300 ms before, in turns in one run. The model begins after a fixed time and each embedding takes 150 ms; built
 * Workers, real sockets. A question without a draft waits for its embedding, one with a draft must not. Ends with status 1 when
 * less than four fifths of an embedding is saved.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Student } from "../eval/student.mjs";
import { BUILT } from "../support/built-workers.mjs";
import { FastService } from "../support/fast-service.mjs";
import { mintToken, TRUST } from "../support/token.mjs";
import { quantile } from "./numbers.mjs";
import { startSlowModel } from "./slow-model.mjs";

const FIRST_MS = 200;
const EMBEDDING_MS = 150;
/** As the page sends it: 300 ms after the last key. */
const DRAFT_BEFORE_MS = 300;
const LEAST_SAVED_MS = 0.8 * EMBEDDING_MS;

const { values: options } = parseArgs({ options: { asks: { type: "string", default: "40" } } });
if (!BUILT.every((config) => existsSync(config))) {
  console.error("There is nothing to measure: run `npm run build` first.");
  process.exit(2);
}

const model = await startSlowModel({ firstMs: FIRST_MS, embeddingMs: EMBEDDING_MS });
const settings = { OPENAI_API_KEY: "bench", OPENAI_BASE_URL: model.url, FREE_CHATS_PER_MONTH: "1000000" };
const service = new FastService({ vars: { ...TRUST, ...settings } });

/**
 * One question, in milliseconds until its first token.
 * @param {{ url: string, token: string, classId: string, question: string, isNew: boolean, draft: boolean }} p
 */
async function askOnce({ url, token, classId, question, isNew, draft }) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  let path = "/api/v1/chats/new/socket";
  if (!isNew) {
    const made = await fetch(`${url}/api/v1/chats`, { method: "POST", headers, body: JSON.stringify({ classId }) });
    path = `/api/v1/chats/${(await made.json()).chat.id}/socket`;
  }
  const socket = new WebSocket(url.replace(/^http/, "ws") + path, ["chat.v1", `bearer.${token}`]);
  const send = (/** @type {string} */ event, /** @type {object} */ data) =>
    socket.send(JSON.stringify({ event, data: { ...data, classId } }));
  try {
    await new Promise((resolve, reject) => {
      socket.addEventListener("message", resolve, { once: true });
      socket.addEventListener("close", ({ code }) => reject(new Error(`the socket was closed with ${code}`)));
    });
    if (draft) send("chat-draft", { content: question });
    await sleep(DRAFT_BEFORE_MS);
    return await new Promise((/** @type {(ms: number) => void} */ resolve, reject) => {
      socket.addEventListener("close", ({ code }) => reject(new Error(`the socket was closed with ${code}`)));
      socket.addEventListener("message", ({ data }) => {
        const { event } = JSON.parse(String(data));
        if (event === "chat-stream-token") resolve(performance.now() - begun);
        if (event === "chat-stream-error" || event === "error") reject(new Error(String(data)));
      });
      const begun = performance.now();
      send("chat-ask", { turnId: crypto.randomUUID(), content: question });
    });
  } finally {
    socket.close();
  }
}

const version = (/** @type {string} */ name) =>
  JSON.parse(readFileSync(createRequire(import.meta.resolve("wrangler")).resolve(`${name}/package.json`), "utf8"))
    .version;
const ms = (/** @type {number} */ value) => `${value.toFixed(0).padStart(5)} ms`;

try {
  const { url } = await service.start();
  const token = await mintToken("early");
  const student = new Student(url, token);
  const classId = await student.newClass("Cells");
  const text = Array.from(
    { length: 200 },
    (_, i) => `## Part ${i}\n\nIn part ${i} the cell keeps its energy in order, and theme ${i} of the spindle is told.`,
  ).join("\n\n");
  await student.upload(classId, { name: "cells.md", mediaType: "text/markdown", body: text });
  await student.settled(classId);
  console.log(
    `${cpus().length} × ${cpus()[0]?.model.trim()}; Node ${process.version}, wrangler ${version("wrangler")}, workerd ${version("workerd")}; load ${loadavg()[0]?.toFixed(1)}`,
  );
  console.log(
    `model begins after ${FIRST_MS} ms, an embedding takes ${EMBEDDING_MS} ms, drafts ${DRAFT_BEFORE_MS} ms before`,
  );
  let asked = 0;
  let failed = false;
  for (const [name, isNew] of /** @type {const} */ ([
    ["a chat of the class", false],
    ["a chat to be", true],
  ])) {
    /** @type {{ with: number[], without: number[] }} */
    const times = { with: [], without: [] };
    for (let i = -2; i < Number(options.asks); i++) {
      for (const kind of /** @type {const} */ (["without", "with"])) {
        const question = `What does theme ${++asked} of the spindle say?`;
        const before = model.embedded().length;
        const took = await askOnce({ url, token, classId, question, isNew, draft: kind === "with" });
        const embedded = model.embedded().slice(before).length;
        if (embedded !== 1) throw new Error(`${embedded} embeddings for one question`);
        // The first ones wake everything up.
        if (i >= 0) times[kind].push(took);
      }
    }
    const [p50, p95] = [0.5, 0.95].map((share) => ({
      with: quantile(times.with, share),
      without: quantile(times.without, share),
    }));
    if (p50 === undefined || p95 === undefined) break;
    const saved = p50.without - p50.with;
    console.log(`${name}, ${times.with.length} questions each, ask to first token:`);
    console.log(`  without a draft  p50 ${ms(p50.without)}  p95 ${ms(p95.without)}`);
    console.log(`  with one         p50 ${ms(p50.with)}  p95 ${ms(p95.with)}`);
    console.log(
      `  saved            p50 ${ms(saved)}  (${(p50.with / p50.without).toFixed(2)} of it), beyond the model's own ${FIRST_MS} ms: ${(p50.without - FIRST_MS).toFixed(0)} → ${(p50.with - FIRST_MS).toFixed(0)} ms`,
    );
    failed ||= saved < LEAST_SAVED_MS;
  }
  if (failed) {
    console.log(`less than ${LEAST_SAVED_MS} ms saved`);
    process.exitCode = 1;
  }
} finally {
  model.close();
  await service.dispose();
}
