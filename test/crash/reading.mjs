/**
 * What a document is read as: the state that it ends in and the text of each page. Taken once of every content from a service that
 * nobody kills, and then held against what stands after the kills.
 */
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { FastService } from "../support/fast-service.mjs";
import { mintToken, TRUST } from "../support/token.mjs";
import { forAll } from "./checks.mjs";

/** @typedef {{ status: string, pages: number | null, digest: string }} Reading */
/** @typedef {(path: string) => Promise<{ status: number, value: any }>} Get */

/**
 * How a document reads now.
 * @param {Get} get
 * @param {string} path of the document
 * @returns {Promise<Reading>}
 */
export async function readingOf(get, path) {
  const { status, value } = await get(path);
  if (status !== 200) return { status: String(status), pages: null, digest: "" };
  const { document } = value;
  const count = document.status === "ready" ? document.pages : 0;
  const texts = new Array(count);
  await forAll(
    Array.from({ length: count }, (_, i) => i),
    async (i) => {
      const page = await get(`${path}/pages/${i + 1}`);
      texts[i] = page.status === 200 ? page.value.text : null;
    },
  );
  const digest = createHash("sha256").update(JSON.stringify(texts)).digest("hex");
  return { status: document.status, pages: document.status === "ready" ? count : null, digest };
}

/**
 * The reading of every content, by its hash.
 * @param {readonly import("./corpus.mjs").Content[]} contents
 * @returns {Promise<Map<string, Reading>>}
 */
export async function readAll(contents) {
  const service = new FastService({ vars: TRUST });
  const { url } = await service.start();
  const authorization = `Bearer ${await mintToken("reference")}`;
  /** @param {string} path @param {RequestInit} [init] */
  const call = async (path, init = {}) => {
    const response = await fetch(`${url}/api/v1${path}`, { ...init, headers: { authorization, ...init.headers } });
    return { status: response.status, value: await response.json() };
  };
  try {
    const made = await call("/classes", {
      method: "POST",
      body: JSON.stringify({ name: "Reference" }),
      headers: { "content-type": "application/json" },
    });
    const documents = `/classes/${made.value.class.id}/documents`;
    /** @type {Map<string, Reading>} */
    const readings = new Map();
    await forAll(contents, async ({ name, bytes, hash }) => {
      const headers = { "content-type": "application/octet-stream", "x-filename": encodeURIComponent(name) };
      const { value } = await call(documents, { method: "POST", body: bytes, headers });
      const path = `${documents}/${value.document.id}`;
      for (;;) {
        const { document } = (await call(path)).value;
        if (document.status === "ready" || document.status === "failed") break;
        await sleep(50);
      }
      readings.set(hash, await readingOf(call, path));
    });
    return readings;
  } finally {
    await service.dispose();
  }
}
