/**
 * Where a page's text stands, packed for its row: some ten bytes a span. Pure. Numbers are written seven bits a byte, lengths in
 * tenths of a point, places as steps from the span before. A form that this version does not know is read as none.
 */
import type { ParsedPage } from "../parser/parsed.ts";
import type { TextSpan } from "../protocol.ts";

export type PageLayout = { width: number; height: number; spans: TextSpan[] };

const FORM = 1;
/** Numbers of a span: those of `TextSpan`. */
const FIELDS = 7;

export function packLayout(layout: NonNullable<ParsedPage["layout"]>): ArrayBuffer {
  const bytes: number[] = [FORM];
  const write = (value: number) => {
    let rest = Math.max(0, Math.round(value));
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
  };
  /** Either way from zero. */
  const writeStep = (value: number) => write(value < 0 ? -2 * Math.round(value) - 1 : 2 * Math.round(value));
  write(layout.width * 10);
  write(layout.height * 10);
  let [before, left, top] = [0, 0, 0];
  for (let at = 0; at + FIELDS <= layout.spans.length; at += FIELDS) {
    const [start = 0, end = 0, ...place] = layout.spans.slice(at, at + FIELDS);
    const [x = 0, y = 0, width = 0, height = 0] = place.map((length) => Math.round(length * 10));
    write(start - before);
    write(end - start);
    writeStep(x - left);
    writeStep(y - top);
    write(width);
    write(height);
    write(place[4] ?? 0);
    [before, left, top] = [end, x, y];
  }
  return Uint8Array.from(bytes).buffer;
}

/** The layout of a row; `null` where there is none that can be read. */
export function readLayout(packed: ArrayBuffer | null): PageLayout | null {
  if (packed === null) return null;
  const bytes = new Uint8Array(packed);
  if (bytes[0] !== FORM) return null;
  let at = 1;
  const read = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  };
  const readStep = () => {
    const value = read();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  };
  const [width, height] = [read() / 10, read() / 10];
  const spans: TextSpan[] = [];
  let [before, left, top] = [0, 0, 0];
  while (at < bytes.length) {
    const start = before + read();
    const end = start + read();
    left += readStep();
    top += readStep();
    spans.push([start, end, left / 10, top / 10, read() / 10, read() / 10, read()]);
    before = end;
  }
  return { width, height, spans };
}
