import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packLayout, readLayout } from "../../../src/library/page-layout.ts";

const length = fc.integer({ min: 0, max: 30_000 }).map((tenths) => tenths / 10);
const spans = fc
  .array(
    fc.tuple(
      fc.nat(500),
      fc.nat(500),
      fc.integer({ min: -9_000, max: 90_000 }).map((tenths) => tenths / 10),
      length,
      length,
      length,
      fc.nat(3),
    ),
    { maxLength: 40 },
  )
  .map((list) => {
    let at = 0;
    return list.map(([gap, size, ...place]) => {
      const start = at + gap;
      at = start + size;
      return [start, at, ...place] as const;
    });
  });

describe("the layout of a page in its row", () => {
  it("[L55] is read as it was packed", () => {
    fc.assert(
      fc.property(length, length, spans, (width, height, list) => {
        expect(readLayout(packLayout({ width, height, spans: list.flat() }))).toEqual({ width, height, spans: list });
      }),
    );
  });

  it("[L55] takes some ten bytes a span", () => {
    const list = Array.from({ length: 500 }, (_, i) => [i * 60, i * 60 + 59, 72, 72 + i * 12.3, 468.2, 11.9, 0]);
    expect(packLayout({ width: 612, height: 792, spans: list.flat() }).byteLength).toBeLessThan(500 * 10 + 10);
  });

  it("[L55] in no form or one of a newer version is none, and one that is cut off ends", () => {
    expect(readLayout(null)).toBeNull();
    expect(readLayout(Uint8Array.of(2, 1, 1).buffer)).toBeNull();
    const packed = packLayout({ width: 612, height: 792, spans: [0, 5, 72, 72, 30, 12, 0] });
    expect(readLayout(packed.slice(0, -3))).toMatchObject({ width: 612 });
  });
});
