/**
 * Short codes of vectors: one bit a dimension, by which the nearest few hundred of very many are told cheaply; exact products
 * decide among those. A vector is turned first, always in the same way, so that every bit says about as much as any other:
 * embeddings spread unevenly over their dimensions. The question keeps its numbers. Pure.
 */
import { DIMENSIONS } from "../model/embed.ts";

/** Bytes of a whole code. Any first part of it is a code as well, and tells less. */
export const SIGN_BYTES = DIMENSIONS / 8;

/** Signs that come out the same in every run (mulberry32); changing them would spoil every stored code. */
function signsFrom(seed: number): Int8Array {
  let state = seed;
  return Int8Array.from({ length: DIMENSIONS }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return (bits ^ (bits >>> 14)) & 1 ? 1 : -1;
  });
}
const FLIPS = [signsFrom(1), signsFrom(2)];

/** The vector turned: flipped signs and the Walsh-Hadamard transform, twice. Its length grows by `DIMENSIONS`. */
function turned(code: Int8Array): Float32Array {
  const turning = Float32Array.from(code);
  for (const flips of FLIPS) {
    for (let i = 0; i < DIMENSIONS; i++) turning[i] = (turning[i] ?? 0) * (flips[i] ?? 1);
    for (let half = 1; half < DIMENSIONS; half *= 2) {
      for (let at = 0; at < DIMENSIONS; at += 2 * half) {
        for (let i = at; i < at + half; i++) {
          const a = turning[i] ?? 0;
          const b = turning[i + half] ?? 0;
          turning[i] = a + b;
          turning[i + half] = a - b;
        }
      }
    }
  }
  return turning;
}

/** The short code of a vector in its small form. */
export function signsOf(code: Int8Array): Uint8Array {
  const signs = new Uint8Array(SIGN_BYTES);
  turned(code).forEach((x, i) => {
    if (x > 0) signs[i >> 3] = (signs[i >> 3] ?? 0) | (1 << (i & 7));
  });
  return signs;
}

/**
 * What each byte of a code adds to its likeness to a question: 256 whole numbers for each byte, as large as 16 bits allow. Whole,
 * since sums of floats cost several times as much here.
 */
export function likenessTable(query: Int8Array): Int16Array {
  const numbers = turned(query);
  let largest = 1;
  for (let byte = 0; byte < SIGN_BYTES; byte++) largest = Math.max(largest, sumOfSizes(numbers, byte));
  const scale = 32_767 / largest;
  const table = new Int16Array(SIGN_BYTES * 256);
  const sums = new Float64Array(256);
  for (let byte = 0; byte < SIGN_BYTES; byte++) {
    // From the sum for no bit set, each value differs from the one with a bit less by twice that bit's number.
    sums[0] = 0;
    for (let bit = 0; bit < 8; bit++) sums[0] -= numbers[byte * 8 + bit] ?? 0;
    for (let value = 1; value < 256; value++) {
      const lowest = 31 - Math.clz32(value & -value);
      sums[value] = (sums[value & (value - 1)] ?? 0) + 2 * (numbers[byte * 8 + lowest] ?? 0);
    }
    for (let value = 0; value < 256; value++) table[byte * 256 + value] = Math.round((sums[value] ?? 0) * scale);
  }
  return table;
}

function sumOfSizes(numbers: Float32Array, byte: number): number {
  let sum = 0;
  for (let bit = 0; bit < 8; bit++) sum += Math.abs(numbers[byte * 8 + bit] ?? 0);
  return sum;
}

/** How like a question each of the codes is, codes of `width` bytes one after the other; into `into`. */
export function likenesses(signs: Uint8Array, p: { table: Int16Array; width: number; into: Int32Array }): void {
  const { table, width, into } = p;
  const end = width * 256;
  const count = signs.length / width;
  for (let n = 0, at = 0; n < count; n++) {
    let likeness = 0;
    for (let byte = 0; byte < end; byte += 256) likeness = (likeness + (table[byte + (signs[at++] ?? 0)] ?? 0)) | 0;
    into[n] = likeness;
  }
}

/** The best so many of what is offered: a heap whose worst is on top. */
export class Best {
  readonly #scores: Int32Array;
  readonly #ids: Float64Array;
  #size = 0;

  constructor(most: number) {
    this.#scores = new Int32Array(most);
    this.#ids = new Float64Array(most);
  }

  /** A score at or below this is not among the best any more. */
  get least(): number {
    return this.#size < this.#scores.length ? Number.NEGATIVE_INFINITY : (this.#scores[0] ?? 0);
  }

  offer(id: number, score: number): void {
    if (this.#size < this.#scores.length) {
      this.#size += 1;
      this.#rise(this.#size - 1, id, score);
    } else if (score > (this.#scores[0] ?? 0)) this.#sink(id, score);
  }

  /** The ids, ascending. */
  ids(): Float64Array {
    return this.#ids.slice(0, this.#size).sort();
  }

  // Nothing is made on the way: thousands are offered for each question.

  #put(at: number, id: number, score: number): void {
    this.#scores[at] = score;
    this.#ids[at] = id;
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#ids[from] ?? 0, this.#scores[from] ?? 0);
  }

  /** Puts one at the end and in its place above. */
  #rise(end: number, id: number, score: number): void {
    let at = end;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((this.#scores[parent] ?? 0) <= score) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#put(at, id, score);
  }

  /** Puts one in the worst one's stead and in its place below. */
  #sink(id: number, score: number): void {
    let at = 0;
    for (let child = 1; child < this.#size; child = 2 * at + 1) {
      if (child + 1 < this.#size && (this.#scores[child + 1] ?? 0) < (this.#scores[child] ?? 0)) child += 1;
      if ((this.#scores[child] ?? 0) >= score) break;
      this.#move(child, at);
      at = child;
    }
    this.#put(at, id, score);
  }
}
