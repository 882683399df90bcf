/** The walk over a LaTeX source, mark by mark: what latex.ts promises is done here. Nothing looks far ahead or back. */
import { Blocks } from "./blocks.ts";
import { formula, itemNumber, LatexSource, MAX_ARGUMENT, punctuation } from "./latex-source.ts";
import {
  ACCENTS,
  ARGUMENTS,
  DROPPED,
  LISTS,
  MATH,
  NAMED,
  SECTIONS,
  SIGNS,
  SILENT,
  TABLES,
  VERBATIM,
} from "./latex-words.ts";
import type { Heading } from "./parsed.ts";

/** What happens when an open brace is closed. */
type Open = { suffix: string; heading: { level: number; before: string } | null };
type Environment = { name: string; count: number };

/** Walks from an offset to the end of a source, or of its document. `title`: what `\\maketitle` shows. */
export class LatexWalk {
  #source: LatexSource;
  #title: string;
  #blocks = new Blocks();
  #line = "";
  #isTight = false;
  #indent = "";
  #open: Open[] = [];
  #environments: Environment[] = [];

  constructor(source: string, from: number, title = "") {
    this.#source = new LatexSource(source, from);
    this.#title = title;
  }

  run(): { text: string; headings: Heading[] } {
    const source = this.#source;
    while (source.at < source.text.length) {
      const text = source.take(/[^\\%${}~&\n`'-]+/y);
      if (text !== "") this.#line += text;
      else this.#special(source.text[source.at] ?? "");
    }
    this.#flush();
    return this.#blocks.end();
  }

  /** Ends the paragraph that is being written. */
  #flush() {
    const text = this.#line
      .replace(/[ \t]+/g, " ")
      .replace(/ ?\n[ \n]*/g, "\n")
      .trim();
    this.#line = "";
    if (text === "" || /^[|\s-]*$/.test(text)) return;
    this.#blocks.add(this.#indent + text, this.#isTight);
    this.#isTight = false;
    this.#indent = "";
  }

  #special(letter: string) {
    const source = this.#source;
    const at = source.at;
    source.at += 1;
    switch (letter) {
      case "\\":
        this.#command();
        break;
      case "%": {
        const end = source.text.indexOf("\n", at);
        source.at = end === -1 ? source.text.length : end + 1;
        // A comment swallows the indentation of the next line, but not an empty line.
        source.take(/[ \t]+/y);
        break;
      }
      case "$":
        if (source.text[source.at] === "$") {
          source.at += 1;
          this.#math("$$", true);
        } else this.#math("$", false);
        break;
      case "{":
        this.#open.push({ suffix: "", heading: null });
        break;
      case "}":
        this.#close();
        break;
      case "~":
        this.#line += " ";
        break;
      case "&":
        this.#line += TABLES.has(this.#environments.at(-1)?.name ?? "") ? " | " : "&";
        break;
      case "\n":
        if (/\n[ \t]*\n/y.test(source.text.slice(at, at + 200))) this.#flush();
        else this.#line += " ";
        break;
      default:
        this.#punctuation();
    }
  }

  #punctuation() {
    const [written, length] = punctuation(this.#source.text.slice(this.#source.at - 1, this.#source.at + 2));
    this.#line += written;
    this.#source.at += length - 1;
  }

  #close() {
    const open = this.#open.pop();
    if (open === undefined) return;
    if (open.heading === null) {
      this.#line += open.suffix;
      return;
    }
    this.#blocks.heading(this.#line.replace(/\s+/g, " "), open.heading.level);
    this.#line = open.heading.before;
  }

  /** A formula up to its closing mark, kept as it is. */
  #math(end: string, isDisplay: boolean) {
    const from = this.#source.at;
    const to = this.#source.findMathEnd(end);
    if (to === -1) {
      this.#line += "$";
      return;
    }
    this.#formula(this.#source.text.slice(from, to), isDisplay ? "$$" : "$");
    this.#source.at = to + end.length;
  }

  #formula(tex: string, dollars: string) {
    const clean = formula(tex);
    if (clean !== "") this.#line += `${dollars}${clean}${dollars}`;
  }

  #command() {
    const source = this.#source;
    const letter = source.text[source.at] ?? "";
    if (!/[A-Za-z@]/.test(letter)) {
      source.at += 1;
      return this.#sign(letter);
    }
    const command = source.take(/[A-Za-z@]+/y);
    if (command === "verb" || command === "lstinline") return this.#verb();
    source.take(/\*/y);
    const sign = SIGNS.get(command);
    const section = SECTIONS.get(command);
    if (section !== undefined) this.#section(section);
    else if (command === "begin") this.#begin(this.#source.argument() ?? "");
    else if (command === "end") this.#end(this.#source.argument() ?? "");
    else if (command === "item") this.#item();
    else if (sign !== undefined) this.#line += sign;
    else if (ACCENTS.has(command) && /[\s{]/.test(source.text[source.at] ?? "")) this.#accent(command);
    else if (command === "par") this.#flush();
    else if (command === "maketitle" && this.#title !== "") {
      this.#flush();
      this.#blocks.heading(this.#title, 1);
    } else if (command === "footnote" || command === "thanks" || command === "footnotetext") {
      this.#source.option();
      this.#into(" [Note: ", "]");
    } else if (command === "caption") {
      this.#source.option();
      this.#flush();
      this.#into("", "\n");
    } else if (/cite/i.test(command) && command !== "nocite") this.#cite();
    else if (/^(?:eq|auto|page|name|[cC]|v)?ref$/.test(command)) this.#line += this.#source.argument() ?? "";
    else if (command === "url" || command === "nolinkurl" || command === "path")
      this.#line += this.#source.argument() ?? "";
    else if (command === "href") this.#source.argument();
    else if (command === "title" || command === "author" || command === "date" || command === "def")
      this.#skipDefinition();
    else if (command === "bibitem") {
      this.#flush();
      this.#source.option();
      this.#line += `[${this.#source.argument() ?? ""}] `;
    } else this.#layout(command);
  }

  /** Layout, and whatever this reader does not know: its braces are text unless they are known not to be. */
  #layout(command: string) {
    this.#source.option();
    const silent = SILENT.get(command) ?? 0;
    for (let i = 0; i < silent; i += 1) {
      this.#source.skipSpace();
      const isMacro = i === 0 && this.#source.take(/\\[A-Za-z@]+/y) !== "";
      if (!isMacro && this.#source.argument() === null) break;
      while (this.#source.option() !== null);
    }
  }

  /** `\title{…}` of the preamble is known already, `\def\x#1{…}` is no text. */
  #skipDefinition() {
    const brace = this.#source.text.slice(this.#source.at, this.#source.at + 100).search(/\{/);
    if (brace !== -1) {
      this.#source.at += brace;
      this.#source.argument();
    }
  }

  #into(prefix: string, suffix: string) {
    this.#source.skipSpace();
    if (this.#source.text[this.#source.at] !== "{") return;
    this.#source.at += 1;
    this.#line += prefix;
    this.#open.push({ suffix, heading: null });
  }

  #section(level: number) {
    this.#source.option();
    this.#source.skipSpace();
    if (this.#source.text[this.#source.at] !== "{") return;
    this.#source.at += 1;
    this.#flush();
    this.#open.push({ suffix: "", heading: { level, before: "" } });
  }

  #cite() {
    const notes: string[] = [];
    for (let note = this.#source.option(); note !== null && notes.length < 3; note = this.#source.option())
      if (note !== "") notes.push(note);
    const keys = this.#source.argument();
    if (keys !== null) this.#line += `[${[keys.replace(/\s*,\s*/g, ", "), ...notes].join(", ")}]`;
  }

  #verb() {
    const source = this.#source;
    const delimiter = source.text[source.at] ?? "";
    const near = source.text.slice(source.at + 1, source.at + MAX_ARGUMENT);
    const end = near.indexOf(delimiter === "{" ? "}" : delimiter);
    if (delimiter === "" || end === -1) return;
    this.#line += near.slice(0, end);
    source.at += end + 2;
  }

  #sign(letter: string) {
    if (letter === "\\") {
      this.#source.option();
      this.#line += "\n";
    } else if (letter === "(" || letter === "[") this.#math(letter === "(" ? "\\)" : "\\]", letter === "[");
    else if (ACCENTS.has(letter)) this.#accent(letter);
    else if ("%&$#_{}".includes(letter)) this.#line += letter;
    else if (" ,;:\n\t".includes(letter)) this.#line += " ";
  }

  #accent(accent: string) {
    const letter = /\s*(?:\{\\?([A-Za-z])[^}]{0,3}\}|\\([ij])\b\s*|([A-Za-z]))/y;
    letter.lastIndex = this.#source.at;
    const found = letter.exec(this.#source.text);
    if (found === null) return;
    this.#line += ((found[1] ?? found[2] ?? found[3] ?? "") + (ACCENTS.get(accent) ?? "")).normalize("NFC");
    this.#source.at += found[0].length;
  }

  #begin(starred: string) {
    const name = starred.replace(/\*$/, "");
    const raw = MATH.has(name) || VERBATIM.has(name) || DROPPED.has(name);
    if (raw) {
      const mark = `\\end{${starred}}`;
      const to = this.#source.find(mark);
      const body = to === -1 ? "" : this.#source.text.slice(this.#source.at, to);
      if (to !== -1) this.#source.at = to + mark.length;
      if (MATH.has(name)) {
        this.#formula(name === "alignat" ? body.replace(/^\{\d+\}/, "") : body, "$$");
      } else if (VERBATIM.has(name)) {
        this.#flush();
        this.#blocks.add(
          body.replace(/^[ \t]{0,99}(?:\[[^\]\n]{0,500}\])?(?:\{[^}\n]{0,500}\})?[ \t]{0,99}\n/, "").trimEnd(),
        );
      }
      return;
    }
    if (!this.#isInline(name)) this.#flush();
    const option = this.#source.option();
    if (this.#environments.length < 1_000) this.#environments.push({ name, count: 0 });
    for (let i = 0; i < (ARGUMENTS.get(name) ?? 0); i += 1) {
      this.#source.argument();
      this.#source.option();
    }
    if (NAMED.has(name)) {
      const shown = (name[0] ?? "").toUpperCase() + name.slice(1);
      this.#line += `${shown}${option === null ? "" : ` (${option})`}. `;
    } else if (name === "frame" && this.#source.text[this.#source.at] === "{") this.#section(2);
  }

  #isInline(name: string) {
    return name === "array" || /matrix$|^cases$|^split$|^aligned$/.test(name);
  }

  #end(starred: string) {
    const name = starred.replace(/\*$/, "");
    this.#flush();
    // What follows is never set.
    if (name === "document") this.#source.at = this.#source.text.length;
    const at = this.#environments.findLastIndex((environment) => environment.name === name);
    if (at !== -1) this.#environments.length = at;
  }

  #item() {
    this.#flush();
    const lists = this.#environments.filter(({ name }) => LISTS.has(name));
    const list = lists.at(-1);
    const term = this.#source.option();
    const indent = "  ".repeat(Math.max(0, Math.min(lists.length, 9) - 1));
    if (list !== undefined) {
      list.count += 1;
      this.#isTight = list.count > 1 || lists.length > 1;
    }
    const isCounted = list?.name.endsWith("enumerate") || list?.name === "compactenum";
    const depth = lists.filter(({ name }) => name.includes("enum")).length;
    const label = term !== null ? `- ${term}` : isCounted ? itemNumber(list?.count ?? 1, depth) : "-";
    this.#indent = indent;
    this.#line = `${label} `;
  }
}
