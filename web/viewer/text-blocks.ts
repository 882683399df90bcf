/**
 * A page's extracted text as it is shown: paragraphs, and rows of cells where the lines are a table's, also one that a
 * Markdown file draws with bars. Pure. Nothing is left out or changed but the separators, so that marks given in units of the text still fit.
 */
import type { Span } from "../state/highlight.ts";
import { headingOf, isFence, type Level } from "./markdown-text.ts";

/** `from`: where a heading begins with its signs. */
export type Block =
  | { kind: "text"; span: Span }
  | { kind: "code"; span: Span }
  | { kind: "heading"; level: Level; from: number; span: Span }
  | { kind: "table"; rows: Span[][] };

/** What stands between the cells of a row, as the parser writes it. */
const CELL = " | ";
/** Cells of one row that are told apart. */
const MAX_CELLS = 200;

type Line = Span & { cells: Span[]; isRule: boolean };

/** @param source whether Markdown's signs for headings and code mean what they say */
export function blocksOf(text: string, source: "plain" | "markdown" = "plain"): Block[] {
  const blocks: Block[] = [];
  let paragraph: Span | null = null;
  let rows: Line[] = [];
  let code: Span | null = null;
  const endParagraph = () => {
    if (paragraph) blocks.push({ kind: "text", span: paragraph });
    paragraph = null;
  };
  const grow = (line: Span) => {
    paragraph = paragraph === null ? { start: line.start, end: line.end } : { start: paragraph.start, end: line.end };
  };
  const endRows = () => {
    // One line with a bar in it is no table.
    if (rows.length > 1) {
      endParagraph();
      blocks.push({ kind: "table", rows: rows.map(({ cells }) => cells) });
    } else for (const row of rows) grow(row);
    rows = [];
  };
  for (const line of linesOf(text)) {
    const words = source === "markdown" ? text.slice(line.start, line.end) : "";
    const fences = isFence(words);
    if (code !== null) {
      if (fences) {
        if (code.end > code.start) blocks.push({ kind: "code", span: code });
        code = null;
      } else code = { start: code.start, end: line.end };
      continue;
    }
    const heading = headingOf(words);
    if (fences || heading) {
      endRows();
      endParagraph();
      if (fences) code = { start: line.end + 1, end: line.end + 1 };
      else if (heading) {
        const span = { start: line.start + heading.signs, end: line.end };
        blocks.push({ kind: "heading", level: heading.level, from: line.start, span });
      }
      continue;
    }
    if (line.cells.length > 1) {
      rows.push(line);
      continue;
    }
    if (line.isRule && rows.length > 0) continue;
    endRows();
    if (text.slice(line.start, line.end).trim() === "") endParagraph();
    else grow(line);
  }
  endRows();
  endParagraph();
  // A fence that nothing closes on this page: the page's end does.
  if (code !== null && code.end > code.start) blocks.push({ kind: "code", span: code });
  return blocks;
}

/** One after the other, so that no more of them are held than a table has rows. */
function* linesOf(text: string): Generator<Line> {
  let start = 0;
  while (start <= text.length) {
    const at = text.indexOf("\n", start);
    const end = at < 0 ? text.length : at;
    const line = text.slice(start, end);
    const row = line.startsWith("|") ? line.trimEnd() : "";
    // Markdown draws rows with bars at both ends, and a line of dashes under the head.
    const isDrawn = row.length > 1 && row.endsWith("|");
    const isRule = isDrawn && row.includes("-") && !/[^ \t|:-]/.test(row);
    const cells = isRule ? [{ start, end }] : isDrawn ? drawnCells(row, start) : cellsOf(line, start);
    yield { start, end, cells, isRule };
    start = end + 1;
  }
}

/** Looks no further than the line: a search to the text's end for each of its lines would be quadratic. */
function cellsOf(line: string, start: number): Span[] {
  const cells: Span[] = [];
  let from = 0;
  while (cells.length < MAX_CELLS - 1) {
    const at = line.indexOf(CELL, from);
    if (at < 0) break;
    cells.push({ start: start + from, end: start + at });
    from = at + CELL.length;
  }
  cells.push({ start: start + from, end: start + line.length });
  return cells;
}

/** The cells between the bars of a drawn row, without the blanks around them; `\\|` is no bar. */
function drawnCells(line: string, start: number): Span[] {
  const cells: Span[] = [];
  let from = 1;
  for (let at = 1; at < line.length && cells.length < MAX_CELLS; at++) {
    if (line[at] === "\\") at++;
    else if (line[at] === "|") {
      const cell = line.slice(from, at);
      const blank = cell.length - cell.trimStart().length;
      cells.push({ start: start + from + blank, end: start + from + Math.max(blank, cell.trimEnd().length) });
      from = at + 1;
    }
  }
  return cells;
}

/** How a stretch is marked: parts of it, in order; together they are the stretch. */
export function partsOf(
  span: Span,
  marks: { chunk: Span | null; quote: Span | null },
): (Span & { mark: "none" | "chunk" | "quote" })[] {
  const cuts = [span.start, span.end];
  for (const mark of [marks.chunk, marks.quote]) {
    if (mark) cuts.push(...[mark.start, mark.end].filter((cut) => cut > span.start && cut < span.end));
  }
  cuts.sort((a, b) => a - b);
  const parts: (Span & { mark: "none" | "chunk" | "quote" })[] = [];
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [start = 0, end = 0] = [cuts[i], cuts[i + 1]];
    if (start === end) continue;
    const mark = holds(marks.quote, start) ? "quote" : holds(marks.chunk, start) ? "chunk" : "none";
    parts.push({ start, end, mark });
  }
  return parts;
}

const holds = (span: Span | null, at: number): boolean => span !== null && at >= span.start && at < span.end;
