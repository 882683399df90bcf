/**
 * One WebSocket that comes back by itself, without React and without the DOM's types.
 * Owns when to connect again (backoff with jitter, the service's close codes) and whether the line is alive (ping).
 * What the frames mean is left to others; a text that is sent while the line is down is not kept.
 */
import { CLOSE } from "../../src/protocol.ts";

/** An open or opening connection. */
export type Line = { send(text: string): void; close(code: number): void };

/** What a connection tells; `code` is the WebSocket's close code. */
export type LineEvents = { opened(): void; text(text: string): void; closed(code: number): void };

/** Why a connection ended: finally (the first three), or to be tried again. */
export type CloseReason = "unauthenticated" | "forbidden" | "not-found" | "too-many" | "restarting" | "lost";

/** The state of the line. `retryInMs` counts from the moment of the report. */
export type Link =
  | { state: "connecting" }
  | { state: "open" }
  | { state: "waiting"; reason: CloseReason; retryInMs: number }
  | { state: "closed"; reason: CloseReason | null };

export type SocketDeps = {
  open(path: string, on: LineEvents): Line;
  setTimer(run: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
  /** 0 to 1. */
  random(): number;
};

export const PING_EVERY_MS = 25_000;
export const PONG_WITHIN_MS = 10_000;
const OPEN_WITHIN_MS = 15_000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;
const TOO_MANY_DELAY_MS = 10_000;
const RESTART_SPREAD_MS = 5_000;

/** What a close code means to a client. */
export function closeReason(code: number): CloseReason {
  switch (code) {
    case CLOSE.unauthenticated:
      return "unauthenticated";
    case CLOSE.forbidden:
      return "forbidden";
    case CLOSE.notFound:
      return "not-found";
    case CLOSE.tooMany:
      return "too-many";
    case CLOSE.restarting:
      return "restarting";
    default:
      return "lost";
  }
}

/** Milliseconds until the next try, or null when trying again cannot help. `failures` counts from 1. */
export function reconnectDelay(reason: CloseReason, failures: number, random: number): number | null {
  switch (reason) {
    case "unauthenticated":
    case "forbidden":
    case "not-found":
      return null;
    case "restarting":
      return failures === 1 ? random * RESTART_SPREAD_MS : backoff(failures, random);
    case "too-many":
      return TOO_MANY_DELAY_MS * (1 + random) * Math.min(failures, 6);
    case "lost":
      return backoff(failures, random);
  }
}

function backoff(failures: number, random: number): number {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures - 1, 10));
  return ceiling / 2 + (ceiling / 2) * random;
}

/** A socket that reconnects until it is stopped or refused for good. */
export class ReconnectingSocket {
  readonly #path: () => string;
  readonly #onText: (text: string) => void;
  readonly #onLink: (link: Link) => void;
  readonly #deps: SocketDeps;
  #line: Line | null = null;
  /** Counts connections, so that what an abandoned one still tells is passed over. */
  #turn = 0;
  #open = false;
  #failures = 0;
  #retry: unknown = null;
  #life: unknown = null;

  /** `path` is asked before each try, so that a chat that has come to exist is found under its own address. */
  constructor(p: {
    path: () => string;
    onText: (text: string) => void;
    onLink: (link: Link) => void;
    deps: SocketDeps;
  }) {
    this.#path = p.path;
    this.#onText = p.onText;
    this.#onLink = p.onLink;
    this.#deps = p.deps;
  }

  /** Connects, unless that is under way; a pending wait is cut short. */
  start(): void {
    if (this.#line) return;
    this.#clear();
    this.#onLink({ state: "connecting" });
    this.#turn += 1;
    const turn = this.#turn;
    const current = (then: () => void) => {
      if (turn === this.#turn) then();
    };
    this.#life = this.#deps.setTimer(() => this.#ended("lost"), OPEN_WITHIN_MS);
    this.#line = this.#deps.open(this.#path(), {
      opened: () => current(() => this.#opened()),
      text: (text) => current(() => this.#received(text)),
      closed: (code) => current(() => this.#ended(closeReason(code))),
    });
  }

  /** Ends the connection and every wait; `start` begins anew. */
  stop(): void {
    this.#drop();
    this.#failures = 0;
    this.#onLink({ state: "closed", reason: null });
  }

  /** Whether the text went out on an open line. */
  send(text: string): boolean {
    if (!this.#line || !this.#open) return false;
    this.#line.send(text);
    return true;
  }

  /** The network is known to be gone: treats the line as lost at once instead of at the next missing pong. */
  lose(): void {
    if (this.#line) this.#ended("lost");
  }

  #opened(): void {
    this.#open = true;
    this.#onLink({ state: "open" });
    this.#watch();
  }

  #received(text: string): void {
    this.#watch();
    if (text === "pong") return;
    this.#failures = 0;
    this.#onText(text);
  }

  #ended(reason: CloseReason): void {
    this.#drop();
    this.#failures += 1;
    const delay = reconnectDelay(reason, this.#failures, this.#deps.random());
    if (delay === null) {
      this.#failures = 0;
      this.#onLink({ state: "closed", reason });
      return;
    }
    this.#retry = this.#deps.setTimer(() => {
      this.#retry = null;
      this.start();
    }, delay);
    this.#onLink({ state: "waiting", reason, retryInMs: delay });
  }

  /** Any text is a sign of life; after a silence a ping goes out, and without an answer the line counts as lost. */
  #watch(): void {
    this.#deps.clearTimer(this.#life);
    this.#life = this.#deps.setTimer(() => {
      this.send("ping");
      this.#life = this.#deps.setTimer(() => this.#ended("lost"), PONG_WITHIN_MS);
    }, PING_EVERY_MS);
  }

  #drop(): void {
    this.#clear();
    const line = this.#line;
    this.#line = null;
    this.#open = false;
    this.#turn += 1;
    line?.close(1000);
  }

  #clear(): void {
    this.#deps.clearTimer(this.#retry);
    this.#deps.clearTimer(this.#life);
    this.#retry = null;
    this.#life = null;
  }
}
