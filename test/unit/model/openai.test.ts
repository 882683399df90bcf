import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Config } from "../../../src/config.ts";
import { parseConfig } from "../../../src/config.ts";
import type { ChatMessage, ModelEnd } from "../../../src/model/chat-model.ts";
import { chooseModel } from "../../../src/model/choose-model.ts";
import { makeOpenAiModel } from "../../../src/model/openai.ts";
import { startServer } from "../../support/http-server.ts";
import { loadStandIn, type StandIn } from "../../support/shared.ts";
import { realClock, stillClock, until } from "../../support/still-clock.ts";

const KEY = "sk-test-0123456789";

function settings(url: string, more: Partial<Config["openai"]> = {}): Config["openai"] {
  const parsed = parseConfig({ OPENAI_BASE_URL: url, OPENAI_API_KEY: KEY });
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return { ...parsed.config.openai, ...more };
}

type Told = { end: ModelEnd; pieces: string[]; text: string };
type Ask = { waitMs?: number; signal?: AbortSignal; onText?: (text: string) => void; streaming?: boolean };

async function askAt(url: string, content: string, ask: Ask = {}): Promise<Told> {
  const pieces: string[] = [];
  let settled = false;
  const messages: ChatMessage[] = [
    { role: "system", content: "sources [1] [2] [3]" },
    { role: "user", content },
  ];
  const model = makeOpenAiModel(settings(url, { streaming: ask.streaming ?? true }), KEY);
  const end = await model.answer(
    {
      messages,
      question: content,
      passages: [],
      route: "general_qa",
      signal: ask.signal ?? new AbortController().signal,
      firstResponseBy: Date.now() + (ask.waitMs ?? 60_000),
    },
    (text) => {
      if (settled) throw new Error("text after the end");
      expect(text).not.toBe("");
      pieces.push(text);
      ask.onText?.(text);
    },
  );
  settled = true;
  expect(JSON.stringify(end)).not.toContain(KEY);
  return { end, pieces, text: pieces.join("") };
}

const failedAs = (code: string) => ({ ok: false, failure: { code, reason: expect.any(String) } });

afterEach(realClock);

/** Whether a promise has been fulfilled so far. */
function watched<T>(promise: Promise<T>) {
  const state = { over: false, promise };
  void promise.then(() => {
    state.over = true;
  });
  return state;
}

const standIn = await loadStandIn();

describe.skipIf(standIn === null)("against the stand-in model", () => {
  let upstream: StandIn;
  beforeAll(async () => {
    if (standIn !== null) upstream = await standIn.startUpstream();
  });
  afterAll(() => upstream?.close());
  const ask = (content: string, more?: Ask) => askAt(upstream.url, content, more);
  const requestsWith = (part: string) => upstream.log.filter((entry) => entry.question?.includes(part));
  const expected = (content: string) =>
    standIn?.answerTokens([
      { role: "system", content: "sources [1] [2] [3]" },
      { role: "user", content },
    ]) ?? [];

  it.each([
    "",
    "torn=1",
    "torn=1 unicode=1",
    "torn=1 crlf=1 comments=1 empty=1 unicode=1",
    "crlf=1",
    "comments=1",
    "empty=1",
    "unicode=1",
    "unicode=1 halves=1",
    "torn=1 unicode=1 halves=1",
    "pad=1",
    "marks=1",
    "marks=1 split=1",
    "brackets=1",
    "cite=3,1,3 split=1",
    "nodone=1",
    "first=30 gap=2",
  ])("[M4] takes every token of a healthy stream, however it comes: %s", async (directive) => {
    const question = `Healthy? [[tokens=40 ${directive}]]`;
    const { end, text } = await ask(question);
    const tokens = expected(question);
    expect(text).toBe(tokens.join(""));
    expect(end).toEqual({
      ok: true,
      status: "complete",
      usage: { promptTokens: 100, completionTokens: tokens.length },
      model: "gpt-4.1-mini",
    });
  });

  it("[M5] a missing usage is none, and costs no waiting when the stream is closed", async () => {
    stillClock();
    for (const directive of ["nousage=1", "nousage=1 nodone=1"]) {
      const { end } = await ask(`No usage? [[tokens=5 ${directive}]]`);
      expect(end).toMatchObject({ ok: true, status: "complete", usage: null });
    }
  });

  it("[M1] the model's own limit is truncated", async () => {
    expect((await ask("Long? [[tokens=5 finish=length]]")).end).toMatchObject({ ok: true, status: "truncated" });
  });

  it.each([
    ["finish=content_filter", "model-refused"],
    ["finish=tool_calls", "model-failed"],
    ["nofinish=1", "model-failed"],
    ["half=1", "model-failed"],
    ["cut=0", "model-failed"],
    ["cut=5", "model-failed"],
    ["error=0", "model-failed"],
    ["error=5", "model-failed"],
    ["bare=5", "model-failed"],
    ["field=0", "model-failed"],
    ["field=5", "model-failed"],
    ["field=5 crlf=1 torn=1", "model-failed"],
    ["html=1", "model-failed"],
    ["status=400", "model-failed"],
    ["status=401", "model-failed"],
    ["status=404", "model-failed"],
  ])("[M1] [M3] %s is %s, is asked once, and its connection is let go", async (directive, code) => {
    const question = `Fault ${directive}? [[tokens=20 ${directive}]]`;
    const { end, text } = await ask(question);
    expect(end).toMatchObject(failedAs(code));
    if (!end.ok) expect(end.failure.error).not.toMatch(/upstream|engine|server_error|finish_reason|4\d\d/);
    expect(expected(question).join("").startsWith(text)).toBe(true);
    expect(requestsWith(question)).toHaveLength(1);
    await until(() => requestsWith(question).every((entry) => entry.closed));
  });

  it("[M2] an answer without a token is a failure", async () => {
    expect((await ask("Nothing? [[tokens=0]]")).end).toMatchObject(failedAs("model-failed"));
  });

  it.each([429, 500, 502, 503])("[M6] status %i is tried three times, then fails", async (status) => {
    const question = `Down ${status}? [[status=${status} retry=0]]`;
    const { end } = await ask(question);
    expect(end).toMatchObject(failedAs("model-failed"));
    if (!end.ok) expect(end.failure.reason).toContain(`upstream ${status}`);
    expect(requestsWith(question)).toHaveLength(3);
    await until(() => requestsWith(question).every((entry) => entry.closed));
  });

  it.each([0, 0.999])(
    "[M6] one that is busy for a moment is asked again, later each time: chance %d",
    async (chance) => {
      const { waits, pass } = stillClock(chance);
      const question = `Busy ${chance}? [[tokens=5 status=503 times=2 cite=0]]`;
      const pending = ask(question);
      for (const [i, usualMs] of [250, 500].entries()) {
        const pauseMs = usualMs * (0.75 + chance * 0.5);
        await until(() => waits().includes(pauseMs));
        expect(requestsWith(question)).toHaveLength(i + 1);
        await pass(Math.ceil(pauseMs));
      }
      const { end, text } = await pending;
      expect(end.ok).toBe(true);
      expect(text).not.toBe("");
      expect(requestsWith(question)).toHaveLength(3);
    },
  );

  it("[M7] Retry-After is kept", async () => {
    const { waits, pass } = stillClock();
    const pending = ask("Later? [[tokens=5 status=429 times=1 retry=7]]");
    await until(() => waits().includes(7_000));
    await pass(6_999);
    expect(requestsWith("Later?")).toHaveLength(1);
    await pass(1);
    expect((await pending).end.ok).toBe(true);
    expect(requestsWith("Later?")).toHaveLength(2);
  });

  it("[M7] a Retry-After that is longer than the time left fails at once, and is told", async () => {
    stillClock();
    const { end } = await ask("Much later? [[status=429 retry=20]]", { waitMs: 3_000 });
    expect(end).toMatchObject({ ok: false, failure: { code: "model-failed", retryAfterS: 20 } });
    expect(requestsWith("Much later?")).toHaveLength(1);
  });

  it("[M9] an abort ends an answer that stalls, and its connection", async () => {
    stillClock();
    const turn = new AbortController();
    let heard = "";
    const pending = ask("Stalls? [[tokens=20 stall=5]]", { signal: turn.signal, onText: (text) => (heard += text) });
    await until(() => heard.split(" ").length >= 5);
    turn.abort();
    const { end, text } = await pending;
    expect(end).toMatchObject({ ok: false, failure: { code: "stopped" } });
    expect(text).toBe(heard);
    await until(() => requestsWith("Stalls?")[0]?.aborted === true);
  });

  it("[M9] an abort ends the wait for the first token, for another try, and a request that was not sent", async () => {
    const { waits } = stillClock();
    for (const [question, isWaiting] of [
      ["Silent? [[hold=0]]", () => requestsWith("Silent?").length === 1],
      ["Waits? [[status=503 retry=4]]", () => waits().includes(4_000)],
    ] as const) {
      const turn = new AbortController();
      const pending = ask(question, { signal: turn.signal });
      await until(isWaiting);
      turn.abort();
      const { end, text } = await pending;
      expect(end).toMatchObject({ ok: false, failure: { code: "stopped" } });
      expect([text, requestsWith(question).length]).toEqual(["", 1]);
      await until(() => requestsWith(question).every((entry) => entry.closed));
    }
    const { end } = await ask("Never sent?", { signal: AbortSignal.abort() });
    expect(end).toMatchObject({ ok: false, failure: { code: "stopped" } });
    expect(requestsWith("Never sent?")).toHaveLength(0);
  });

  it("[M9] an abort from inside onText is the last that is heard", async () => {
    const turn = new AbortController();
    const { end, pieces } = await ask("Enough? [[tokens=50 gap=5]]", {
      signal: turn.signal,
      onText: () => turn.abort(),
    });
    expect(end.ok).toBe(false);
    expect(pieces).toHaveLength(1);
    await until(() => requestsWith("Enough?")[0]?.aborted === true);
  });

  it("[M10] asks for a stream with usage, and sends no setting that the model may not know", async () => {
    await ask("What is sent? [[tokens=2]]");
    const { body, path } = requestsWith("What is sent?")[0] ?? {};
    expect(path).toBe("/v1/chat/completions");
    expect(Object.keys(body ?? {}).sort()).toEqual(["messages", "model", "stream", "stream_options"]);
    expect(body).toMatchObject({ model: "gpt-4.1-mini", stream: true, stream_options: { include_usage: true } });
  });

  it("[M10] unstreamed, the whole answer is one piece", async () => {
    const question = "Whole? [[tokens=30 unicode=1]]";
    const { end, pieces } = await ask(question, { streaming: false });
    expect(pieces).toEqual([expected(question).join("")]);
    expect(end).toMatchObject({ ok: true, status: "complete", usage: { promptTokens: 100 } });
    expect(requestsWith("Whole?")[0]?.body.stream).toBeUndefined();
  });

  it.each([
    ["finish=content_filter", "model-refused"],
    ["html=1", "model-failed"],
    ["status=401", "model-failed"],
    ["tokens=0", "model-failed"],
  ])("[M10] unstreamed, %s is %s and no text", async (directive, code) => {
    const { end, pieces } = await ask(`Whole fault? [[${directive}]]`, { streaming: false });
    expect(end).toMatchObject(failedAs(code));
    expect(pieces).toEqual([]);
  });
});

describe("against a server of the test's own", () => {
  const SSE = { "content-type": "text/event-stream" };
  const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
  const token = (content: string) => event({ choices: [{ index: 0, delta: { content } }] });
  const stop = event({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });

  async function withServer(
    answer: Parameters<typeof startServer>[0],
    run: (at: Awaited<ReturnType<typeof startServer>>) => Promise<void>,
  ) {
    const server = await startServer(answer);
    try {
      await run(server);
    } finally {
      await server.close();
    }
  }

  it("[M5] a connection that stays open after the finish holds the answer for a second, not for ever", async () => {
    const { waits, pass } = stillClock();
    await withServer(
      (response) => response.writeHead(200, SSE).write(token("All of it.") + stop),
      async ({ url, seen }) => {
        const pending = watched(askAt(url, "open"));
        await until(() => waits().includes(1_000));
        await pass(999);
        expect([pending.over, seen[0]?.closed]).toEqual([false, false]);
        await pass(1);
        const { end, text } = await pending.promise;
        expect([end.ok, text]).toEqual([true, "All of it."]);
        await until(() => seen[0]?.closed === true);
      },
    );
  });

  it("[M5] after the closing mark nothing is waited for, and an open connection is let go", async () => {
    const { pass } = stillClock();
    await withServer(
      (response) => response.writeHead(200, SSE).write(`${token("a")}${stop}data: [DONE]\n\n`),
      async ({ url, seen }) => {
        const { end } = await askAt(url, "done");
        expect(end).toMatchObject({ ok: true, usage: null, model: "gpt-4.1-mini" });
        await pass(1_000);
        await until(() => seen[0]?.closed === true);
      },
    );
  });

  it("[M8] one endless event, one large event and an endless answer are cut off", async () => {
    const endless = (piece: string) => (response: import("node:http").ServerResponse) => {
      response.writeHead(200, SSE);
      const more = () => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    };
    for (const answer of [
      endless("data: ".padEnd(10_000, "x")),
      endless(`data: ${"y".repeat(1_000)}\n`),
      endless(`data: ${"z".repeat(300_000)}\n\n`),
      endless(": comment\n".repeat(1_000)),
      endless(token("w".repeat(1_000))),
    ]) {
      await withServer(answer, async ({ url, seen }) => {
        const { end } = await askAt(url, "endless");
        expect(end).toMatchObject({
          ok: false,
          failure: { code: "model-failed", reason: expect.stringContaining("too large") },
        });
        await until(() => seen[0]?.closed === true);
      });
    }
  });

  it("[M3] an event named error is a failure", async () => {
    await withServer(
      (response) => response.writeHead(200, SSE).end(`${token("a")}event: error\ndata: overloaded\n\n${stop}`),
      async ({ url }) => expect((await askAt(url, "named")).end).toMatchObject(failedAs("model-failed")),
    );
  });

  it("[M6] a lost connection before the response is tried again, one after the first text is not", async () => {
    await withServer(
      (response, count) => (count < 3 ? response.destroy() : response.writeHead(200, SSE).end(token("third") + stop)),
      async ({ url, seen }) => {
        expect((await askAt(url, "lost")).text).toBe("third");
        expect(seen).toHaveLength(3);
      },
    );
    let drop = () => {};
    await withServer(
      (response) => {
        response.writeHead(200, SSE).write(token("first"));
        drop = () => response.destroy();
      },
      async ({ url, seen }) => {
        expect((await askAt(url, "lost", { onText: () => drop() })).end).toMatchObject(failedAs("model-failed"));
        expect(seen).toHaveLength(1);
      },
    );
  });

  it("[M6] nobody there is a failure after two more tries, within a second", async () => {
    const { waits, pass } = stillClock(0.999);
    const server = await startServer(() => {});
    await server.close();
    const pending = askAt(server.url, "nobody");
    for (const usualMs of [250, 500]) {
      const pauseMs = usualMs * (0.75 + 0.999 * 0.5);
      await until(() => waits().includes(pauseMs));
      await pass(Math.ceil(pauseMs));
    }
    expect((await pending).end).toMatchObject(failedAs("model-failed"));
  });

  it("[M6] what no repetition helps is not repeated", async () => {
    const quota = JSON.stringify({ error: { message: "You exceeded your quota", code: "insufficient_quota" } });
    await withServer(
      (response) => response.writeHead(429, { "content-type": "application/json" }).end(quota),
      async ({ url, seen }) => {
        expect((await askAt(url, "quota")).end).toMatchObject(failedAs("model-failed"));
        expect(seen).toHaveLength(1);
      },
    );
  });

  it("[M7] Retry-After may be a date, or exact", async () => {
    stillClock();
    for (const header of [
      { "retry-after": new Date(Date.now() + 30_000).toUTCString() },
      { "retry-after-ms": "30000" },
    ]) {
      await withServer(
        (response) => response.writeHead(503, header).end(),
        async ({ url, seen }) => {
          const { end } = await askAt(url, "date", { waitMs: 5_000 });
          expect(end).toMatchObject({ ok: false, failure: { retryAfterS: 30 } });
          expect(seen).toHaveLength(1);
        },
      );
    }
  });

  it("[M6] no response in time is a timeout, and its connection is let go", async () => {
    const { pass } = stillClock();
    await withServer(
      () => {},
      async ({ url, seen }) => {
        const pending = watched(askAt(url, "slow", { waitMs: 300 }));
        await until(() => seen.length === 1);
        await pass(299);
        expect([pending.over, seen[0]?.closed]).toEqual([false, false]);
        await pass(1);
        expect((await pending.promise).end).toMatchObject(failedAs("timeout"));
        await until(() => seen[0]?.closed === true);
      },
    );
  });

  it("[M8] the body of a refusal is read in part only, and its connection is let go", async () => {
    await withServer(
      (response) => {
        response.writeHead(400, { "content-type": "text/plain" });
        const more = () => {
          while (!response.destroyed && response.write("no ".repeat(1_000)));
          if (!response.destroyed) response.once("drain", more);
        };
        more();
      },
      async ({ url, seen }) => {
        const { end } = await askAt(url, "endless refusal");
        expect(end).toMatchObject(failedAs("model-failed"));
        if (!end.ok) expect(end.failure.reason?.length).toBeLessThanOrEqual(300);
        await until(() => seen[0]?.closed === true);
      },
    );
  });

  it("[M8] a refusal whose body does not end is a refusal all the same", async () => {
    const { waits, pass } = stillClock();
    await withServer(
      (response) => response.writeHead(400).write("so"),
      async ({ url, seen }) => {
        const pending = askAt(url, "half a refusal");
        await until(() => waits().includes(500));
        await pass(500);
        expect((await pending).end).toMatchObject({
          ok: false,
          failure: { reason: expect.stringContaining("upstream 400") },
        });
        await until(() => seen[0]?.closed === true);
      },
    );
  });

  it("[M11] a redirect is not followed, so the key goes nowhere else", async () => {
    await withServer(
      (response) => response.writeHead(200, SSE).end(token("stolen") + stop),
      async (other) => {
        await withServer(
          (response) => response.writeHead(307, { location: `${other.url}/chat/completions` }).end(),
          async ({ url }) => {
            expect((await askAt(url, "elsewhere")).end).toMatchObject(failedAs("model-failed"));
            expect(other.seen).toHaveLength(0);
          },
        );
      },
    );
  });

  it("[M11] [M17] neither a key that the upstream repeats nor its sentence reaches the log", async () => {
    const told = (words: string) =>
      JSON.stringify({ error: { message: `Incorrect API key provided: ${words}.`, code: words } });
    for (const words of [KEY, "sk-test-****6789", `Bearer ${KEY}`]) {
      await withServer(
        (response) => response.writeHead(401, { "content-type": "application/json" }).end(told(words)),
        async ({ url, seen }) => {
          const { end } = await askAt(url, "key");
          expect(seen[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
          expect(end).toMatchObject({ failure: { reason: `upstream 401: ${words === KEY ? "[key]" : "unnamed"}` } });
          expect(JSON.stringify(end)).not.toMatch(/6789|Incorrect/);
        },
      );
      await withServer(
        (response) => response.writeHead(200, SSE).end(`data: ${told(words)}\n\n`),
        async ({ url }) => expect(JSON.stringify((await askAt(url, "key")).end)).not.toMatch(/6789|Incorrect/),
      );
    }
  });

  it("[M4] all that comes in one read is one piece", async () => {
    await withServer(
      (response) => response.writeHead(200, SSE).end(token("a") + token("b") + token("c") + stop),
      async ({ url }) => expect((await askAt(url, "one")).pieces).toEqual(["abc"]),
    );
  });
});

describe("the choice of a model", () => {
  it("[M12] is the API with a key and the extractive answerer without one", () => {
    const withKey = parseConfig({ OPENAI_API_KEY: KEY, OPENAI_CHAT_MODEL: "gpt-x" });
    const without = parseConfig({});
    if (!withKey.ok || !without.ok) throw new Error("the settings are valid");
    expect(chooseModel(withKey.config).name).toBe("gpt-x");
    expect(chooseModel(without.config).name).toBe("extractive");
  });
});
