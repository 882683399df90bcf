/**
 * Separated values: the separator is the one that cuts the first lines into the most even rows; quotes may hold separators
 * and line ends. Rows become lines of pages, each of which begins with the header.
 */
import type { ParsedPage } from "./parsed.ts";
import { Sheets } from "./tables.ts";

const SEPARATORS = [",", ";", "\t", "|"];
/** Rows that are looked at to find the separator. */
const SAMPLE_ROWS = 50;
const SAMPLE = 50_000;
const MAX_COLUMNS = 1_000;

/** The pages of a table in a text with `\n` line ends. */
export function readCsv(text: string): ParsedPage[] {
  // Excel writes and reads this line, which is no row.
  const named = /^sep=(.)\n/i.exec(text);
  const separator = named?.[1] ?? separatorOf(text.slice(0, SAMPLE));
  const sheets = new Sheets();
  for (const cells of rowsOf(named === null ? text : text.slice(named[0].length), separator)) sheets.row(cells);
  return sheets.end();
}

function separatorOf(sample: string): string {
  let best = { separator: ",", score: 0 };
  for (const separator of SEPARATORS) {
    const widths: number[] = [];
    for (const cells of rowsOf(sample, separator)) {
      widths.push(cells.length);
      if (widths.length >= SAMPLE_ROWS) break;
    }
    // The last row of a sample may be cut.
    if (widths.length > 2) widths.pop();
    const usual = widths.toSorted((a, b) => a - b)[Math.floor(widths.length / 2)] ?? 1;
    const even = widths.filter((width) => width === usual).length / Math.max(widths.length, 1);
    const score = usual < 2 ? 0 : even * even * Math.min(usual, 20) ** 0.5;
    if (score > best.score) best = { separator, score };
  }
  return best.separator;
}

function* rowsOf(text: string, separator: string): Generator<string[]> {
  let cells: string[] = [];
  const end = new RegExp(
    `[\\n${separator === "|" || separator === "\t" ? `\\x${separator.charCodeAt(0).toString(16).padStart(2, "0")}` : separator}]`,
    "g",
  );
  let at = 0;
  while (at < text.length) {
    let cell: string;
    let next: number;
    if (text[at] === '"') {
      const closed = closingQuote(text, at + 1);
      cell = text.slice(at + 1, closed).replaceAll('""', '"');
      end.lastIndex = closed;
      next = end.exec(text)?.index ?? text.length;
      cell += text.slice(closed + 1, next).trim();
    } else {
      end.lastIndex = at;
      next = end.exec(text)?.index ?? text.length;
      cell = text.slice(at, next);
    }
    if (cells.length < MAX_COLUMNS) cells.push(cell);
    at = next + 1;
    if (text[next] !== separator) {
      yield cells;
      cells = [];
    } else if (at >= text.length) cells.push("");
  }
  if (cells.length > 0) yield cells;
}

/** Where a quoted cell ends; two quotes are one of its own. A quote that is never closed ends with the line. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  const line = text.indexOf("\n", from);
  return line === -1 ? text.length : line;
}
