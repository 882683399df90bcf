/**
 * What work costs, in CPU time of this thread and always as a ratio taken in one run: milliseconds say little on a
 * machine that is shared. The best of several runs counts, since noise only ever adds. The other threads of the process collect
 * garbage and compile: what they do grows in steps, up to tenfold where the input grows fourfold, and is not counted.
 */

/** What four times the input may cost where the work grows with it; quadratic work costs sixteen times as much. */
export const LINEAR = 9;
/** The same where the work does not grow with it; what grows with it costs four times as much. */
export const FLAT = 2.5;

const ROUNDS = 12;
/** Below this a measurement is mostly its own cost. */
const NOISE_US = 100;

/** What this thread has spent so far. Linux tells that of a thread to a tick of milliseconds, unless the process was asked for just before. */
function spentUs(): number {
  process.cpuUsage();
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

async function cpuUs(work: () => unknown): Promise<number> {
  const before = spentUs();
  await work();
  return spentUs() - before;
}

/**
 * How many times as much an input of 4 × `size` costs as one of `size`. `size` is to be such that quadratic work
 * would take milliseconds. Where the ratio is not below `enough`, the same is asked of 4 × `size`, and the lower one
 * counts: a step in the cost (a collection, a cache that is full) stands at one size, what grows does so at both.
 */
export async function growth<T>(
  work: (input: T) => unknown,
  make: (size: number) => T,
  { size, enough = LINEAR }: { size: number; enough?: number },
): Promise<number> {
  const first = await ratioOf(work, [make(size), make(4 * size)], enough);
  return first < enough ? first : Math.min(first, await ratioOf(work, [make(4 * size), make(16 * size)], enough));
}

/** Measures on while the ratio is not below `enough`, so only what stays there is told as such. */
async function ratioOf<T>(work: (input: T) => unknown, [small, large]: [T, T], enough: number): Promise<number> {
  await work(small);
  let [one, four] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const ratio = () => (four + NOISE_US) / (one + NOISE_US);
  for (let round = 0; round < ROUNDS && (round < 3 || ratio() >= enough); round += 1) {
    one = Math.min(one, await cpuUs(() => work(small)));
    four = Math.min(four, await cpuUs(() => work(large)));
  }
  return ratio();
}

/** How many times as much this work costs as reading a million letters one by one, for what has one size only. */
export async function costInReadings<T>(work: () => T | Promise<T>): Promise<{ result: T; readings: number }> {
  const before = spentUs();
  const result = await work();
  const cost = spentUs() - before;
  let reading = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round += 1) reading = Math.min(reading, await cpuUs(readLetters));
  return { result, readings: cost / reading };
}

const LETTERS = "The cell divides. ".repeat(55_556);

function readLetters(): number {
  let sum = 0;
  for (let at = 0; at < LETTERS.length; at += 1) sum = (sum + LETTERS.charCodeAt(at)) | 0;
  return sum;
}
