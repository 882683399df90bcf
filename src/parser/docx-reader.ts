/**
 * Word's markup as a stream, turned into paragraphs, rows and notes: what docx.ts promises of a document's text is done
 * here, one element at a time.
 */
import { Blocks, row } from "./blocks.ts";
import type { Numbering } from "./docx-numbering.ts";
import type { Styles } from "./docx-styles.ts";
import { Formula } from "./office-math.ts";
import type { Heading } from "./parsed.ts";
import { shifted, symbol } from "./symbols.ts";
import type { XmlHandlers } from "./xml.ts";

type Paragraph = {
  text: string;
  style: string;
  list: string | null;
  level: number | null;
  outline: number | null;
  /** A large first letter, which is a paragraph of its own before the one that it begins. */
  isInitial: boolean;
  boxes: string[];
};

/** Where finished paragraphs go: to the document, or to the lines of a cell, a text box or a note. */
type Place = { lines: string[] | null };

/** Elements that hold no text of the document, or a former one. */
const LEFT_OUT = new Set([
  "w:del",
  "w:moveFrom",
  "w:instrText",
  "w:delText",
  "w:pPrChange",
  "w:rPrChange",
  "w:numberingChange",
  "w:sectPr",
  "w:tblPr",
  "w:tblGrid",
  "w:trPr",
  "w:tcPr",
  "w:sdtPr",
  "w:rt",
  "mc:Fallback",
]);

/** Collects the text of the parts that are read with its handlers: the document first, then its notes. */
export class DocxReader {
  title: string | null = null;
  #styles: Styles;
  #numbering: Numbering;
  #blocks = new Blocks();
  #places: Place[] = [{ lines: null }];
  #paragraphs: Paragraph[] = [];
  #tables: { rows: string[]; cells: string[] }[] = [];
  #run: { isHidden: boolean; shift: string } | null = null;
  #isText = false;
  #formula: Formula | null = null;
  #isAfterItem = false;
  #initial = "";
  /** Marks of notes in the order in which they stand in the text, and the notes themselves. */
  #marks = new Map<string, number>();
  #notes = new Map<string, string>();
  #noteKey: string | null = null;

  constructor(styles: Styles, numbering: Numbering) {
    this.#styles = styles;
    this.#numbering = numbering;
  }

  get hasNotes(): boolean {
    return this.#marks.size > 0;
  }

  handlers(): XmlHandlers {
    return {
      open: (name, attributes) => this.#open(name, attributes),
      text: (data) => {
        if (this.#formula !== null) this.#formula.text(data);
        else if (this.#isText) this.#write(data);
      },
      close: (name) => this.#close(name),
    };
  }

  end(): { text: string; headings: Heading[] } {
    for (const [key, number] of this.#marks) {
      const note = this.#notes.get(key)?.trim();
      if (note) this.#blocks.add(`[${number}] ${note}`);
    }
    return this.#blocks.end();
  }

  #write(text: string) {
    const paragraph = this.#paragraphs.at(-1);
    if (paragraph === undefined || this.#run?.isHidden) return;
    paragraph.text += this.#run === null ? text : shifted(text, this.#run.shift);
  }

  #open(name: string, attributes: Readonly<Record<string, string>>): boolean | undefined {
    if (this.#formula !== null) {
      this.#formula.open(name, attributes);
      return undefined;
    }
    if (LEFT_OUT.has(name)) return false;
    if (name === "m:oMath") {
      this.#formula = new Formula();
      this.#formula.open(name, attributes);
      return undefined;
    }
    if (this.#run !== null) return this.#openInRun(name, attributes);
    const value = attributes["w:val"] ?? "";
    const paragraph = this.#paragraphs.at(-1);
    switch (name) {
      case "w:p":
        this.#paragraphs.push({
          text: "",
          style: "",
          list: null,
          level: null,
          outline: null,
          isInitial: false,
          boxes: [],
        });
        break;
      case "w:r":
        this.#run = { isHidden: false, shift: "" };
        break;
      case "w:rPr":
        return false;
      case "w:pStyle":
        if (paragraph) paragraph.style = value;
        break;
      case "w:numId":
        if (paragraph) paragraph.list = value;
        break;
      case "w:ilvl":
        if (paragraph) paragraph.level = Number.parseInt(value, 10) || 0;
        break;
      case "w:framePr":
        if (paragraph) paragraph.isInitial = (attributes["w:dropCap"] ?? "none") !== "none";
        break;
      case "w:outlineLvl":
        if (paragraph) paragraph.outline = Number.parseInt(value, 10) || 0;
        break;
      case "w:tbl":
        this.#tables.push({ rows: [], cells: [] });
        break;
      case "w:tc":
        this.#places.push({ lines: [] });
        break;
      case "w:footnote":
      case "w:endnote":
        if (/separator|notice/i.test(attributes["w:type"] ?? "")) return false;
        this.#noteKey = `${name} ${attributes["w:id"] ?? ""}`;
        this.#places.push({ lines: [] });
        break;
    }
    return undefined;
  }

  #openInRun(name: string, attributes: Readonly<Record<string, string>>): boolean | undefined {
    const run = this.#run;
    if (run === null) return undefined;
    const value = attributes["w:val"] ?? "";
    switch (name) {
      case "w:t":
        this.#isText = true;
        break;
      case "w:vanish":
        if (!/^(?:0|false|off)$/.test(value)) run.isHidden = true;
        break;
      case "w:vertAlign":
        run.shift = value;
        break;
      case "w:tab":
      case "w:ptab":
        this.#write("\t");
        break;
      case "w:br":
      case "w:cr":
        this.#write("\n");
        break;
      case "w:noBreakHyphen":
        this.#write("-");
        break;
      case "wp:docPr": {
        // What the author says about a picture; the name of its file says nothing.
        const words = attributes.descr?.trim() ?? "";
        if (words.length > 2 && !/\.\w{3,4}$|[\\/]\S*$/.test(words)) this.#write(`[${words}]`);
        break;
      }
      case "w:sym":
        this.#write(symbol(attributes["w:char"] ?? "", attributes["w:font"] ?? ""));
        break;
      case "w:footnoteReference":
      case "w:endnoteReference": {
        const key = `${name.replace("Reference", "")} ${attributes["w:id"] ?? ""}`;
        const number = this.#marks.get(key) ?? this.#marks.size + 1;
        this.#marks.set(key, number);
        run.shift = "";
        this.#write(`[${number}]`);
        break;
      }
      case "w:txbxContent":
        // Paragraphs of their own within a run of this one.
        this.#run = null;
        this.#places.push({ lines: [] });
        break;
    }
    return undefined;
  }

  #close(name: string) {
    if (this.#formula !== null) {
      if (!this.#formula.close()) return;
      const tex = this.#formula.end();
      this.#formula = null;
      return this.#write(tex);
    }
    switch (name) {
      case "w:t":
        this.#isText = false;
        break;
      case "w:r":
        this.#run = null;
        break;
      case "w:p":
        this.#endParagraph();
        break;
      case "w:txbxContent": {
        const lines = this.#places.pop()?.lines ?? [];
        this.#paragraphs.at(-1)?.boxes.push(...lines);
        // What follows in the run that holds the box is drawing, not text.
        this.#run = { isHidden: false, shift: "" };
        break;
      }
      case "w:tc":
        this.#tables.at(-1)?.cells.push((this.#places.pop()?.lines ?? []).join("\n"));
        break;
      case "w:tr": {
        const table = this.#tables.at(-1);
        table?.rows.push(row(table.cells));
        if (table) table.cells = [];
        break;
      }
      case "w:tbl":
        this.#endTable();
        break;
      case "w:footnote":
      case "w:endnote":
        if (this.#noteKey !== null) this.#notes.set(this.#noteKey, (this.#places.pop()?.lines ?? []).join("\n"));
        this.#noteKey = null;
        break;
    }
  }

  #endParagraph() {
    const paragraph = this.#paragraphs.pop();
    if (paragraph === undefined) return;
    const style = this.#styles.paragraph(paragraph.style);
    const level = paragraph.level ?? style.level ?? 0;
    const list = paragraph.list ?? style.list;
    if (paragraph.isInitial) {
      this.#initial = paragraph.text.trim();
      return;
    }
    paragraph.text = this.#initial + paragraph.text;
    this.#initial = "";
    const isEmpty = paragraph.text.trim() === "";
    // An empty paragraph of a list shows its number all the same, and is counted.
    const label = list === null || list === "0" ? "" : this.#numbering.label(list, level);
    const text = label === "" || isEmpty ? paragraph.text : `${label} ${paragraph.text.trimStart()}`;
    const outline = paragraph.outline === null ? style.heading : paragraph.outline > 8 ? null : paragraph.outline + 1;
    const lines = this.#places.at(-1)?.lines ?? null;
    if (lines !== null) {
      if (!isEmpty) lines.push(text.trim());
      lines.push(...paragraph.boxes);
      return;
    }
    if (outline !== null && !isEmpty) {
      if (outline === 0) this.title ??= paragraph.text.replace(/\s+/g, " ").trim().slice(0, 300).toWellFormed();
      this.#blocks.heading(text, outline);
    } else if (label !== "") this.#blocks.add("  ".repeat(level) + text, this.#isAfterItem);
    else this.#blocks.add(text);
    if (!isEmpty) this.#isAfterItem = label !== "" && outline === null;
    for (const line of paragraph.boxes) this.#blocks.add(line);
  }

  #endTable() {
    const rows = (this.#tables.pop()?.rows ?? []).filter((line) => line !== "");
    const lines = this.#places.at(-1)?.lines ?? null;
    if (lines !== null) lines.push(rows.join("; "));
    else for (const [i, line] of rows.entries()) this.#blocks.add(line, i > 0);
    this.#isAfterItem = false;
  }
}
