/**
 * OpenDocument's markup as a stream, turned into paragraphs, slides or rows: what odf.ts promises of a document's text is
 * done here, one element at a time.
 */
import type { Archive } from "./archive.ts";
import { Blocks, row } from "./blocks.ts";
import type { OdfLists } from "./odf-lists.ts";
import { textOfElement } from "./ooxml.ts";
import type { Heading, ParsedPage } from "./parsed.ts";
import { MAX_SLIDES, slidePage, tooManySlides } from "./slides.ts";
import { shifted } from "./symbols.ts";
import { Sheets } from "./tables.ts";

export type OdfKind = "odt" | "odp" | "ods";

/** Elements that hold no text of the document, or none that is shown. */
const LEFT_OUT = new Set([
  "text:tracked-changes",
  "office:annotation",
  "text:note-citation",
  "text:ruby-text",
  "text:hidden-text",
  "svg:title",
  "svg:desc",
  "office:forms",
  "office:scripts",
  "office:binary-data",
  "text:sequence-decls",
  "table:tracked-changes",
  "draw:glue-point",
]);

/** What on a slide is one thing with a text. */
const SHAPES = new Set([
  "draw:frame",
  "draw:custom-shape",
  "draw:rect",
  "draw:ellipse",
  "draw:circle",
  "draw:polygon",
  "draw:path",
  "draw:line",
  "draw:connector",
  "draw:caption",
]);

/** Cells and rows are repeated by a number that a file may choose at will. */
const MAX_CELL_REPEAT = 100;
const MAX_ROW_REPEAT = 1_000;

const repeated = (value: string | undefined, most: number) =>
  Math.min(Math.max(Number.parseInt(value ?? "1", 10) || 1, 1), most);

type Table = { rows: string[][]; cells: string[]; cellRepeat: number; rowRepeat: number };
type Paragraph = {
  text: string;
  isSpaced: boolean;
  label: string;
  heading: number | null;
  shifts: string[];
  boxes: string[];
};
type Slide = { titles: string[]; body: string[]; notes: string[]; isNotes: boolean };

/** Collects the text of `content.xml`; the archive is for the formulas that it refers to. */
export class OdfReader {
  title: string | null = null;
  readonly slides: ParsedPage[] = [];
  readonly sheets = new Sheets();
  #archive: Archive;
  #lists: OdfLists;
  #kind: OdfKind;
  #isBody = false;
  #blocks = new Blocks();
  /** Where finished paragraphs go; `null`: to the document itself. */
  #places: (string[] | null)[] = [null];
  #paragraphs: Paragraph[] = [];
  #tables: Table[] = [];
  #label = "";
  #isAfterItem = false;
  #notes: string[] = [];
  #slide: Slide | null = null;
  #shape: { name: string; depth: number; kind: string } | null = null;

  constructor(archive: Archive, lists: OdfLists, kind: OdfKind) {
    this.#archive = archive;
    this.#lists = lists;
    this.#kind = kind;
  }

  endText(): { text: string; headings: Heading[] } {
    for (const [i, note] of this.#notes.entries())
      if (note.trim() !== "") this.#blocks.add(`[${i + 1}] ${note.trim()}`);
    return this.#blocks.end();
  }

  open(name: string, attributes: Readonly<Record<string, string>>): boolean | undefined {
    if (name === "office:body") this.#isBody = true;
    if (!this.#isBody) {
      this.#lists.style(name, attributes);
      return undefined;
    }
    if (LEFT_OUT.has(name)) return false;
    const paragraph = this.#paragraphs.at(-1);
    const table = this.#tables.at(-1);
    if (this.#slide !== null && SHAPES.has(name)) {
      if (this.#shape === null) {
        this.#shape = { name, depth: 1, kind: attributes["presentation:class"] ?? "" };
        this.#places.push([]);
      } else if (this.#shape.name === name) this.#shape.depth += 1;
    }
    switch (name) {
      case "text:p":
      case "text:h": {
        const level = Math.max(Number.parseInt(attributes["text:outline-level"] ?? "1", 10) || 1, 1);
        const isTitle = this.#lists.isTitle(attributes["text:style-name"] ?? "");
        const heading = name === "text:h" ? level : isTitle ? 0 : null;
        const label = this.#label || (name === "text:h" && this.#lists.depth === 0 ? this.#lists.heading(level) : "");
        this.#label = "";
        this.#paragraphs.push({ text: "", isSpaced: true, label, heading, shifts: [], boxes: [] });
        break;
      }
      case "text:span":
        paragraph?.shifts.push(this.#lists.shiftOf(attributes["text:style-name"] ?? ""));
        break;
      case "text:s":
        if (paragraph) paragraph.text += " ".repeat(repeated(attributes["text:c"], 200));
        break;
      case "text:tab":
        if (paragraph) paragraph.text += "\t";
        break;
      case "text:line-break":
        if (paragraph) paragraph.text += "\n";
        break;
      case "text:list":
        this.#lists.openList(attributes);
        break;
      case "text:list-item":
        this.#label = this.#lists.openItem(attributes);
        break;
      case "text:note-body":
        if (paragraph) paragraph.text += `[${this.#notes.length + 1}]`;
        // Its place is taken now: a note within a note comes after it.
        this.#notes.push("");
        this.#places.push([]);
        break;
      case "draw:text-box":
        if (this.#slide === null) this.#places.push([]);
        break;
      case "draw:object":
        if (paragraph && attributes["xlink:href"]) paragraph.text += this.#formula(attributes["xlink:href"]);
        break;
      case "table:table":
        if (this.#kind === "ods" && table === undefined) this.sheets.begin(attributes["table:name"] ?? "");
        this.#tables.push({ rows: [], cells: [], cellRepeat: 1, rowRepeat: 1 });
        break;
      case "table:table-row":
        if (table) table.rowRepeat = repeated(attributes["table:number-rows-repeated"], MAX_ROW_REPEAT);
        break;
      case "table:table-cell":
      case "table:covered-table-cell":
        if (table) table.cellRepeat = repeated(attributes["table:number-columns-repeated"], MAX_CELL_REPEAT);
        this.#places.push([]);
        break;
      case "draw:page":
        if (this.#kind === "odp") this.#slide = { titles: [], body: [], notes: [], isNotes: false };
        break;
      case "presentation:notes":
        if (this.#slide) this.#slide.isNotes = true;
        break;
    }
    return undefined;
  }

  text(data: string): void {
    const paragraph = this.#paragraphs.at(-1);
    if (paragraph === undefined) return;
    // White space is one space, and none at the beginning; more of it is written as elements.
    const text = data.replace(/[ \t\r\n]+/g, " ");
    const shift = paragraph.shifts.findLast((found) => found !== "") ?? "";
    paragraph.text += shifted(paragraph.isSpaced && text.startsWith(" ") ? text.slice(1) : text, shift);
    paragraph.isSpaced = text.endsWith(" ");
  }

  close(name: string): void {
    const table = this.#tables.at(-1);
    if (this.#shape?.name === name) {
      this.#shape.depth -= 1;
      if (this.#shape.depth === 0) this.#endShape(this.#shape.kind);
    }
    switch (name) {
      case "text:p":
      case "text:h":
        this.#endParagraph();
        break;
      case "text:span":
        this.#paragraphs.at(-1)?.shifts.pop();
        break;
      case "text:list":
        this.#lists.closeList();
        break;
      case "text:list-item":
        this.#label = "";
        break;
      case "text:note-body":
        this.#notes[this.#notes.lastIndexOf("")] = (this.#places.pop() ?? []).join("\n") || " ";
        break;
      case "draw:text-box":
        if (this.#slide === null) this.#endBox(this.#places.pop() ?? []);
        break;
      case "table:table-cell":
      case "table:covered-table-cell": {
        const text = (this.#places.pop() ?? []).join("\n");
        const times = text === "" || name === "table:covered-table-cell" ? 1 : (table?.cellRepeat ?? 1);
        for (let i = 0; i < (text === "" ? (table?.cellRepeat ?? 1) : times); i += 1) table?.cells.push(text);
        break;
      }
      case "table:table-row":
        this.#endRow();
        break;
      case "table:table":
        this.#endTable();
        break;
      case "presentation:notes":
        if (this.#slide) this.#slide.isNotes = false;
        break;
      case "draw:page":
        if (this.#slide) {
          if (this.slides.length >= MAX_SLIDES) throw tooManySlides();
          this.slides.push(slidePage(this.slides.length + 1, this.#slide));
        }
        this.#slide = null;
        break;
      case "office:body":
        this.#isBody = false;
        break;
    }
  }

  #endParagraph() {
    const paragraph = this.#paragraphs.pop();
    if (paragraph === undefined) return;
    const text = paragraph.text.trim();
    const isBullet = paragraph.label === "-" && this.#kind !== "odt";
    const labelled = paragraph.label === "" || text === "" || isBullet ? text : `${paragraph.label} ${text}`;
    const lines = this.#places.at(-1) ?? null;
    const indent = "  ".repeat(Math.max(0, this.#lists.depth - 1));
    if (lines !== null) {
      if (text !== "") lines.push(this.#slide === null ? labelled : indent + labelled);
      lines.push(...paragraph.boxes);
      return;
    }
    if (paragraph.heading !== null && text !== "") {
      if (paragraph.heading === 0) this.title ??= text.replace(/\s+/g, " ").slice(0, 300).toWellFormed();
      this.#blocks.heading(labelled, paragraph.heading);
    } else if (paragraph.label !== "" && text !== "") this.#blocks.add(indent + labelled, this.#isAfterItem);
    else this.#blocks.add(text);
    if (text !== "") this.#isAfterItem = paragraph.label !== "" && paragraph.heading === null;
    for (const box of paragraph.boxes) this.#blocks.add(box);
  }

  /** A text box belongs after the paragraph that it hangs on. */
  #endBox(lines: string[]) {
    const paragraph = this.#paragraphs.at(-1);
    const place = this.#places.at(-1) ?? null;
    if (paragraph !== undefined) paragraph.boxes.push(...lines);
    else if (place !== null) place.push(...lines);
    else for (const line of lines) this.#blocks.add(line);
  }

  #endShape(kind: string) {
    this.#shape = null;
    const text = (this.#places.pop() ?? []).join("\n");
    if (this.#slide === null || text.trim() === "") return;
    if (this.#slide.isNotes) this.#slide.notes.push(text);
    else if (kind === "title") this.#slide.titles.push(text);
    else this.#slide.body.push(text);
  }

  #endRow() {
    const table = this.#tables.at(-1);
    if (table === undefined) return;
    const cells = table.cells;
    table.cells = [];
    const times = cells.every((cell) => cell === "") ? 1 : table.rowRepeat;
    for (let i = 0; i < times; i += 1) {
      if (this.#kind === "ods" && this.#tables.length === 1) this.sheets.row(cells);
      else table.rows.push(cells);
    }
  }

  #endTable() {
    const rows = (this.#tables.pop()?.rows ?? []).map(row).filter((line) => line !== "");
    const lines = this.#places.at(-1) ?? null;
    if (lines !== null) lines.push(this.#slide === null ? rows.join("; ") : rows.join("\n"));
    else for (const [i, line] of rows.entries()) this.#blocks.add(line, i > 0);
    this.#isAfterItem = false;
  }

  /** An embedded formula as its author wrote it, which OpenDocument keeps beside the picture of it. */
  #formula(href: string): string {
    const part = `${href.replace(/^\.\//, "")}/content.xml`;
    if (!this.#archive.has(part)) return "";
    const text = textOfElement(this.#archive, part, "math:annotation");
    return text === null ? "" : `$${text}$`;
  }
}
