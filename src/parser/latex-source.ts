/** A LaTeX source and the place in it: arguments and marks are looked for within bounds, so that no source makes it slow. */

import { numeral } from "./numerals.ts";

/** An argument is looked for within so many characters. */
export const MAX_ARGUMENT = 1_000;

/** What a brace opens: its text, and where it ends; `null` when there is no brace, or none that closes it nearby. */
export function group(source: string, at: number, open = "{", close = "}"): { text: string; end: number } | null {
  if (source[at] !== open) return null;
  let depth = 0;
  const last = Math.min(source.length, at + MAX_ARGUMENT);
  for (let i = at; i < last; i += 1) {
    const letter = source[i];
    if (letter === "\\") i += 1;
    else if (letter === open) depth += 1;
    else if (letter === close) {
      depth -= 1;
      if (depth === 0) return { text: source.slice(at + 1, i), end: i + 1 };
    }
  }
  return null;
}

export class LatexSource {
  readonly text: string;
  at: number;
  #ends = new Map<string, number>();

  constructor(text: string, at: number) {
    this.text = text;
    this.at = at;
  }

  /** What a pattern, which is sticky, finds here, and is taken away; empty when it does not match. */
  take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }

  /** Where a mark stands next; asked for ever later places, so that each is looked for once. */
  find(mark: string): number {
    const known = this.#ends.get(mark);
    if (known !== undefined && (known === -1 || known >= this.at)) return known;
    const found = this.text.indexOf(mark, this.at);
    this.#ends.set(mark, found);
    return found;
  }

  /** Where a formula ends that begins here; a dollar sign after a backslash is one of its own. */
  findMathEnd(end: string): number {
    let to = this.find(end);
    while (to > 0 && end.startsWith("$") && this.text[to - 1] === "\\" && this.text[to - 2] !== "\\") {
      to = this.text.indexOf(end, to + 1);
      this.#ends.set(end, to);
    }
    return to;
  }

  skipSpace(): void {
    this.take(/[ \t\n]+/y);
  }

  /** The argument that follows, which is taken away; `null` when none does. */
  argument(open = "{", close = "}"): string | null {
    const before = this.at;
    if (open === "{") this.skipSpace();
    const found = group(this.text, this.at, open, close);
    this.at = found?.end ?? before;
    return found?.text ?? null;
  }

  /** The optional argument in brackets that follows directly. */
  option(): string | null {
    return this.argument("[", "]");
  }
}

/** What the quotes and dashes at the beginning of `rest` are set as, and how many signs of it they are. */
export function punctuation(rest: string): [written: string, length: number] {
  if (rest.startsWith("---")) return ["—", 3];
  if (rest.startsWith("--")) return ["–", 2];
  if (rest.startsWith("``")) return ["“", 2];
  if (rest.startsWith("''")) return ["”", 2];
  return [rest.startsWith("`") ? "‘" : rest.slice(0, 1), 1];
}

/** A formula on one line, without its comments and labels. */
export function formula(tex: string): string {
  return tex
    .replace(/(?<!\\)%[^\n]*\n?/g, "")
    .replace(/\\label\{[^}]{0,200}\}/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** The number of an item as LaTeX sets it by default, in a list within so many others. */
export function itemNumber(count: number, depth: number): string {
  const number = numeral(count, ["decimal", "lowerLetter", "lowerRoman", "upperLetter"][depth - 1] ?? "decimal");
  return depth === 2 ? `(${number})` : `${number}.`;
}
