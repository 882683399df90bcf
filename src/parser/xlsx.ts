/**
 * Excel: a page per sheet, or several when it is long, with a row as a line and values as they are shown where that is
 * simple. Hidden sheets are left out. Formulas are read by the results that the file keeps; nothing is calculated.
 */
import type { Archive } from "./archive.ts";
import { coreProperties, type Properties, relationshipsOf } from "./ooxml.ts";
import type { ParsedPage } from "./parsed.ts";
import { Sheets } from "./tables.ts";
import { damaged, Unreadable } from "./unreadable.ts";
import { readFormats, shownNumber } from "./xlsx-numbers.ts";
import { readXml } from "./xml.ts";

/** UTF-16 units of all shared texts, which are held at once. */
const MAX_SHARED = 20_000_000;
const MAX_COLUMNS = 1_000;

/** Reads a workbook whose main part is `main`. */
export function readXlsx(
  archive: Archive,
  main: string,
): { title: string | null; said: Properties; pages: ParsedPage[] } {
  if (!archive.has(main)) throw damaged();
  const related = relationshipsOf(archive, main);
  const partOf = (wanted: string) => related.find(({ type, target }) => type === wanted && archive.has(target))?.target;
  const sheetPart = new Map(related.map(({ id, target }) => [id, target]));
  const listed: { name: string; part: string }[] = [];
  let is1904 = false;
  readXml(archive.pieces(main), {
    open(name, attributes) {
      if (name === "s:workbookPr") is1904 = /^(?:1|true)$/.test(attributes.date1904 ?? "");
      else if (name === "s:sheet" && (attributes.state ?? "visible") === "visible") {
        const part = sheetPart.get(attributes["r:id"] ?? "");
        if (part !== undefined && archive.has(part)) listed.push({ name: attributes.name ?? "", part });
      }
      return undefined;
    },
  });
  const sharedPart = partOf("sharedStrings");
  const shared = sharedPart === undefined ? [] : readShared(archive, sharedPart);
  const formats = readFormats(archive, partOf("styles"));
  const sheets = new Sheets();
  for (const { name, part } of listed) {
    sheets.begin(name);
    readSheet(archive, part, {
      row: (cells) => sheets.row(cells),
      text: (index) => shared[index] ?? "",
      number: (value, style) => shownNumber(value, formats[style] ?? "General", is1904),
    });
  }
  const said = coreProperties(archive);
  return { title: said.title, said, pages: sheets.end() };
}

function readShared(archive: Archive, part: string): string[] {
  const shared: string[] = [];
  let item = "";
  let isText = false;
  let length = 0;
  readXml(archive.pieces(part), {
    open(name) {
      // Readings of characters stand beside them.
      if (name === "s:rPh" || name === "s:phoneticPr") return false;
      if (name === "s:si") item = "";
      else if (name === "s:t") isText = true;
      return undefined;
    },
    text(data) {
      if (isText) item += data;
    },
    close(name) {
      if (name === "s:t") isText = false;
      else if (name === "s:si") {
        length += item.length;
        if (length > MAX_SHARED)
          throw new Unreadable("too-large", "This table is too long. Please upload it in parts.");
        shared.push(item);
      }
    },
  });
  return shared;
}

type SheetReading = {
  row(cells: string[]): void;
  text(index: number): string;
  number(value: number, style: number): string;
};

function readSheet(archive: Archive, part: string, reading: SheetReading) {
  let cells: string[] = [];
  let cell: { column: number; type: string; style: number; value: string } | null = null;
  let isValue = false;
  readXml(archive.pieces(part), {
    open(name, attributes) {
      if (name === "s:f" || name === "s:rPh" || name === "s:extLst" || name === "mc:Fallback") return false;
      if (name === "s:row") cells = [];
      else if (name === "s:c") {
        const named = columnOf(attributes.r ?? "");
        cell = {
          column: named ?? cells.length,
          type: attributes.t ?? "n",
          style: Number.parseInt(attributes.s ?? "0", 10) || 0,
          value: "",
        };
      } else if (name === "s:v" || name === "s:t") isValue = true;
      return undefined;
    },
    text(data) {
      if (isValue && cell !== null && cell.value.length < 40_000) cell.value += data;
    },
    close(name) {
      if (name === "s:v" || name === "s:t") isValue = false;
      else if (name === "s:c" && cell !== null) {
        if (cell.column < MAX_COLUMNS && cell.value !== "") {
          while (cells.length < cell.column) cells.push("");
          cells[cell.column] = shownCell(cell, reading);
        }
        cell = null;
      } else if (name === "s:row") reading.row(cells);
    },
  });
}

function shownCell(
  { type, style, value }: { type: string; style: number; value: string },
  reading: SheetReading,
): string {
  if (type === "s") return reading.text(Number.parseInt(value, 10));
  if (type === "b") return value === "1" ? "TRUE" : "FALSE";
  if (type === "d") return value.replace("T", " ");
  if (type !== "n") return value;
  const number = Number(value);
  return value.trim() === "" || Number.isNaN(number) ? value : reading.number(number, style);
}

/** The column of a cell's name, from 0: `C5` is 2. */
function columnOf(name: string): number | null {
  const letters = /^([A-Z]{1,3})\d/.exec(name)?.[1];
  if (letters === undefined) return null;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}
