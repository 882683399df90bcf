/** Choices that a printed seed repeats; the moments at which the machine does what was chosen are its own. */

/** A generator of choices (mulberry32). */
export class Random {
  #state;

  /** @param {number} seed */
  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** At least 0, below 1. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /**
   * A whole number from `least` to `most`.
   * @param {number} least
   * @param {number} most
   */
  integer(least, most) {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** @param {number} share */
  chance(share) {
    return this.next() < share;
  }

  /**
   * One of them, `undefined` of none.
   * @template T
   * @param {readonly T[]} values
   * @returns {T | undefined}
   */
  one(values) {
    return values[Math.floor(this.next() * values.length)];
  }

  /**
   * One of the names, as often as its weight says.
   * @template {string} T
   * @param {Record<T, number>} weights
   * @returns {T}
   */
  weighted(weights) {
    const names = /** @type {T[]} */ (Object.keys(weights));
    let left = this.next() * names.reduce((sum, name) => sum + weights[name], 0);
    for (const name of names) {
      left -= weights[name];
      if (left < 0) return name;
    }
    throw new Error("nothing to choose from");
  }
}
