import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Cite, JOIN_MS, LiveAnswer, QUIET_MS, resumeAt } from "../../../src/session/live-answer.ts";

type Frame = { at: number; offset: number; text: string; cites: Cite[] };

function live(chunkTokens = 1, streaming = true) {
  const frames: Frame[] = [];
  const answer = new LiveAnswer({
    nowMs: () => Date.now(),
    chunkTokens,
    streaming,
    send: (offset, text, cites) => frames.push({ at: Date.now(), offset, text, cites: [...cites] }),
  });
  return { answer, frames };
}

describe("the live answer", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("[S1] the first text goes out at once, and so does text that comes after a pause", () => {
    const { answer, frames } = live();
    answer.append("a", []);
    vi.advanceTimersByTime(QUIET_MS);
    answer.append("b", []);
    expect(frames.map((f) => [f.at, f.text])).toEqual([
      [0, "a"],
      [QUIET_MS, "b"],
    ]);
  });

  it("[S2] faster text is joined, and waits no longer than a screen's frame", () => {
    const { answer, frames } = live();
    for (let i = 0; i < 40; i++) {
      answer.append(String(i % 10), []);
      vi.advanceTimersByTime(1);
    }
    answer.flush();
    expect(frames.length).toBeLessThanOrEqual(2 + 40 / JOIN_MS);
    for (const [i, frame] of frames.entries()) {
      const before = frames[i - 1];
      if (before !== undefined) expect(frame.at - before.at).toBeLessThanOrEqual(JOIN_MS);
    }
  });

  it("[S3] frames are gapless by offset and hold each cite once, however the text comes", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.nat(30))), (pieces) => {
        const { answer, frames } = live();
        for (const [i, [text, ms]] of pieces.entries()) {
          answer.append(text, [{ number: i + 1, chunkId: `c${i}` }]);
          vi.advanceTimersByTime(ms);
        }
        answer.flush();
        let text = "";
        for (const frame of frames) {
          expect(frame.offset).toBe(text.length);
          text += frame.text;
        }
        expect(text).toBe(answer.text);
        expect(frames.flatMap((f) => f.cites.map((c) => c.number))).toEqual(pieces.map((_, i) => i + 1));
      }),
    );
  });

  it("[S4] with a chunk size a frame waits for so many pieces, but not for ever", () => {
    const { answer, frames } = live(3);
    answer.append("a", []);
    vi.advanceTimersByTime(20);
    answer.append("b", []);
    answer.append("c", []);
    expect(frames).toHaveLength(1);
    answer.append("d", []);
    expect(frames.map((f) => f.text)).toEqual(["a", "bcd"]);
    answer.append("e", []);
    vi.advanceTimersByTime(100);
    expect(frames.at(-1)?.text).toBe("e");
  });

  it("[S5] with streaming off nothing is sent, and the text is kept", () => {
    const { answer, frames } = live(1, false);
    answer.append("abc", []);
    answer.flush();
    expect([frames.length, answer.text, answer.sentText]).toEqual([0, "abc", ""]);
  });

  it("[S6] a resume never begins inside a character, nor beyond the end", () => {
    expect(resumeAt("a🧬b", 2)).toEqual({ offset: 1, token: "🧬b" });
    expect(resumeAt("a🧬b", 3)).toEqual({ offset: 3, token: "b" });
    expect(resumeAt("ab", 9)).toEqual({ offset: 2, token: "" });
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "é", "🧬", "\ud83e", "\udd6c") }),
        fc.nat(20),
        (text, offset) => {
          const rest = resumeAt(text, offset);
          expect(text.slice(0, rest.offset) + rest.token).toBe(text);
          if (text.isWellFormed()) expect(rest.token.isWellFormed()).toBe(true);
        },
      ),
    );
  });
});
