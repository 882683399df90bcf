/** Word's paragraph styles: which of them are headings, and which belong to a list. */
import type { Archive } from "./archive.ts";
import { readXml } from "./xml.ts";

export type ParagraphStyle = {
  /** 1 is the highest; 0 is the document's title; `null`: no heading. */
  heading: number | null;
  list: string | null;
  level: number | null;
};

type Style = {
  id: string;
  name: string;
  type: string;
  basedOn: string;
  outline: number | null;
  list: string | null;
  level: number | null;
};

export type Styles = {
  paragraph(id: string): ParagraphStyle;
  /** The numbering styles and the lists that they stand for. */
  lists: { style: string; list: string }[];
};

const PLAIN: ParagraphStyle = { heading: null, list: null, level: null };
/** Styles that a style may be based on, one on the other; a circle ends here. */
const MAX_PARENTS = 20;

/** Reads `word/styles.xml`, or what stands for it; without it every paragraph is plain. */
export function readStyles(archive: Archive, part: string | undefined): Styles {
  const styles = part !== undefined && archive.has(part) ? readAll(archive, part) : new Map<string, Style>();
  const resolved = new Map<string, ParagraphStyle>();
  return {
    lists: [...styles.values()].flatMap(({ id, type, list }) =>
      type === "numbering" && list !== null ? [{ style: id, list }] : [],
    ),
    paragraph(id) {
      const known = resolved.get(id);
      if (known !== undefined) return known;
      const found: ParagraphStyle = { ...PLAIN };
      let style = styles.get(id);
      for (let parent = 0; style !== undefined && parent < MAX_PARENTS; parent += 1) {
        found.heading ??= headingOf(style);
        found.list ??= style.list;
        found.level ??= style.level;
        style = styles.get(style.basedOn);
      }
      // An outline level of ten says "body text".
      if (found.heading !== null && found.heading > 9) found.heading = null;
      resolved.set(id, found);
      return found;
    },
  };
}

function headingOf({ name, outline }: Style): number | null {
  const named = /^heading ?([1-9])$/i.exec(name)?.[1];
  if (named !== undefined) return Number(named);
  if (/^title$/i.test(name)) return 0;
  return outline === null ? null : outline + 1;
}

function readAll(archive: Archive, part: string): Map<string, Style> {
  const styles = new Map<string, Style>();
  let style: Style | null = null;
  readXml(archive.pieces(part), {
    open(name, attributes) {
      const value = attributes["w:val"] ?? "";
      if (name === "w:style") {
        const id = attributes["w:styleId"] ?? "";
        const type = attributes["w:type"] ?? "paragraph";
        style = { id, name: "", type, basedOn: "", outline: null, list: null, level: null };
        styles.set(id, style);
      } else if (name === "w:rPr" || name === "w:tblPr" || name === "w:tblStylePr" || name === "w:docDefaults")
        return false;
      else if (style !== null) {
        if (name === "w:name") style.name = value;
        else if (name === "w:basedOn") style.basedOn = value;
        else if (name === "w:outlineLvl") style.outline = Number.parseInt(value, 10) || 0;
        else if (name === "w:numId") style.list = value;
        else if (name === "w:ilvl") style.level = Number.parseInt(value, 10) || 0;
      }
      return undefined;
    },
    close(name) {
      if (name === "w:style") style = null;
    },
  });
  return styles;
}
