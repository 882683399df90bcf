/**
 * A user of the ingestion loop: uploads, replaces, removes and names documents over HTTP, breaks uploads off, sends the same twice at
 * once, and listens to the account's socket. Everything may be cut off by a kill at any moment.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { LibraryRecord } from "./library-record.mjs";

/** @typedef {import("./corpus.mjs").Content} Content */
/** @typedef {import("./corpus.mjs").Archive} Archive */
/** @typedef {import("./library-record.mjs").KnownDocument} KnownDocument */
/** @typedef {"sent" | "uploaded" | "removed" | "queued" | "processing" | "ready" | "failed"} Step */

const CALL_WITHIN_MS = 60_000;
/** So many documents may be on their way before nobody adds to them. */
const MOST_UNDER_WAY = 12;
/** A class that holds so many is left alone and another one begun. */
const DOCUMENTS_OF_A_CLASS = 40;

export class Librarian {
  /** Classes in use first, then those that were left. @type {LibraryRecord[]} */
  classes = [];
  url = "";
  #token;
  #random;
  #corpus;
  #told;

  /**
   * @param {{
   *   token: string,
   *   random: import("./random.mjs").Random,
   *   corpus: { contents: Content[], archives: Archive[] },
   *   told: { violated: import("./chat-record.mjs").Violated, happened: (step: Step) => void },
   * }} who
   */
  constructor({ token, random, corpus, told }) {
    this.#token = token;
    this.#random = random;
    this.#corpus = corpus;
    this.#told = told;
  }

  /**
   * One request; rejects when the service is gone.
   * @param {string} method
   * @param {string} path below /api/v1
   * @param {{ body?: Uint8Array<ArrayBuffer> | ReadableStream | string, headers?: Record<string, string>, signal?: AbortSignal }} [sent]
   */
  async fetch(method, path, { body, headers = {}, signal } = {}) {
    const timeout = AbortSignal.timeout(CALL_WITHIN_MS);
    return fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, ...headers },
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      ...(body === undefined ? {} : { body, duplex: "half" }),
    });
  }

  /**
   * The same for what is answered in JSON.
   * @param {Parameters<Librarian["fetch"]>} request
   * @returns {Promise<{ status: number, value: any }>}
   */
  async call(...request) {
    const response = await this.fetch(...request);
    const text = await response.text();
    return { status: response.status, value: text === "" ? null : JSON.parse(text) };
  }

  /** The class in use; another one when it is full. */
  async settleIn() {
    const [current] = this.classes;
    if (current !== undefined && current.documents.size < DOCUMENTS_OF_A_CLASS) return;
    const body = JSON.stringify({ name: `Class ${this.classes.length + 1}` });
    const { status, value } = await this.call("POST", "/classes", {
      body,
      headers: { "content-type": "application/json" },
    });
    if (status !== 201) throw new Error(`no class: ${status} ${JSON.stringify(value)}`);
    this.classes.unshift(new LibraryRecord(value.class.id));
  }

  /** Listens to what the account is told, until the service is killed. @returns {Promise<void>} */
  listen() {
    const socket = new WebSocket(`${this.url.replace(/^http/, "ws")}/api/v1/me/socket`, [
      "chat.v1",
      `bearer.${this.#token}`,
    ]);
    socket.addEventListener("message", ({ data }) => {
      const document = JSON.parse(String(data)).data?.document;
      if (document === undefined) return;
      this.classes.find(({ id }) => id === document.classId)?.told.set(document.id, document.status);
      this.#told.happened(document.status);
    });
    return new Promise((resolve, reject) => {
      socket.addEventListener("open", () => resolve());
      socket.addEventListener("error", () => reject(new Error("the account's socket was refused")));
    });
  }

  /**
   * Works in the class in use until the service is killed.
   * @param {AbortSignal} over
   */
  async work(over) {
    while (!over.aborted) {
      const [record] = this.classes;
      if (record === undefined) return;
      await this.#act(record);
      await sleep(this.#random.integer(0, 120), undefined, { signal: over }).catch(() => undefined);
    }
  }

  /** @param {LibraryRecord} record */
  #act(record) {
    const random = this.#random;
    const isFull = record.underWay >= MOST_UNDER_WAY || record.documents.size >= DOCUMENTS_OF_A_CLASS;
    const document = random.one(record.free);
    const archive = random.one(
      [...record.archives.values()].filter(({ removal, busy }) => removal === "none" && !busy),
    );
    const kind = random.weighted({
      rest: 5,
      upload: isFull ? 0 : 40,
      "the same twice": isFull ? 0 : 8,
      archive: isFull ? 0 : 8,
      "break off": 10,
      replace: document === undefined ? 0 : 22,
      "replace twice": document === undefined ? 0 : 5,
      "by itself": document === undefined ? 0 : 3,
      rename: document === undefined ? 0 : 5,
      remove: document === undefined ? 0 : 14,
      "remove archive": archive === undefined ? 0 : 2,
    });
    const content = this.#content();
    switch (kind) {
      case "rest":
        return Promise.resolve();
      case "upload":
        return this.#upload(record, content);
      case "the same twice":
        return Promise.all([this.#upload(record, content), this.#upload(record, content)]);
      case "archive":
        return this.#uploadArchive(record);
      case "break off":
        return this.#breakOff(record, content);
      case "replace":
        return this.#with(document, (one) => this.#replace(record, one, [content]));
      case "replace twice":
        return this.#with(document, (one) => this.#replace(record, one, [content, this.#content()]));
      case "by itself":
        return this.#with(document, (one) => {
          const [hash] = one.versions.at(-1)?.hashes ?? [];
          return this.#replace(record, one, this.#corpus.contents.filter((other) => other.hash === hash).slice(0, 1));
        });
      case "rename":
        return this.#with(document, (one) => this.#rename(record, one));
      case "remove":
        return this.#with(document, (one) => this.#remove(record, one));
      case "remove archive":
        return this.#with(archive, (one) => this.#remove(record, one));
    }
  }

  /** Most are short; the long ones are worth having some of. */
  #content() {
    const isLong = this.#random.chance(0.06);
    const content = this.#random.one(this.#corpus.contents.filter(({ long }) => long === isLong));
    if (content === undefined) throw new Error("there is nothing to upload");
    return content;
  }

  /**
   * @template {{ busy: boolean }} T
   * @param {T | undefined} one
   * @param {(one: T) => Promise<unknown>} act
   */
  async #with(one, act) {
    if (one === undefined) return;
    one.busy = true;
    try {
      await act(one);
    } finally {
      one.busy = false;
    }
  }

  /**
   * @param {LibraryRecord} record
   * @param {Pick<Content, "name" | "bytes">} file
   * @param {string | null} replaces
   */
  async #send({ id }, { name, bytes }, replaces) {
    this.#told.happened("sent");
    const headers = { "content-type": "application/octet-stream", "x-filename": encodeURIComponent(name) };
    // Half of them are of a length that is not known beforehand.
    const body = this.#random.chance(0.5) ? bytes : new Blob([bytes]).stream();
    const query = replaces === null ? "" : `?replaces=${replaces}`;
    const sent = await this.call("POST", `/classes/${id}/documents${query}`, { body, headers });
    this.#told.happened("uploaded");
    return sent;
  }

  /** @param {LibraryRecord} record @param {Content} content */
  async #upload(record, content) {
    record.maybe.add(content.hash);
    const { status, value } = await this.#send(record, content, null);
    if (status === 202) record.came(value.document.id, content.hash);
    else this.#told.violated("an upload was refused", { status, value, name: content.name });
  }

  /** @param {LibraryRecord} record */
  async #uploadArchive(record) {
    const archive = this.#random.one(this.#corpus.archives);
    if (archive === undefined) return;
    for (const { hash } of archive.entries) record.maybe.add(hash);
    const { status, value } = await this.#send(record, archive, null);
    if (status !== 202) return this.#told.violated("an archive was refused", { status, value });
    const entries = new Set(archive.entries.map(({ hash }) => hash));
    record.archives.set(value.document.id, {
      id: value.document.id,
      hash: archive.hash,
      entries,
      removal: "none",
      busy: false,
    });
  }

  /**
   * Sends contents as new versions, at once.
   * @param {LibraryRecord} record
   * @param {KnownDocument} document
   * @param {Content[]} contents
   */
  async #replace(record, document, contents) {
    if (contents.length === 0) return;
    const version = record.begin(
      document,
      contents.map(({ hash }) => hash),
    );
    const sent = await Promise.all(contents.map((content) => this.#send(record, content, document.id)));
    for (const [i, { status, value }] of sent.entries()) {
      const hash = contents[i]?.hash ?? "";
      // The bytes of another document of the class: then this one stays as it was.
      if (status === 409 && value.code === "conflict") version.hashes.delete(hash);
      else if (status === 202 && value.document.id === document.id) version.acknowledged = true;
      else this.#told.violated("a version was refused", { status, value, document: document.id });
    }
    if (version.hashes.size === 0) document.versions = document.versions.filter((other) => other !== version);
  }

  /** Sends half of a file. @param {LibraryRecord} record @param {Content} content */
  async #breakOff({ id }, { name, bytes }) {
    const cord = new AbortController();
    const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
    const body = new ReadableStream({
      async pull(controller) {
        controller.enqueue(half);
        await sleep(5);
        cord.abort();
        await new Promise(() => undefined);
      },
    });
    const headers = { "content-type": "application/octet-stream", "x-filename": encodeURIComponent(`half of ${name}`) };
    this.#told.happened("sent");
    await this.fetch("POST", `/classes/${id}/documents`, { body, headers, signal: cord.signal }).catch((error) => {
      if (!cord.signal.aborted) throw error;
    });
  }

  /** @param {LibraryRecord} record @param {KnownDocument} document */
  async #rename({ id }, document) {
    const body = JSON.stringify({ name: `Document ${this.#random.integer(1, 1_000)}`, reference: "A student (2026)." });
    const headers = { "content-type": "application/json" };
    const { status, value } = await this.call("PATCH", `/classes/${id}/documents/${document.id}`, { body, headers });
    if (status !== 200) this.#told.violated("a document could not be named", { status, value });
  }

  /** @param {LibraryRecord} record @param {{ id: string, removal: string }} one */
  async #remove(record, one) {
    one.removal = "asked";
    const { status } = await this.call("DELETE", `/classes/${record.id}/documents/${one.id}`);
    this.#told.happened("removed");
    if (status === 202) one.removal = "acknowledged";
    // An archive that came apart is forgotten by whoever removes it; a document is there until it is removed.
    else this.#told.violated("could not be removed", { class: record.id, one, status });
  }
}
