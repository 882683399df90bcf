/** A student of the evaluation: classes, uploads, searches and questions over the public HTTP interface, several at a time. */
import { setTimeout as sleep } from "node:timers/promises";
import { mintToken } from "../support/token.mjs";

/** Requests at once: enough to keep two cores busy. */
const AT_ONCE = 6;
const POLL_MS = 250;
const NOTHING_FOUND = 422;

/** @typedef {{ id: string, name: string, status: string, pages: number | null, error: string | null }} Doc */
/** @typedef {{ chunkId: string, documentId: string, documentName: string, classId: string, page: number, text: string }} Chunk */

/**
 * Does the work for every one of a list, several at a time; the results are in the list's order.
 * @template T, R
 * @param {readonly T[]} list
 * @param {(one: T, i: number) => Promise<R>} work
 * @returns {Promise<R[]>}
 */
export async function inParallel(list, work) {
  /** @type {R[]} */
  const results = [];
  const left = list.entries();
  const worker = async () => {
    for (const [i, one] of left) results[i] = await work(one, i);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

export class Student {
  #url;
  #headers;

  /** @param {string} url @param {string} token */
  constructor(url, token) {
    this.#url = `${url}/api/v1`;
    this.#headers = { authorization: `Bearer ${token}` };
  }

  /** @param {string} url @param {string} name */
  static async named(url, name) {
    return new Student(url, await mintToken(name));
  }

  /**
   * The body of an answer; `null`: nothing was found to answer with.
   * @param {string} path
   * @param {RequestInit & { headers?: Record<string, string> }} [init]
   */
  async #call(path, init = {}) {
    const headers = { ...this.#headers, ...init.headers };
    const response = await fetch(this.#url + path, { ...init, headers, signal: AbortSignal.timeout(60_000) });
    const text = await response.text();
    if (response.ok) return JSON.parse(text);
    if (response.status === NOTHING_FOUND && text.includes('"nothing-found"')) return null;
    throw new Error(`${init.method ?? "GET"} ${path}: ${response.status} ${text.slice(0, 300)}`);
  }

  /**
   * @param {string} path
   * @param {unknown} body
   */
  #post(path, body) {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    return this.#call(path, init);
  }

  /** The user's id within the service. @returns {Promise<string>} */
  async id() {
    return (await this.#call("/me")).user.id;
  }

  /** Makes a class; answers its id. @param {string} name @returns {Promise<string>} */
  async newClass(name) {
    return (await this.#post("/classes", { name })).class.id;
  }

  /**
   * Uploads one file; answers the document's id.
   * @param {string} classId
   * @param {{ name: string, mediaType: string, body: string | Uint8Array<ArrayBuffer> }} file
   * @returns {Promise<string>}
   */
  async upload(classId, { name, mediaType, body }) {
    const headers = { "content-type": mediaType, "x-filename": encodeURIComponent(name) };
    return (await this.#call(`/classes/${classId}/documents`, { method: "POST", headers, body })).document.id;
  }

  /** @param {string} classId @returns {Promise<Doc[]>} */
  async documents(classId) {
    return (await this.#call(`/classes/${classId}/documents`)).documents;
  }

  /** @param {string} classId @param {string} docId @returns {Promise<Doc>} */
  async document(classId, docId) {
    return (await this.#call(`/classes/${classId}/documents/${docId}`)).document;
  }

  /**
   * Waits until every document of a class is ready or failed.
   * @param {string} classId
   * @param {number} [withinMs]
   */
  async settled(classId, withinMs = 300_000) {
    for (const until = Date.now() + withinMs; ; ) {
      const documents = await this.documents(classId);
      if (documents.every(({ status }) => status === "ready" || status === "failed")) return documents;
      if (Date.now() > until) throw new Error(`documents are not read after ${withinMs} ms`);
      await sleep(POLL_MS);
    }
  }

  /**
   * Passages of one class, the best first.
   * @param {string} classId
   * @param {string} question
   * @param {number} limit
   * @returns {Promise<Chunk[]>}
   */
  async search(classId, question, limit) {
    const query = new URLSearchParams({ q: question, limit: String(limit) });
    return (await this.#call(`/classes/${classId}/search?${query}`)).chunks;
  }

  /**
   * The passages that an answer about all classes at once is made of, the best first; `null`: there is no answer, and so
   * nothing is told of its passages.
   * @param {string} question
   * @returns {Promise<Chunk[] | null>}
   */
  async askEverywhere(question) {
    const answer = await this.#post("/semantic_search", { user_query: question, chat_history: [] });
    return answer?.chunkReferences ?? null;
  }

  /**
   * The text of an answer from one class; `null`: there is none.
   * @param {string} classId
   * @param {string} question
   * @returns {Promise<string | null>}
   */
  async answerIn(classId, question) {
    const body = { class_name: classId, user_query: question, chat_history: [] };
    return (await this.#post("/semantic_search", body))?.message ?? null;
  }
}
