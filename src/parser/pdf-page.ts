/**
 * One page of a PDF as pieces on lines: what pdf.js gives of it, within bounds, put where it stands. What the lines say, and in
 * what order, is pdf-layout.ts's.
 */
import type { getDocument } from "unpdf/pdfjs";
import { withinBudget } from "./pdf-budget.ts";
import { holdsToLeft, mainWayOf } from "./pdf-direction.ts";
import { readGlyphs } from "./pdf-glyphs.ts";
import { joinPieces, type Line, type Piece } from "./pdf-lines.ts";
import { withInitials, withoutLineNumbers } from "./pdf-margins.ts";
import { withoutNoise } from "./pdf-noise.ts";
import { mirrored, place, type TextItem } from "./pdf-place.ts";
import { runsOf } from "./pdf-runs.ts";
import { isSpread } from "./pdf-spread.ts";
import { holdsCodes } from "./pdf-tex.ts";
import { standing } from "./pdf-vertical.ts";

const MAX_PIECES = 60_000;
export const MAX_PAGE_TEXT = 200_000;

export type Pdf = Awaited<ReturnType<typeof getDocument>["promise"]>;
type Page = Awaited<ReturnType<Pdf["getPage"]>>;

/** A page's lines, by the direction that they run in, the most first; how large it is shown, `null` when it cannot be read. */
export type ReadPage = {
  groups: Group[];
  size: { width: number; height: number } | null;
  /** From the units of the page to the page as it is shown. */
  view: number[];
  letters: number;
  /** What reading it took, as `withinBudget` counts. */
  asked: number;
};
/** `mirrored`: its lines are seen in a mirror. */
export type Group = { quarter: number; mirrored: boolean; lines: Line[] };

/** Reads one page; one that cannot be read is an empty one, so that it does not take the others with it. */
export async function readPage(pdf: Pdf, number: number): Promise<ReadPage> {
  try {
    const { result, asked } = await withinBudget(() => read(pdf, number));
    return { ...result, asked };
  } catch {
    return { groups: [], size: null, view: [], letters: 0, asked: 0 };
  }
}

async function read(pdf: Pdf, number: number): Promise<Omit<ReadPage, "asked">> {
  const page = await pdf.getPage(number);
  const { transform, width, height } = page.getViewport({ scale: 1 });
  const byQuarter = new Map<number, Piece[]>();
  for (const item of standing(withoutNoise(await readItems(page)))) {
    const { piece, quarter } = place(item, transform);
    const group = byQuarter.get(quarter);
    if (group) group.push(piece);
    else byQuarter.set(quarter, [piece]);
  }
  page.cleanup();
  // What stands across the page, a stamp in the margin say, comes after the page's own text.
  const groups = [...byQuarter]
    .sort(([, a], [, b]) => lettersOf(b) - lettersOf(a))
    .map(([quarter, pieces]) => groupOf(quarter, withoutDoubles(pieces)));
  const letters = [...byQuarter.values()].reduce((sum, pieces) => sum + lettersOf(pieces), 0);
  return { groups, size: { width, height }, view: transform, letters };
}

const lettersOf = (pieces: readonly Piece[]) => pieces.reduce((sum, piece) => sum + piece.text.trim().length, 0);

/** Text that is drawn again in the same place, to look bold or to have a shadow, is there once. */
function withoutDoubles(pieces: readonly Piece[]): Piece[] {
  const seen = new Map<string, Piece[]>();
  return pieces.filter((piece) => {
    const text = piece.text.trim();
    const same = seen.get(text);
    if (same === undefined) seen.set(text, [piece]);
    else {
      // Of the same texts only the last ones are looked at: what is drawn twice is drawn so in a row, or a line at a time.
      const isDouble = same.some(
        ({ x, y, size }) =>
          Math.max(Math.abs(x - piece.x), Math.abs(y - piece.y)) < Math.min(size, piece.size) * DOUBLE,
      );
      if (isDouble) return text === "";
      same.push(piece);
      if (same.length > LOOKED_BACK) same.shift();
    }
    return true;
  });
}

/** So near, in letter sizes, two same texts are one. */
const DOUBLE = 0.12;
const LOOKED_BACK = 40;

function groupOf(quarter: number, pieces: readonly Piece[]): Group {
  const isMirrored = mainWayOf(pieces.map(({ text }) => text)) === "left";
  const own = withoutLineNumbers(pieces);
  return { quarter, mirrored: isMirrored, lines: withInitials(joinPieces(isMirrored ? mirrored(own) : own)) };
}

/**
 * The texts of a page; those of one that has letters to the left, letters set apart, or codes for letters, are put together letter
 * by letter.
 */
async function readItems(page: Page): Promise<TextItem[]> {
  const { items, styles, isWhole } = await readTexts(page);
  const toLeft = items.some(({ str }) => holdsToLeft(str));
  const isByGlyphs = toLeft || isSpread(items);
  if (!isWhole || !(isByGlyphs || items.some(({ str }) => holdsCodes(str)))) return items;
  const glyphs = await readGlyphs(page).catch(() => null);
  // Codes of other fonts, those of frames and arrows say, mean nothing.
  if (glyphs === null || !(isByGlyphs || glyphs.some(({ isTex }) => isTex))) return items;
  return runsOf(glyphs, toLeft, styles).slice(0, MAX_PIECES);
}

type Style = { vertical?: boolean; ascent?: number | null; descent?: number | null };
type TextChunk = {
  items: ({ str?: undefined } | Omit<TextItem, "vertical" | "ascent" | "descent">)[];
  styles: Record<string, Style | undefined>;
};

/** The texts of a page as far as its bounds allow. Taken as a stream, since a small file can unfold into any number of them. */
async function readTexts(page: Page): Promise<{ items: TextItem[]; styles: TextChunk["styles"]; isWhole: boolean }> {
  const items: TextItem[] = [];
  const styles: TextChunk["styles"] = {};
  let letters = 0;
  const reader: ReadableStreamDefaultReader<TextChunk> = page.streamTextContent().getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    Object.assign(styles, next.value.styles);
    for (const item of next.value.items) {
      if (item.str === undefined || item.str === "") continue;
      letters += item.str.length;
      if (items.length === MAX_PIECES || letters > MAX_PAGE_TEXT) {
        await reader.cancel(new Error("more text than a page may have")).catch(() => undefined);
        return { items, styles, isWhole: false };
      }
      const { vertical, ascent, descent } = styles[item.fontName] ?? {};
      items.push({ ...item, vertical: vertical === true, ascent, descent });
    }
  }
  return { items, styles, isWhole: true };
}
