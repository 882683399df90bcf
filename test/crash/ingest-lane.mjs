/**
 * One service on one state whose ingestion is killed again and again: a storm of uploads, versions, removals and archives, SIGKILL to
 * the whole process group at a chosen moment, a restart, and in the end all checks. Lanes with embeddings have vectors too.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { FastService } from "../support/fast-service.mjs";
import { mintToken, TRUST } from "../support/token.mjs";
import { forAll } from "./checks.mjs";
import { hashOf } from "./corpus.mjs";
import { Librarian } from "./librarian.mjs";
import { passAnHour, stateIsWhole, workLeft } from "./library-state.mjs";
import { Random } from "./random.mjs";
import { readingOf } from "./reading.mjs";

/** @typedef {import("./librarian.mjs").Step} Step */
/** @typedef {import("./chat-record.mjs").Violated} Violated */

/** Users of a lane, and how many things each does at once. */
const LIBRARIANS = [3, 2];
/** The longest wait for the moment of a kill. */
const MOMENT_WITHIN_MS = 2_500;
const SETTLED_WITHIN_MS = 120_000;
const QUIET_WITHIN_MS = 60_000;

export class IngestLane {
  /** @type {Librarian[]} */
  librarians = [];
  /** What the last look at the stored state found. */
  stored = { classes: 0, ready: 0, failed: 0, chunks: 0, vectors: 0, files: 0 };
  pagesCompared = 0;
  #random;
  #violated;
  #corpus;
  #readings;
  #vectors;
  #state = mkdtempSync(join(tmpdir(), "ingest-loop-"));
  #service;
  /** @type {{ step: Step, count: number, go: () => void } | null} */
  #awaited = null;

  /**
   * @param {{
   *   seed: number,
   *   modelUrl: string | null,
   *   corpus: ReturnType<typeof import("./corpus.mjs").readCorpus>,
   *   readings: Map<string, import("./reading.mjs").Reading>,
   *   violated: Violated,
   * }} options `modelUrl`: where vectors come from, `null` for none
   */
  constructor({ seed, modelUrl, corpus, readings, violated }) {
    this.#random = new Random(seed);
    this.#violated = violated;
    this.#corpus = corpus;
    this.#readings = readings;
    this.#vectors = modelUrl !== null;
    /** @type {Record<string, string>} */
    const settings = modelUrl === null ? {} : { OPENAI_API_KEY: "crash", OPENAI_BASE_URL: modelUrl };
    this.#service = new FastService({ vars: { ...TRUST, ...settings }, state: this.#state });
  }

  get state() {
    return this.#state;
  }

  /** What the service printed last. */
  get output() {
    return this.#service.output;
  }

  /**
   * Kills and checks for as long as `mayKill` grants it.
   * @param {string} name
   * @param {() => boolean} mayKill
   */
  async run(name, mayKill) {
    const told = { violated: this.#violated, happened: (/** @type {Step} */ step) => this.#happened(step) };
    for (const i of LIBRARIANS.keys()) {
      const token = await mintToken(`${name}-${i}`);
      this.librarians.push(new Librarian({ token, random: this.#random, corpus: this.#corpus, told }));
    }
    await this.#start();
    while (mayKill()) {
      await this.#storm();
      await this.#start();
      // A crash of the recovery: what was begun again is cut off again.
      while (this.#random.chance(0.25) && mayKill()) {
        await sleep(this.#random.integer(0, 600));
        await this.#service.kill();
        await this.#start();
      }
      if (this.#random.chance(0.15)) await this.#check();
    }
    await this.#check();
    await this.#service.kill();
    passAnHour(this.#state);
    await this.#start();
    await this.#check();
    await this.#quiet();
    this.stored = stateIsWhole(this.#state, { violated: this.#violated, vectors: this.#vectors });
  }

  /** Ends the service; the state is kept when it is still to be looked at. @param {boolean} keepState */
  async dispose(keepState) {
    await this.#service.dispose();
    if (!keepState) rmSync(this.#state, { recursive: true, force: true });
  }

  /** @param {Step} step */
  #happened(step) {
    if (this.#awaited?.step === step && --this.#awaited.count <= 0) this.#awaited.go();
  }

  async #start() {
    const { url } = await this.#service.start();
    for (const librarian of this.librarians) librarian.url = url;
    this.#service.prepareNext();
  }

  /** Everything at once, until the kill. */
  async #storm() {
    for (const librarian of this.librarians) {
      await librarian.settleIn();
      await librarian.listen();
    }
    const over = new AbortController();
    const cutOff = (/** @type {unknown} */ error) => {
      if (!over.signal.aborted) this.#violated("cut off before the kill", String(error));
    };
    const work = this.librarians.flatMap((librarian, i) =>
      Array.from({ length: LIBRARIANS[i] ?? 1 }, () => librarian.work(over.signal).catch(cutOff)),
    );
    await this.#moment();
    // In one tick: whoever is cut off from now on was killed.
    over.abort();
    await this.#service.kill();
    await Promise.all(work);
  }

  /** Resolves when the kill is to come: at any time, or within a few milliseconds of a step. */
  async #moment() {
    const random = this.#random;
    const moment = random.weighted({
      "any time": 40,
      sent: 10,
      uploaded: 15,
      removed: 8,
      queued: 7,
      processing: 15,
      ready: 12,
      failed: 3,
    });
    if (moment === "any time") return sleep(random.integer(10, MOMENT_WITHIN_MS));
    const go = new Promise((resolve) => {
      this.#awaited = { step: moment, count: random.integer(1, 6), go: () => resolve(null) };
    });
    await Promise.race([go, sleep(MOMENT_WITHIN_MS)]);
    this.#awaited = null;
    // What is to be hit lasts less than a timer's millisecond.
    const untilMs = performance.now() + random.next() * 12;
    while (performance.now() < untilMs) await new Promise(setImmediate);
  }

  /** Everything that was promised, in every class. */
  async #check() {
    for (const librarian of this.librarians)
      for (const record of librarian.classes) await this.#checkClass(librarian, record);
    for (const librarian of this.librarians) await this.#countIsRight(librarian);
  }

  /** @param {Librarian} librarian @param {import("./library-record.mjs").LibraryRecord} record */
  async #checkClass(librarian, record) {
    const path = `/classes/${record.id}/documents`;
    const get = (/** @type {string} */ at) => librarian.call("GET", at);
    const documents = await this.#settled(get, path);
    if (documents === null) return;
    record.told = new Map(documents.map(({ id, status }) => [id, status]));
    /** @type {import("./library-record.mjs").Found[]} */
    const found = [];
    await forAll(documents, async ({ id, status, update }) => {
      const response = await librarian.fetch("GET", `${path}/${id}/file`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      const hash = response.status === 200 ? hashOf(bytes) : `file ${response.status}`;
      found.push({ id, hash, status, update });
      const expected = this.#readings.get(hash);
      const reading = await readingOf(get, `${path}/${id}`);
      this.pagesCompared += reading.pages ?? 0;
      if (JSON.stringify(reading) !== JSON.stringify(expected)) this.#violated("half", { id, hash, reading, expected });
    });
    const isReadable = (/** @type {string} */ hash) => this.#readings.get(hash)?.status === "ready";
    const isOfArchive = (/** @type {string} */ hash) =>
      this.#corpus.archives.some(({ entries }) => entries.some((entry) => entry.hash === hash));
    record.isKept(found, { violated: this.#violated, isReadable, isOfArchive });
    for (const archive of record.archives.values()) await this.#archiveIsOpen(get, path, archive);
  }

  /**
   * Waits until nothing is on its way in a class.
   * @param {(path: string) => Promise<{ status: number, value: any }>} get
   * @param {string} path
   * @returns {Promise<{ id: string, status: string, update: { error: string | null } | null }[] | null>}
   */
  async #settled(get, path) {
    const until = Date.now() + SETTLED_WITHIN_MS;
    for (;;) {
      const { status, value } = await get(path);
      if (status !== 200) {
        this.#violated("lost", { path, status, value });
        return null;
      }
      const isEnded = (/** @type {any} */ { status, update }) =>
        (status === "ready" || status === "failed") && (update === null || update.error !== null);
      const left = value.documents.filter((/** @type {any} */ document) => !isEnded(document));
      if (left.length === 0) return value.documents;
      if (Date.now() > until) {
        this.#violated("no end", { path, left });
        return null;
      }
      await sleep(100);
    }
  }

  /**
   * @param {(path: string) => Promise<{ status: number, value: any }>} get
   * @param {string} path
   * @param {import("./library-record.mjs").KnownArchive} archive
   */
  async #archiveIsOpen(get, path, archive) {
    const { status, value } = await get(`${path}/${archive.id}`);
    if (archive.removal === "asked") archive.removal = status === 404 ? "acknowledged" : "none";
    if (archive.removal === "acknowledged") {
      if (status !== 404) this.#violated("came back", { archive, status });
      return;
    }
    const made = this.#corpus.archives.find(({ hash }) => hash === archive.hash);
    const isWhole = status === 200 && value.document.contains === made?.entries.length;
    if (!isWhole || value.document.skipped.length !== made?.skipped) this.#violated("half", { archive, status, value });
  }

  /** The account counts the documents that each class lists. @param {Librarian} librarian */
  async #countIsRight(librarian) {
    const until = Date.now() + QUIET_WITHIN_MS;
    for (;;) {
      const { value } = await librarian.call("GET", "/classes");
      /** @type {Map<string, number>} */
      const counted = new Map(value.classes.map((/** @type {any} */ one) => [one.id, one.documentCount]));
      const wrong = librarian.classes.filter(({ id, documents }) => counted.get(id) !== documents.size);
      if (wrong.length === 0) return;
      if (Date.now() > until) {
        const detail = wrong.map(({ id, documents }) => ({ id, counted: counted.get(id), listed: documents.size }));
        return this.#violated("another count", detail);
      }
      await sleep(100);
    }
  }

  /** Nothing is left to be done, nor to be told. */
  async #quiet() {
    const until = Date.now() + QUIET_WITHIN_MS;
    while (workLeft(this.#state) > 0) {
      if (Date.now() > until) return this.#violated("no end", { work: workLeft(this.#state) });
      await sleep(200);
    }
  }
}
