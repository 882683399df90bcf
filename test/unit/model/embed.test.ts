import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/config.ts";
import { DIMENSIONS, dot, makeEmbedder, quantize } from "../../../src/model/embed.ts";
import { startServer } from "../../support/http-server.ts";
import { loadStandIn, type StandIn } from "../../support/shared.ts";

function embedderAt(url: string) {
  const parsed = parseConfig({ OPENAI_BASE_URL: url, OPENAI_API_KEY: "sk-test" });
  const embedder = parsed.ok ? makeEmbedder(parsed.config) : null;
  if (embedder === null) throw new Error("no embedder");
  return embedder;
}

async function vectorsAt(url: string, texts: string[]) {
  const result = await embedderAt(url).embed(texts);
  if (!result.ok) throw new Error(result.failure.reason);
  return result.value;
}

const length = (vector: Float32Array) => Math.hypot(...vector);
const exact = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);

/** By how much the products of the vectors as bytes differ from their own. */
const comparisons = (vectors: Float32Array[]) =>
  vectors.flatMap((a) => vectors.map((b) => ({ off: Math.abs(dot(quantize(a), quantize(b)) - exact(a, b)) })));

const standIn = await loadStandIn();

describe.skipIf(standIn === null)("embeddings by the stand-in model", () => {
  let upstream: StandIn;
  beforeAll(async () => {
    if (standIn !== null) upstream = await standIn.startUpstream();
  });
  afterAll(() => upstream?.close());

  it("[M13] are one vector of 512 for each text, in order, alike for texts that are alike", async () => {
    const vectors = await vectorsAt(upstream.url, ["cells divide", "a football match", "dividing cells", ""]);
    expect(vectors.map((vector) => vector.length)).toEqual([DIMENSIONS, DIMENSIONS, DIMENSIONS, DIMENSIONS]);
    const [cells, football, again] = vectors;
    if (!cells || !football || !again) throw new Error("missing");
    expect(length(cells)).toBeCloseTo(1, 5);
    expect(exact(cells, again)).toBeGreaterThan(exact(cells, football) + 0.2);
    expect(upstream.log.at(-1)?.body).toMatchObject({ dimensions: 512, encoding_format: "base64" });
  });

  it("[M13] of many texts are asked for in batches", async () => {
    const before = upstream.log.length;
    const vectors = await vectorsAt(
      upstream.url,
      Array.from({ length: 200 }, (_, i) => `text ${i}`),
    );
    expect(vectors).toHaveLength(200);
    const sizes = upstream.log.slice(before).map(({ body }) => (Array.isArray(body.input) ? body.input.length : 1));
    expect(sizes).toEqual([96, 96, 8]);
    const [alone] = await vectorsAt(upstream.url, ["text 150"]);
    expect(vectors[150]).toEqual(alone);
  });

  it("[M13] of no texts are none, and nobody is asked", async () => {
    const before = upstream.log.length;
    expect(await vectorsAt(upstream.url, [])).toEqual([]);
    expect(upstream.log.length).toBe(before);
  });

  it("[M13] of sparse vectors stay comparable when they are kept in bytes", async () => {
    const texts = Array.from({ length: 30 }, (_, i) => `words ${i} about cells, energy ${i % 7} and order ${i % 3}`);
    for (const { off } of comparisons(await vectorsAt(upstream.url, texts))) expect(off).toBeLessThan(0.03);
  });
});

describe("vectors in bytes", () => {
  it("[M13] keep the products of dense vectors", () => {
    // A fixed sequence in place of chance, so that a failure can be repeated.
    let seed = 1;
    const next = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647 - 0.5;
    };
    const vectors = Array.from({ length: 20 }, () => {
      const raw = Float32Array.from({ length: DIMENSIONS }, () => next() + 0.1);
      return raw.map((x) => x / length(raw));
    });
    for (const { off } of comparisons(vectors)) expect(off).toBeLessThan(0.01);
  });

  it("[M13] hold what is out of range at its bound", () => {
    expect([...quantize(Float32Array.from([1, -1, 0.5, -0.5, 0]))]).toEqual([127, -127, 127, -127, 0]);
  });
});

describe("embeddings that are none", () => {
  const item = (index: number, embedding: unknown) => ({ index, embedding });
  const numbers = Array.from({ length: DIMENSIONS }, (_, i) => i + 1);
  const broken: [string, unknown][] = [
    ["no JSON", "<html>"],
    ["no data", {}],
    ["too few", { data: [item(0, numbers)] }],
    ["one twice", { data: [item(0, numbers), item(0, numbers)] }],
    ["a foreign index", { data: [item(0, numbers), item(2, numbers)] }],
    ["another length", { data: [item(0, numbers), item(1, numbers.slice(1))] }],
    ["not base64", { data: [item(0, numbers), item(1, "*")] }],
    ["not numbers", { data: [item(0, numbers), item(1, numbers.map(String))] }],
    ["not a number", { data: [item(0, numbers), item(1, btoa("\u00ff".repeat(DIMENSIONS * 4)))] }],
  ];

  it.each(broken)("[M13] %s is a failure", async (_, body) => {
    const server = await startServer((response) => {
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(typeof body === "string" ? body : JSON.stringify(body));
    });
    const result = await embedderAt(server.url).embed(["a", "b"]);
    await server.close();
    expect(result).toMatchObject({ ok: false, failure: { code: "model-failed" } });
  });

  it("[M13] plain numbers are taken, in the order of their index", async () => {
    const server = await startServer((response) => {
      const data = [
        item(1, numbers),
        item(
          0,
          numbers.map((x) => -x),
        ),
      ];
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ data }));
    });
    const result = await embedderAt(server.url).embed(["a", "b"]);
    await server.close();
    if (!result.ok) throw new Error(result.failure.reason);
    expect(result.value.map((vector) => Math.sign(vector[0] ?? 0))).toEqual([-1, 1]);
  });

  it("[M6] are asked for three times when the service is down, and not when the caller has gone", async () => {
    const server = await startServer((response) => response.writeHead(500, { "retry-after": "0" }).end());
    expect(await embedderAt(server.url).embed(["a"])).toMatchObject({ ok: false, failure: { code: "model-failed" } });
    expect(server.seen).toHaveLength(3);
    expect(await embedderAt(server.url).embed(["a"], AbortSignal.abort())).toMatchObject({
      ok: false,
      failure: { code: "stopped" },
    });
    expect(server.seen).toHaveLength(3);
    await server.close();
  });

  it("[M12] there is no embedder without a key", () => {
    const parsed = parseConfig({});
    expect(parsed.ok && makeEmbedder(parsed.config)).toBeNull();
  });
});
