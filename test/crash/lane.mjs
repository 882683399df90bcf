/**
 * One service on one state that is killed again and again, with its students: a storm of turns, SIGKILL to the whole process
 * group at a chosen moment, a restart, and all checks. Several lanes run side by side, each with choices of its own.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { FastService } from "../support/fast-service.mjs";
import { mintToken, TRUST } from "../support/token.mjs";
import { chatIsWhole, countIsRight, endsAreFinal, forAll, turnsEnd } from "./checks.mjs";
import { Random } from "./random.mjs";
import { Student } from "./student.mjs";

/** What a kill may wait for: it then comes within a few milliseconds. @typedef {import("./chat-record.mjs").Happening | "model done"} Moment */

/** Students of a lane and the chats that each uses at once. The last one also removes chats. */
const STUDENTS = [
  { name: "ann", chats: 3, removes: false },
  { name: "ben", chats: 2, removes: false },
  { name: "eve", chats: 2, removes: true },
];
/** The longest wait for the moment of a kill. */
const MOMENT_WITHIN_MS = 1_500;

export class Lane {
  /** @type {Student[]} */
  students = [];
  #name;
  #random;
  #violated;
  #expected;
  #state = mkdtempSync(join(tmpdir(), "kill-loop-"));
  #service;
  /** @type {Map<Moment, number>} */
  #happened = new Map();
  /** @type {{ moment: Moment, count: number, go: () => void } | null} */
  #awaited = null;

  /**
   * @param {{
   *   name: string,
   *   seed: number,
   *   modelUrl: string,
   *   violated: import("./chat-record.mjs").Violated,
   *   expected: import("./checks.mjs").Expected,
   * }} options
   */
  constructor({ name, seed, modelUrl, violated, expected }) {
    this.#name = name;
    this.#random = new Random(seed);
    this.#violated = violated;
    this.#expected = expected;
    const settings = { OPENAI_API_KEY: "crash", OPENAI_BASE_URL: modelUrl, FREE_CHATS_PER_MONTH: "1000000" };
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
   * @param {() => boolean} mayKill
   */
  async run(mayKill) {
    for (const { name, removes } of STUDENTS) {
      const full = `${this.#name}-${name}`;
      const told = { violated: this.#violated, happened: (/** @type {Moment} */ what) => this.happened(what) };
      this.students.push(
        new Student({ name: full, token: await mintToken(full), removes, random: this.#random, told }),
      );
    }
    await this.#start();
    while (mayKill()) {
      await this.#storm();
      await this.#start();
      // A crash of the recovery: what was run again is now given up.
      while (this.#random.chance(0.15) && mayKill()) {
        await this.#recoverInterrupted();
        await this.#start();
      }
      if (this.#random.chance(0.04)) await this.#nobodyAsks();
      await this.#check();
    }
    await this.#checkAll();
  }

  /** Ends the service; the state is kept when it is still to be looked at. @param {boolean} keepState */
  async dispose(keepState) {
    await this.#service.dispose();
    if (!keepState) rmSync(this.#state, { recursive: true, force: true });
  }

  /** Something that a kill may be waiting for. @param {Moment} what */
  happened(what) {
    const count = (this.#happened.get(what) ?? 0) + 1;
    this.#happened.set(what, count);
    if (this.#awaited?.moment === what && count >= this.#awaited.count) this.#awaited.go();
  }

  async #start() {
    const { url } = await this.#service.start();
    for (const student of this.students) student.url = url;
    this.#service.prepareNext();
  }

  /** Turns in all chats at once, until the kill. */
  async #storm() {
    await Promise.all(this.students.map((student, i) => student.settleIn(STUDENTS[i]?.chats ?? 1)));
    this.#happened.clear();
    const over = new AbortController();
    const cutOff = (/** @type {unknown} */ error) => {
      if (!over.signal.aborted) this.#violated("cut off before the kill", String(error));
    };
    const uses = this.students.flatMap((student) =>
      student.chats.map((chat) => student.use(chat, over.signal).catch(cutOff)),
    );
    const asker = this.#random.one(this.students);
    if (asker !== undefined && this.#random.chance(0.2)) uses.push(asker.askInNewChat().catch(cutOff));
    await this.#moment();
    // In one tick: whoever is cut off from now on was killed.
    over.abort();
    await this.#service.kill();
    await Promise.all(uses);
    for (const student of this.students) student.tidy();
  }

  /** Resolves when the kill is to come. */
  async #moment() {
    const random = this.#random;
    const moment = random.weighted({
      "any time": 35,
      accepted: 15,
      token: 8,
      "model done": 20,
      complete: 20,
      error: 2,
    });
    if (moment === "any time") return sleep(random.integer(10, 900));
    const go = new Promise((resolve) => {
      this.#awaited = { moment, count: random.integer(1, 8), go: () => resolve(null) };
    });
    await Promise.race([go, sleep(MOMENT_WITHIN_MS)]);
    this.#awaited = null;
    // What is to be hit lasts less than a timer's millisecond.
    const untilMs = performance.now() + random.next() * 5;
    while (performance.now() < untilMs) await new Promise(setImmediate);
  }

  /** Lets the service recover for a moment, with some who watch, and kills it. */
  async #recoverInterrupted() {
    const watching = this.students.flatMap((student) =>
      student.chats.filter(() => this.#random.chance(0.5)).map((chat) => student.watch(chat).catch(() => undefined)),
    );
    await sleep(this.#random.integer(0, 400));
    await this.#service.kill();
    await Promise.all(watching);
  }

  /** Dead objects wake by themselves: nothing stays held although no chat is touched. */
  async #nobodyAsks() {
    await forAll(this.students, async (student) => {
      const until = Date.now() + 60_000;
      for (;;) {
        const { value } = await student.call("GET", "/me");
        if (value.quota.reserved === 0) return;
        if (Date.now() > until)
          return this.#violated("still held with nobody asking", { student: student.name, quota: value.quota });
        await sleep(250);
      }
    });
  }

  async #check() {
    const judge = { violated: this.#violated, expected: this.#expected };
    await Promise.all(
      this.students.map(async (student) => {
        // Those who watch see the second attempt; the others find its end.
        const watched = await Promise.all(
          student.chats.filter(() => this.#random.chance(0.5)).map((chat) => student.watch(chat)),
        );
        await turnsEnd(student, this.#violated);
        const looked = [...student.chats, ...student.left.slice(-3), this.#random.one(student.left)];
        for (const chat of new Set(looked)) if (chat !== undefined) await chatIsWhole(student, chat, judge);
        await countIsRight(student, this.#violated);
        for (const socket of watched) socket.close();
      }),
    );
  }

  /** Everything that was ever promised. */
  async #checkAll() {
    const judge = { violated: this.#violated, expected: this.#expected };
    for (const student of this.students) {
      for (const chat of student.known) {
        await endsAreFinal(student, chat, this.#violated);
        await chatIsWhole(student, chat, judge);
      }
    }
  }
}
