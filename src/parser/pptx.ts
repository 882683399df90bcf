/**
 * PowerPoint: a page per slide in the order of the show, its title first, then the rest as it lies on the slide (groups
 * and tables included), the words of diagrams and charts, and the speaker's notes. Only the asked slides are read.
 */
import type { Archive } from "./archive.ts";
import { row } from "./blocks.ts";
import { numeral } from "./numerals.ts";
import { Formula } from "./office-math.ts";
import { coreProperties, type Properties, relationshipsOf } from "./ooxml.ts";
import type { ParsedPage } from "./parsed.ts";
import { MAX_SLIDES, slidePage, tooManySlides } from "./slides.ts";
import { damaged } from "./unreadable.ts";
import { readXml } from "./xml.ts";

/** Reads the slides `from` to `to` of a presentation whose main part is `main`. */
export function readPptx(
  archive: Archive,
  main: string,
  range: { from: number; to: number },
): { title: string | null; said: Properties; pageCount: number; pages: ParsedPage[] } {
  if (!archive.has(main)) throw damaged();
  const parts = slideParts(archive, main);
  if (parts.length > MAX_SLIDES) throw tooManySlides();
  const pages: ParsedPage[] = [];
  for (let page = Math.max(range.from, 1); page <= Math.min(range.to, parts.length); page += 1)
    pages.push(readSlide(archive, parts[page - 1] ?? "", page));
  const said = coreProperties(archive);
  return { title: said.title, said, pageCount: parts.length, pages };
}

/** The slides' parts in the order of the show; a part that is named twice is shown twice in no real one. */
function slideParts(archive: Archive, main: string): string[] {
  const targets = new Map(relationshipsOf(archive, main).map(({ id, target }) => [id, target]));
  const parts = new Set<string>();
  readXml(archive.pieces(main), {
    open(name, attributes) {
      if (name !== "p:sldId") return undefined;
      const part = targets.get(attributes["r:id"] ?? "");
      if (part === undefined || !archive.has(part) || parts.has(part)) throw damaged();
      parts.add(part);
      return undefined;
    },
  });
  return [...parts];
}

function readSlide(archive: Archive, part: string, page: number): ParsedPage {
  const shapes = readShapes(archive, part);
  const related = relationshipsOf(archive, part).filter(({ target }) => archive.has(target));
  const extra = related
    .filter(({ type }) => type === "diagramData" || type === "chart")
    .map(({ target }) => readWords(archive, target));
  const notes = related
    .filter(({ type }) => type === "notesSlide")
    .flatMap(({ target }) => readShapes(archive, target))
    .filter(({ kind }) => kind === "body")
    .map(({ text }) => text);
  const titles = shapes.filter(({ kind }) => kind === "title" || kind === "ctrTitle").map(({ text }) => text);
  // The slide's number is no text of it; of a slide without a title it would become the heading.
  const rest = shapes.filter(({ kind }) => !["title", "ctrTitle", "sldNum"].includes(kind)).map(({ text }) => text);
  return slidePage(page, { titles, body: [...rest, ...extra], notes });
}

/** `kind`: what the layout takes a shape for, e.g. `title`, `body`, `sldNum`; empty for a shape of the slide's own. */
type Shape = { kind: string; text: string };

/** The shapes of a slide that hold text, in their order; those of a group in its place. */
function readShapes(archive: Archive, part: string): Shape[] {
  const shapes: Shape[] = [];
  let shape: { kind: string; lines: string[] } | null = null;
  let paragraph: { text: string; level: number; counting: { format: string; start: number } | null } | null = null;
  let table: { rows: string[]; cells: string[]; cell: string[] } | null = null;
  let formula: Formula | null = null;
  let isText = false;
  /** Where each level of the shape's numbered paragraphs has counted to. */
  let counts: (number | undefined)[] = [];
  readXml(archive.pieces(part), {
    open(name, attributes) {
      if (formula !== null) formula.open(name, attributes);
      else if (name === "mc:Fallback" || name === "p:timing" || name === "p:extLst" || name === "a:extLst")
        return false;
      else if (name === "m:oMath") {
        formula = new Formula();
        formula.open(name, attributes);
      } else if (name === "p:sp" || name === "p:graphicFrame" || name === "p:cxnSp") {
        shape = { kind: "", lines: [] };
        counts = [];
      } else if (name === "p:ph" && shape !== null) shape.kind = attributes.type ?? "obj";
      else if (name === "a:tbl") table = { rows: [], cells: [], cell: [] };
      else if (name === "a:p") paragraph = { text: "", level: 0, counting: null };
      else if (paragraph !== null) {
        if (name === "a:pPr")
          paragraph.level = Math.min(Math.max(Number.parseInt(attributes.lvl ?? "0", 10) || 0, 0), 8);
        else if (name === "a:buAutoNum")
          paragraph.counting = {
            format: attributes.type ?? "arabicPeriod",
            start: Number.parseInt(attributes.startAt ?? "1", 10) || 1,
          };
        else if (name === "a:t") isText = true;
        else if (name === "a:br") paragraph.text += "\n";
        else if (name === "a:tab") paragraph.text += "\t";
      }
      return undefined;
    },
    text(data) {
      if (formula !== null) formula.text(data);
      else if (isText && paragraph !== null) paragraph.text += data;
    },
    close(name) {
      if (formula !== null) {
        if (!formula.close()) return;
        if (paragraph !== null) paragraph.text += formula.end();
        formula = null;
      } else if (name === "a:t") isText = false;
      else if (name === "a:p" && paragraph !== null) {
        const { level, counting } = paragraph;
        const text = paragraph.text.replace(/\v/g, "\n").trim();
        counts.length = Math.min(counts.length, level + 1);
        if (text !== "" && counting !== null) counts[level] = (counts[level] ?? counting.start - 1) + 1;
        else if (text !== "") counts.length = Math.min(counts.length, level);
        const label = counting === null || text === "" ? "" : `${autoNumber(counts[level] ?? 1, counting.format)} `;
        if (table !== null) table.cell.push(text);
        else if (text !== "") shape?.lines.push(`${"  ".repeat(level)}${label}${text}`);
        paragraph = null;
      } else if (name === "a:tc" && table !== null) {
        table.cells.push(table.cell.filter((line) => line !== "").join(" "));
        table.cell = [];
      } else if (name === "a:tr" && table !== null) {
        table.rows.push(row(table.cells));
        table.cells = [];
      } else if (name === "a:tbl" && table !== null) {
        shape?.lines.push(...table.rows.filter((line) => line !== ""));
        table = null;
      } else if ((name === "p:sp" || name === "p:graphicFrame" || name === "p:cxnSp") && shape !== null) {
        if (shape.lines.length > 0) shapes.push({ kind: shape.kind, text: shape.lines.join("\n") });
        shape = null;
      }
    },
  });
  return shapes;
}

/** PowerPoint's names for ways to count: `arabicPeriod`, `alphaLcParenR`, `romanUcParenBoth`. */
function autoNumber(count: number, format: string): string {
  const written = numeral(count, format.replace(/(?:Period|ParenR|ParenBoth|Plain|Minus)$/, ""));
  if (format.endsWith("ParenBoth")) return `(${written})`;
  if (format.endsWith("ParenR")) return `${written})`;
  return format.endsWith("Period") ? `${written}.` : written;
}

/** The words of a diagram or a chart, a line for each of its texts, none of them twice. */
function readWords(archive: Archive, part: string): string {
  const lines = new Set<string>();
  let line: string | null = null;
  let isText = false;
  readXml(archive.pieces(part), {
    open(name) {
      // Numbers of a chart without their picture say nothing.
      if (name === "c:numRef" || name === "c:numCache" || name === "mc:Fallback") return false;
      if (name === "a:p" || name === "c:pt") line = "";
      else if (name === "a:t" || name === "c:v") isText = true;
      return undefined;
    },
    text(data) {
      if (isText && line !== null) line += data;
    },
    close(name) {
      if (name === "a:t" || name === "c:v") isText = false;
      else if ((name === "a:p" || name === "c:pt") && line !== null) {
        if (line.trim() !== "" && lines.size < 2_000) lines.add(line.trim());
        line = null;
      }
    },
  });
  return [...lines].join("\n");
}
