/**
 * The streaming citation transform: what the model writes becomes what is sent and stored, in one pure state machine.
 * A mark is renumbered by first appearance and never touched again (C1, C2); only a possible mark and half a character
 * are held back (C4); in code nothing is a mark (C3). Also finds the marks of a finished answer by the same rules.
 */
import { MAX_REFERENCES } from "../protocol.ts";

/** A number that stands in the text for the first time; `source` is the model's number of it, both counted from 1. */
export type Cite = { number: number; source: number };

/** What may be sent now, always well-formed; `cites` are the numbers whose first mark is in `text`. */
export type Transformed = { text: string; cites: Cite[] };

export type CitationTransform = {
  /** Takes the model's next piece, cut anywhere. After `end` it takes nothing more. */
  push(piece: string): Transformed;
  /**
   * `finished`: the model had no more to say, what is held is text. `cut`: someone ended the answer, and half a mark or
   * half a character is dropped.
   */
  end(kind: "finished" | "cut"): Transformed;
  /** The source (counted from 1) behind each final number: `order()[0]` is what `[1]` stands for. */
  order(): number[];
};

/** A mark, or what may become one, is held back up to this length; what is longer is text. */
const MAX_MARK = 200;

const TICK = 96;
const NEWLINE = 10;
const OPEN = 91;
const CLOSE = 93;
const LENTICULAR_OPEN = 0x3010;
const LENTICULAR_CLOSE = 0x3011;
const COMMA = 44;
const SPACE = 32;

const isDigit = (unit: number) => unit >= 48 && unit <= 57;
const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;

/**
 * Which units of a text are code: a run of one or two backticks opens a span that ends at the same run or at the line's
 * end, a run of three or more a fence that ends at a run at least as long or at the text's end.
 */
class CodeState {
  #run = 0;
  #open = 0;

  /** Takes the next unit, and says whether it stands in plain text (a backtick does not). */
  take(unit: number): boolean {
    if (unit === TICK) {
      this.#run++;
      return false;
    }
    if (this.#run > 0) this.#endRun();
    if (unit === NEWLINE && this.#open < 3) this.#open = 0;
    return this.#open === 0;
  }

  /** No code is open and no run of backticks is being read: text without a backtick changes nothing. */
  get isPlain(): boolean {
    return this.#open === 0 && this.#run === 0;
  }

  #endRun(): void {
    if (this.#open === 0) this.#open = this.#run;
    else if (this.#open < 3 ? this.#run === this.#open : this.#run >= this.#open) this.#open = 0;
    this.#run = 0;
  }
}

/** What a unit does to a mark that is held: goes on, completes it, or shows that it is none. */
function extend(held: string, unit: number): "open" | "complete" | "none" {
  const last = held.charCodeAt(held.length - 1);
  const lenticular = held.charCodeAt(0) === LENTICULAR_OPEN;
  if (isDigit(unit)) return "open";
  if (!isDigit(last)) return unit === SPACE && last === COMMA ? "open" : "none";
  if (lenticular) return unit === LENTICULAR_CLOSE ? "complete" : "none";
  if (unit === CLOSE) return "complete";
  return unit === COMMA ? "open" : "none";
}

/** Whether a unit behind a dropped mark would join what stands before it to a new mark or a longer run of backticks. */
function joins(before: "tick" | "part", unit: number): boolean {
  if (before === "tick") return unit === TICK;
  return isDigit(unit) || unit === COMMA || unit === SPACE || unit === CLOSE || unit === LENTICULAR_CLOSE;
}

/** Whether a text holds anything that may begin a mark or code; most pieces do not. */
function hasSpecial(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === OPEN || unit === TICK || unit === LENTICULAR_OPEN) return true;
  }
  return false;
}

/** A transform for one attempt at one answer, whose prompt offered the sources 1 to `sourceCount`. */
export function createCitationTransform(sourceCount: number): CitationTransform {
  return new Transform(sourceCount);
}

class Transform implements CitationTransform {
  readonly #sourceCount: number;
  readonly #numberOf = new Map<number, number>();
  readonly #code = new CodeState();
  /** A possible mark, not sent yet; empty when there is none. */
  #held = "";
  /** A high surrogate whose partner has not come yet, or empty. */
  #high = "";
  /** What the text sent so far ends in: a backtick, or the beginning of what turned out to be no mark. */
  #tail: "tick" | "part" | null = null;
  /** A mark was dropped right behind that tail. */
  #dropped = false;
  #ended = false;

  constructor(sourceCount: number) {
    this.#sourceCount = sourceCount;
  }

  push(piece: string): Transformed {
    if (this.#ended || piece === "") return { text: "", cites: [] };
    let text = this.#high + piece;
    this.#high = "";
    if (isHigh(text.charCodeAt(text.length - 1))) {
      this.#high = text.slice(-1);
      text = text.slice(0, -1);
    }
    return this.#scan(text.toWellFormed());
  }

  end(kind: "finished" | "cut"): Transformed {
    if (this.#ended) return { text: "", cites: [] };
    this.#ended = true;
    if (kind === "cut") return { text: "", cites: [] };
    const { text, cites } = this.#scan(this.#high.toWellFormed());
    return { text: text + this.#held, cites };
  }

  order(): number[] {
    return [...this.#numberOf.keys()];
  }

  #scan(text: string): Transformed {
    const cites: Cite[] = [];
    if (this.#held === "" && !this.#dropped && this.#code.isPlain && !hasSpecial(text)) {
      if (text !== "") this.#tail = null;
      return { text, cites };
    }
    let out = "";
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (this.#held !== "") {
        const now = this.#held.length < MAX_MARK ? extend(this.#held, unit) : "none";
        if (now === "open") {
          this.#held += text.charAt(at);
          continue;
        }
        from = at;
        if (now === "complete") {
          // Digits and brackets change no state of code, so the held units need not pass it.
          out += this.#render(cites);
          from = at + 1;
          continue;
        }
        out += this.#held;
        this.#held = "";
        this.#tail = "part";
        this.#dropped = false;
      }
      const plain = this.#code.take(unit);
      if (plain && (unit === OPEN || unit === LENTICULAR_OPEN)) {
        out += text.slice(from, at);
        this.#held = text.charAt(at);
        continue;
      }
      if (this.#dropped) {
        if (this.#tail !== null && joins(this.#tail, unit)) out += " ";
        this.#dropped = false;
      }
      this.#tail = unit === TICK ? "tick" : null;
    }
    return { text: this.#held === "" ? out + text.slice(from) : out, cites };
  }

  /** The final marks of the complete mark that is held without its last bracket. */
  #render(cites: Cite[]): string {
    let marks = "";
    for (const digits of this.#held.slice(1).split(",")) {
      const source = Number(digits);
      if (source < 1 || source > this.#sourceCount) continue;
      let number = this.#numberOf.get(source);
      if (number === undefined) {
        number = this.#numberOf.size + 1;
        this.#numberOf.set(source, number);
        cites.push({ number, source });
      }
      marks += `[${number}]`;
    }
    this.#held = "";
    this.#dropped = marks === "";
    if (marks !== "") this.#tail = null;
    return marks;
  }
}

/** A mark of a finished answer: `content.slice(start, end)` is `[number]`. */
export type Mark = { number: number; start: number; end: number };

const FINAL_MARK = /\[([1-9]\d{0,3})\]/y;

/** The citation marks of a finished answer, in order; what stands in code is none. Linear. */
export function marksOf(content: string): Mark[] {
  const marks: Mark[] = [];
  const code = new CodeState();
  for (let at = 0; at < content.length; at++) {
    const unit = content.charCodeAt(at);
    if (!code.take(unit) || unit !== OPEN) continue;
    FINAL_MARK.lastIndex = at;
    const found = FINAL_MARK.exec(content);
    if (found) marks.push({ number: Number(found[1]), start: at, end: FINAL_MARK.lastIndex });
  }
  return marks;
}

/** The text without its citation marks and the blanks before them. */
export function withoutMarks(content: string): string {
  let text = "";
  let from = 0;
  for (const { start, end } of marksOf(content)) {
    let to = start;
    while (to > from && content.charCodeAt(to - 1) === SPACE) to--;
    text += content.slice(from, to);
    from = end;
  }
  return text + content.slice(from);
}

/**
 * What of `sent` fits into `room` units: cut neither inside a character nor inside a mark, its cites only those whose mark
 * is still there. For an answer that reaches its bound.
 */
export function clipTo(sent: Transformed, room: number): Transformed {
  if (sent.text.length <= room) return sent;
  let end = Math.max(0, room);
  if (end > 0 && isHigh(sent.text.charCodeAt(end - 1))) end--;
  const open = sent.text.lastIndexOf("[", end - 1);
  if (open >= 0 && open < end && end - open <= String(MAX_REFERENCES).length + 1) {
    if (/^\[\d*$/.test(sent.text.slice(open, end)) && /^\[\d+\]/.test(sent.text.slice(open))) end = open;
  }
  const text = sent.text.slice(0, end);
  return { text, cites: sent.cites.filter((cite) => text.includes(`[${cite.number}]`)) };
}
