/**
 * Word documents: paragraphs as Word shows them, with the numbers of lists, tables as a line per row, text boxes after
 * their paragraph, formulas as TeX, and notes at the end under the numbers that stand in the text. Deleted and hidden
 * text, headers, footers and comments are left out. Read as a stream; no tree of the document is built.
 */
import type { Archive } from "./archive.ts";
import { titleIn } from "./bibliography.ts";
import { readNumbering } from "./docx-numbering.ts";
import { DocxReader } from "./docx-reader.ts";
import { readStyles } from "./docx-styles.ts";
import { coreProperties, type Properties, relationshipsOf } from "./ooxml.ts";
import type { Heading } from "./parsed.ts";
import { damaged } from "./unreadable.ts";
import { readXml } from "./xml.ts";

/** Reads a Word document whose main part is `main`. */
export function readDocx(
  archive: Archive,
  main: string,
): { text: string; title: string | null; said: Properties; headings: Heading[] } {
  if (!archive.has(main)) throw damaged();
  const related = relationshipsOf(archive, main);
  const partOf = (wanted: string) => related.find(({ type }) => type === wanted)?.target;
  const styles = readStyles(archive, partOf("styles"));
  const numbering = readNumbering(archive, partOf("numbering"));
  for (const { style, list } of styles.lists) numbering.linkStyle(style, list);
  const reader = new DocxReader(styles, numbering);
  readXml(archive.pieces(main), reader.handlers());
  for (const kind of ["footnotes", "endnotes"]) {
    const part = partOf(kind);
    if (part !== undefined && archive.has(part) && reader.hasNotes) readXml(archive.pieces(part), reader.handlers());
  }
  const said = coreProperties(archive);
  return {
    ...reader.end(),
    title: said.title ?? reader.title,
    said: { ...said, title: titleIn(said.title) ?? reader.title },
  };
}
