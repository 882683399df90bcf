/**
 * Tables of any origin as pages: rows as lines, a long table cut between rows, and its first row repeated on every page,
 * so that a row found alone still says what its columns are.
 */
import { row } from "./blocks.ts";
import type { ParsedPage } from "./parsed.ts";
import { Unreadable } from "./unreadable.ts";

/** UTF-16 units that a page of rows may have; a single row may have more, up to what is cut off. */
const PAGE = 5_000;
const MAX_ROW = 6_000;
const MAX_PAGES = 5_000;
/** A first row longer than this is no header. */
const MAX_HEADER = 1_000;

/** Collects the rows of one table after the other. */
export class Sheets {
  #pages: ParsedPage[] = [];
  #name = "";
  #header: string | null = null;
  #lines: string[] = [];
  #length = 0;
  #isFirst = true;

  /** Begins a table on a page of its own; its name, where it has one, is the heading of its pages. */
  begin(name: string): void {
    this.#flush();
    this.#name = name.replace(/\s+/g, " ").trim().slice(0, 200).toWellFormed();
    this.#header = null;
    this.#isFirst = true;
  }

  /** Adds a row; one without text is nothing. */
  row(cells: readonly string[]): void {
    const line = clean(row(cells));
    if (line === "") return;
    if (this.#isFirst) {
      this.#isFirst = false;
      // A title above the table has one cell; a header names at least two columns.
      const named = cells.filter((cell) => cell.trim() !== "").length;
      if (line.length <= MAX_HEADER && named > 1) this.#header = line;
      else if (named < 2) this.#isFirst = true;
    }
    if (this.#length + line.length > PAGE && this.#lines.length > 0) {
      this.#flush();
      if (this.#header !== null && this.#header !== line) this.#add(this.#header);
    }
    this.#add(line);
  }

  end(): ParsedPage[] {
    this.#flush();
    return this.#pages;
  }

  #add(line: string) {
    this.#lines.push(line);
    this.#length += line.length + 1;
  }

  #flush() {
    if (this.#lines.length > 0) {
      if (this.#pages.length >= MAX_PAGES)
        throw new Unreadable("too-large", "This table is too long. Please upload it in parts.");
      const head = this.#name === "" ? "" : `${this.#name}\n\n`;
      this.#pages.push({
        page: this.#pages.length + 1,
        text: head + this.#lines.join("\n"),
        headings: head === "" ? [] : [{ start: 0, level: 1, title: this.#name }],
      });
    }
    this.#lines = [];
    this.#length = 0;
  }
}

function clean(line: string): string {
  return (
    line
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they mean nothing in a text
      .replace(/[\u0000-\u001F\u007F]+/g, " ")
      .slice(0, MAX_ROW)
      .toWellFormed()
  );
}
