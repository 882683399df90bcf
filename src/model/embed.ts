/**
 * Vectors of texts by the OpenAI API, and the small form in which they are kept: unit length, one byte a dimension.
 * Shapes are checked, since a vector of another length would spoil every comparison (M13). Retries as upstream.ts says.
 */
import type { Config } from "../config.ts";
import { type Result, refuse } from "../failure.ts";
import { BoundedBody } from "./bounded-body.ts";
import { isRecord } from "./provider-error.ts";
import { firstResponse, makeUpstream, type Patience, type Upstream } from "./upstream.ts";

export const DIMENSIONS = 512;
/** Inputs of one request. */
const BATCH = 96;
/** UTF-16 units of one input: above any chunk; a full batch of it stays below the API's 300,000 tokens in every script. */
const MAX_INPUT = 3_000;
/** The whole of one request, its repetitions and its body. */
const MAX_MS = 20_000;

export type Embedder = {
  /** The model's name: vectors of different models cannot be compared. */
  name: string;
  dimensions: number;
  /** One vector of unit length for each text, in order. Refusals: `model-failed`, `timeout`, `stopped`. */
  embed(texts: string[], signal?: AbortSignal): Promise<Result<Float32Array[]>>;
};

/** Whose vectors these settings' embedder makes, or null where no key is set. Asked for each search: nothing is made for it. */
export const embedderName = ({ openai }: Pick<Config, "openai">): string | null =>
  openai.apiKey === null ? null : openai.embeddingModel;

/** The embedder of these settings, or null where no key is set. */
export function makeEmbedder({ openai }: Pick<Config, "openai">): Embedder | null {
  if (openai.apiKey === null) return null;
  const upstream = makeUpstream(openai, openai.apiKey);
  const model = openai.embeddingModel;
  return {
    name: model,
    dimensions: DIMENSIONS,
    async embed(texts, signal = new AbortController().signal) {
      const vectors: Float32Array[] = [];
      for (let at = 0; at < texts.length; at += BATCH) {
        const batch = await embedBatch(upstream, model, texts.slice(at, at + BATCH), signal);
        if (!batch.ok) return batch;
        vectors.push(...batch.value);
      }
      return { ok: true, value: vectors };
    },
  };
}

async function embedBatch(
  upstream: Upstream,
  model: string,
  texts: string[],
  signal: AbortSignal,
): Promise<Result<Float32Array[]>> {
  // One cord for the request and for its body, which firstResponse leaves to its caller.
  const cord = new AbortController();
  const pull = () => cord.abort();
  const clock = setTimeout(pull, MAX_MS);
  signal.addEventListener("abort", pull, { once: true });
  if (signal.aborted) pull();
  try {
    const result = await askFor(upstream, { model, texts }, { signal: cord.signal, by: Date.now() + MAX_MS });
    if (result.ok || signal.aborted || !cord.signal.aborted) return result;
    return refuse("timeout", undefined, { reason: "the embeddings took too long" });
  } finally {
    clearTimeout(clock);
    signal.removeEventListener("abort", pull);
  }
}

type Batch = { model: string; texts: string[] };

async function askFor(
  upstream: Upstream,
  { model, texts }: Batch,
  patience: Patience,
): Promise<Result<Float32Array[]>> {
  // An empty input is refused by the API.
  const input = texts.map((text) => text.slice(0, MAX_INPUT).toWellFormed().trim() || "-");
  const wanted = { model, input, dimensions: DIMENSIONS, encoding_format: "base64" as const };
  const response = await firstResponse(
    upstream,
    (cord) => upstream.client.embeddings.create(wanted, { signal: cord }).asResponse(),
    patience,
  );
  if (!response.ok) return response;
  const { body } = response.value;
  const json = body === null ? null : await new BoundedBody(body, patience.signal).text();
  if (patience.signal.aborted) return refuse("stopped");
  if (json === null)
    return refuse("model-failed", undefined, { reason: "the body of the embeddings could not be read" });
  const vectors = vectorsOf(json, texts.length);
  return typeof vectors === "string"
    ? refuse("model-failed", undefined, { reason: upstream.clean(vectors) })
    : { ok: true, value: vectors };
}

/** The vectors of a response, in the order of the inputs, or what is wrong with it. By hand: 50,000 numbers are too many for a schema. */
function vectorsOf(json: string, count: number): Float32Array[] | string {
  let body: unknown;
  try {
    body = JSON.parse(json);
  } catch {
    return "the embeddings are not JSON";
  }
  if (!isRecord(body) || !Array.isArray(body.data)) return "the embeddings have no data";
  const vectors = new Array<Float32Array | undefined>(count).fill(undefined);
  for (const item of body.data as unknown[]) {
    if (!isRecord(item) || typeof item.index !== "number" || !(item.index in vectors))
      return "an embedding has no place";
    const vector = vectorOf(item.embedding);
    if (vector === null) return `an embedding is not ${DIMENSIONS} numbers`;
    vectors[item.index] = vector;
  }
  const whole = vectors.filter((vector) => vector !== undefined);
  return whole.length === count ? whole : "an embedding is missing";
}

/** One vector of unit length, from base64 of little-endian floats or, of servers that do not know that form, a list of numbers. */
function vectorOf(encoded: unknown): Float32Array | null {
  const vector = new Float32Array(DIMENSIONS);
  if (typeof encoded === "string") {
    const bytes = bytesOf(encoded);
    if (bytes?.byteLength !== DIMENSIONS * 4) return null;
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < DIMENSIONS; i++) vector[i] = view.getFloat32(i * 4, true);
  } else if (Array.isArray(encoded) && encoded.length === DIMENSIONS) {
    for (let i = 0; i < DIMENSIONS; i++) vector[i] = typeof encoded[i] === "number" ? encoded[i] : Number.NaN;
  } else {
    return null;
  }
  let square = 0;
  for (const x of vector) square += x * x;
  if (!Number.isFinite(square)) return null;
  const norm = Math.sqrt(square) || 1;
  return vector.map((x) => x / norm);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

/**
 * What one unit of an int8 is worth is the same for every vector, so that products can be compared; half of the whole length in one
 * dimension, which real embeddings never reach, is the most that is told apart.
 */
const SCALE = 254;

/** A vector of unit length as one byte a dimension; the products of dense ones are off by less than 0.01. */
export function quantize(vector: Float32Array): Int8Array {
  const bytes = new Int8Array(vector.length);
  for (let i = 0; i < vector.length; i++)
    bytes[i] = Math.max(-127, Math.min(127, Math.round((vector[i] ?? 0) * SCALE)));
  return bytes;
}

/** The cosine of two quantized vectors of one length, about -1 to 1. */
export function dot(a: Int8Array, b: Int8Array): number {
  let sum = 0;
  // The bound is checked by the caller's shapes; `?? 0` costs nothing measurable next to the product.
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum / (SCALE * SCALE);
}
