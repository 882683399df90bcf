import { describe, expect, it } from "vitest";
import type { TextSpan } from "../../src/protocol.ts";
import { rectsOf } from "../../src/rects.ts";

const line = (start: number, end: number, x: number, y: number, width: number): TextSpan => [
  start,
  end,
  x,
  y,
  width,
  10,
  0,
];

describe("the boxes of a stretch of text", () => {
  it("[L52] cover the asked part of a line, and every line in between", () => {
    const spans = [line(0, 10, 100, 50, 200), line(11, 31, 100, 62, 200), line(32, 42, 100, 74, 100)];
    expect(rectsOf(spans, 5, 37)).toEqual([
      [200, 50, 100, 10],
      [100, 62, 200, 10],
      [100, 74, 50, 10],
    ]);
  });

  it("[L52] are one for pieces of one line that stand close together, and two over a gap", () => {
    const close = [line(0, 10, 100, 50, 60), line(11, 20, 163, 51, 60)];
    expect(rectsOf(close, 0, 20)).toEqual([[100, 50, 123, 11]]);
    const apart = [line(0, 10, 100, 50, 60), line(11, 20, 320, 50, 60)];
    expect(rectsOf(apart, 0, 20)).toHaveLength(2);
  });

  it("[L52] follow letters that run to the left, down or up", () => {
    const span = (way: number): TextSpan => [0, 10, 100, 50, 80, 80, way];
    expect(rectsOf([span(2)], 0, 5)).toEqual([[140, 50, 40, 80]]);
    expect(rectsOf([span(1)], 0, 5)).toEqual([[100, 50, 80, 40]]);
    expect(rectsOf([span(3)], 0, 5)).toEqual([[100, 90, 80, 40]]);
  });

  it("[L52] are none where nothing of the text has a place", () => {
    expect(rectsOf([line(0, 10, 100, 50, 60)], 10, 20)).toEqual([]);
    expect(rectsOf([], 0, 20)).toEqual([]);
  });
});
