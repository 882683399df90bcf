/**
 * `npm run eval` (after `npm run build`): uploads the PDFs of ../shared/data/docs to this service over HTTP, asks the
 * questions of facts.jsonl that are about them, and prints how many find their page among the first five passages.
 * Ends with status 1 below `LEAST`. Questions whose answer is only in a picture are left out, and said to be.
 */
import { readdir, readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const SHARED = resolve(fileURLToPath(import.meta.url), "../../../../shared");
const LEAST = 0.7;
const FIRST = 5;

/** @param {string} path */
const load = (path) => import(pathToFileURL(resolve(SHARED, path)).href);
const { startService, mintToken } = await load("contract/service.mjs");
const { Client } = await load("contract/client.mjs");

/** @param {string} text */
const fold = (text) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");

/** @type {{ id: string, doc: string, page: number | null, question: string, quote: string, image_only?: boolean }[]} */
const facts = (await readFile(resolve(SHARED, "data/facts.jsonl"), "utf8"))
  .split("\n")
  .filter((line) => line.trim() !== "")
  .map((line) => JSON.parse(line));
const folder = resolve(SHARED, "data/docs");
const files = (await readdir(folder)).filter((name) => name.endsWith(".pdf"));

const service = await startService({ cwd: resolve(fileURLToPath(import.meta.url), "../../..") });
try {
  const client = new Client(service.url, mintToken());
  const group = await client.newClass("Facts");
  /** @type {Set<string>} */
  const ready = new Set();
  for (const name of files) {
    const begun = performance.now();
    const bytes = new Uint8Array(await readFile(resolve(folder, name)));
    const document = await client.settled(await client.upload(group.id, name, bytes, "application/pdf"));
    const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
    const how = document.status === "ready" ? `${document.pages} pages` : document.error;
    console.log(`${document.status.padEnd(6)} ${seconds.padStart(5)} s  ${name}: ${how}`);
    if (document.status === "ready") ready.add(name);
  }
  const asked = facts.filter(({ doc, image_only }) => files.includes(doc) && !image_only);
  let pageFound = 0;
  let quoteFound = 0;
  for (const { id, doc, page, question, quote } of asked) {
    const chunks = await client.search(group.id, question, { limit: String(FIRST) });
    const right = chunks.filter(
      (/** @type {{ documentName: string, page: number }} */ chunk) =>
        chunk.documentName === doc && (page === null || chunk.page === page),
    );
    const isQuoted = right.some((/** @type {{ text: string }} */ chunk) => fold(chunk.text).includes(fold(quote)));
    if (right.length > 0) pageFound += 1;
    if (isQuoted) quoteFound += 1;
    if (right.length === 0)
      console.log(`missed ${id}: ${question} (${doc}, page ${page}${ready.has(doc) ? "" : ", not ready"})`);
  }
  const pictures = facts.filter(({ image_only }) => image_only).length;
  const others = facts.length - asked.length - pictures;
  const share = pageFound / asked.length;
  console.log(
    `page among the first ${FIRST}: ${pageFound} of ${asked.length} (${Math.round(share * 100)} %), quote in one of its chunks: ${quoteFound}`,
  );
  console.log(`left out: ${pictures} questions that only a picture answers, ${others} about formats other than PDF`);
  if (share < LEAST) process.exitCode = 1;
} finally {
  await service.stop();
}
