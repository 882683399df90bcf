import { describe, expect, it } from "vitest";
import { EDGE, type RangeDeps, RangeSource } from "../../../web/viewer/range-source.ts";

const CHUNK = 16 * 1024;

/** A file on a server that answers ranges, and what was asked of it. */
function server(length: number) {
  const bytes = (from: number, to: number) => Uint8Array.from({ length: to - from }, (_, i) => ((from + i) * 31) % 251);
  const state = { etag: '"1"', fails: 0, status: 206, running: 0, most: 0 };
  const asked: { from: number; to: number; ifRange: string | null }[] = [];
  const waits: number[] = [];
  const deps: RangeDeps = {
    wait: async (ms) => {
      waits.push(ms);
    },
    fetch: async (_url, init) => {
      const headers = new Headers(init.headers);
      const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(headers.get("range") ?? "") ?? [];
      const from = first === "" ? Math.max(0, length - Number(last)) : Number(first);
      const to = first === "" || last === "" ? length - 1 : Math.min(Number(last), length - 1);
      asked.push({ from, to, ifRange: headers.get("if-range") });
      state.most = Math.max(state.most, ++state.running);
      await new Promise((go) => setTimeout(go));
      state.running--;
      if (init.signal?.aborted) throw new DOMException("aborted", "AbortError");
      if (state.fails > 0) {
        state.fails--;
        throw new TypeError("network");
      }
      if (state.status !== 206) return new Response(null, { status: state.status });
      const isOther = headers.has("if-range") && headers.get("if-range") !== state.etag;
      if (isOther) return new Response("the whole of it", { status: 200, headers: { etag: state.etag } });
      const range = { "content-range": `bytes ${from}-${to}/${length}`, etag: state.etag };
      return new Response(bytes(from, to + 1), { status: 206, headers: range });
    },
  };
  return { bytes, state, asked, waits, deps };
}
const expectSame = (got: Uint8Array | undefined, wanted: Uint8Array) =>
  expect(got !== undefined && Buffer.compare(got, wanted) === 0).toBe(true);
const open = ({ deps }: ReturnType<typeof server>) => RangeSource.open("/file", deps, new AbortController().signal);

describe("a file read by ranges", () => {
  const MB = 2 ** 20;

  it("[W86] both ends come first and are not asked for again", async () => {
    const file = server(5 * MB);
    const source = await open(file);
    expect(source.length).toBe(5 * MB);
    expectSame(await source.read(0, CHUNK), file.bytes(0, CHUNK));
    expectSame(await source.read(5 * MB - 100, 5 * MB), file.bytes(5 * MB - 100, 5 * MB));
    expect(file.asked.map(({ from, to }) => [from, to])).toEqual([
      [0, EDGE - 1],
      [5 * MB - EDGE, 5 * MB - 1],
    ]);
  });

  it("[W86] pieces that are wanted at once are asked for together where they are close, and right in any case", async () => {
    const file = server(5 * MB);
    const source = await open(file);
    const wanted = [3 * MB, MB, MB + CHUNK, MB + 2 * CHUNK, 2 * MB, MB + 4 * CHUNK];
    const read = await Promise.all(wanted.map((begin) => source.read(begin, begin + CHUNK)));
    for (const [i, begin] of wanted.entries()) expectSame(read[i], file.bytes(begin, begin + CHUNK));
    expect(file.asked.slice(2).map(({ from, to }) => [from, to + 1])).toEqual([
      [MB, MB + 5 * CHUNK],
      [2 * MB, 2 * MB + CHUNK],
      [3 * MB, 3 * MB + CHUNK],
    ]);
  });

  it("[W86] three hundred scattered pieces are read a few at a time, and little more than they are", async () => {
    const file = server(50 * MB);
    const source = await open(file);
    const begins = Array.from({ length: 300 }, (_, i) => 100_000 + i * 160_000);
    const read = await Promise.all(begins.map((begin) => source.read(begin, begin + CHUNK)));
    for (const [i, begin] of begins.entries()) expect(read[i]?.[7]).toBe(file.bytes(begin + 7, begin + 8)[0]);
    expect(file.state.most).toBeLessThanOrEqual(6);
    expect(file.asked.reduce((sum, { from, to }) => sum + to - from + 1, 0)).toBeLessThan(6 * MB);
  });

  it("[W86] reading on where the last piece ended reads ahead", async () => {
    const file = server(5 * MB);
    const source = await open(file);
    for (let begin = MB; begin < MB + 16 * CHUNK; begin += CHUNK) {
      expectSame(await source.read(begin, begin + CHUNK), file.bytes(begin, begin + CHUNK));
    }
    expect(file.asked.length).toBeLessThanOrEqual(5);
  });

  it("[W86] bytes of another version are never mixed in", async () => {
    const file = server(5 * MB);
    const source = await open(file);
    file.state.etag = '"2"';
    await expect(source.read(MB, MB + 10)).rejects.toMatchObject({ code: "changed" });
    expect(file.asked.at(-1)?.ifRange).toBe('"1"');
  });

  it("[W86] a lost connection is tried again, a refusal is not", async () => {
    const file = server(MB);
    const source = await open(file);
    file.state.fails = 2;
    expect((await source.read(CHUNK * 20, CHUNK * 21)).length).toBe(CHUNK);
    expect(file.waits).toHaveLength(2);
    for (const [status, code] of [
      [401, "unauthenticated"],
      [404, "not-found"],
      [429, "rate-limited"],
    ] as const) {
      file.state.status = status;
      await expect(source.read(CHUNK * 30, CHUNK * 31)).rejects.toMatchObject({ code });
    }
    expect(file.waits).toHaveLength(2);
    file.state.status = 503;
    await expect(source.read(CHUNK * 30, CHUNK * 31)).rejects.toMatchObject({ code: "unavailable" });
  });

  it("[W86] closing ends what is on its way, what waits, and what comes later", async () => {
    const file = server(50 * MB);
    const source = await open(file);
    const before = file.asked.length;
    const reads = Promise.allSettled(
      Array.from({ length: 40 }, (_, i) => source.read(MB * (i + 2), MB * (i + 2) + 10)),
    );
    await Promise.resolve();
    source.close();
    for (const read of await reads) expect(read).toMatchObject({ status: "rejected", reason: { code: "closed" } });
    expect(file.asked.length - before).toBeLessThanOrEqual(6);
    await expect(source.read(MB, MB + 1)).rejects.toMatchObject({ code: "closed" });
  });

  it("[W86] a small file is read in one piece, an empty one not at all", async () => {
    const file = server(100);
    const source = await open(file);
    expectSame(await source.read(0, 100), file.bytes(0, 100));
    expect(file.asked).toHaveLength(2);
    const empty = server(100);
    empty.state.status = 416;
    await expect(open(empty)).rejects.toMatchObject({ code: "unreadable" });
  });
});
