/**
 * Text as it is put together from a document's paragraphs, with the headings found on the way. What would be longer than
 * an isolate can hold is refused.
 */
import type { Heading } from "./parsed.ts";
import { Unreadable } from "./unreadable.ts";

/** UTF-16 units of one document's text: several times the longest textbook. */
const MAX_TEXT = 20_000_000;
const MAX_HEADING = 200;

export class Blocks {
  #parts: string[] = [];
  #length = 0;
  #headings: Heading[] = [];

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** Adds a paragraph after an empty line, or on the next line when `isTight` (items of a list, rows of a table). */
  add(text: string, isTight = false): void {
    const clean = cleaned(text);
    if (clean.trim() === "") return;
    this.#push(this.#length === 0 ? clean : `${isTight ? "\n" : "\n\n"}${clean}`);
  }

  /** Adds a heading; `level` 1 is the highest. */
  heading(text: string, level: number): void {
    const clean = cleaned(text).trim();
    if (clean === "") return;
    const start = this.#length === 0 ? 0 : this.#length + 2;
    const title = clean.replace(/\s+/g, " ").slice(0, MAX_HEADING).toWellFormed();
    this.#headings.push({ start, level: Math.min(Math.max(level, 1), 9), title });
    this.add(clean);
  }

  end(): { text: string; headings: Heading[] } {
    return { text: this.#parts.join(""), headings: this.#headings };
  }

  #push(text: string) {
    this.#length += text.length;
    if (this.#length > MAX_TEXT) throw new Unreadable("too-large", "This text is too long. Please upload it in parts.");
    this.#parts.push(text);
  }
}

/** A table's row as one line. */
export function row(cells: readonly string[]): string {
  const line = cells.map((cell) =>
    cell
      .split("\n")
      .map((part) => part.trim())
      .join(" ")
      .trim(),
  );
  while (line.length > 0 && line.at(-1) === "") line.pop();
  return line.join(" | ");
}

/** Without what no reader sees; white space at the end of lines means nothing. */
function cleaned(text: string): string {
  const shown = text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they mean nothing in a text
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\u00AD\uFFFE\uFFFF]/g, "")
    .toWellFormed();
  // By lines: a pattern that looks for the end of a line would go through a long run of spaces once for each of them.
  return shown
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}
