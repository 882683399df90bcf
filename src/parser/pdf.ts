/**
 * PDF: opens a file with pdf.js (unpdf) and reads a range of pages as text.
 * The file is hostile until proven otherwise: nothing of it is evaluated, fonts are not loaded, and every page, piece and
 * length is bounded. The order of the text is pdf-layout.ts's.
 */
import { getDocument } from "unpdf/pdfjs";
import { type Heading, type Parsed, type ParsedPage, refused } from "./parsed.ts";
import { AROUND, withoutHeads } from "./pdf-heads.ts";
import { layOutLines } from "./pdf-layout.ts";
import { clipped, joinPieces, type Line, moved, type Part, type Piece } from "./pdf-lines.ts";
import { place, type TextItem, unfold } from "./pdf-place.ts";
import { spansOf, tenth } from "./pdf-spans.ts";
import { closeUp } from "./pdf-spread.ts";

export const MAX_PAGES = 5_000;
const MAX_PIECES = 60_000;
const MAX_PAGE_TEXT = 200_000;

/** Reads the pages `from` to `to` (1-based, included). `bytes` is taken over and may be changed. */
export async function parsePdf(bytes: Uint8Array, pages: { from: number; to: number }): Promise<Parsed> {
  const loading = getDocument({
    data: bytes,
    isEvalSupported: false,
    useSystemFonts: true,
    disableFontFace: true,
    enableXfa: false,
    stopAtErrors: false,
    verbosity: 0,
  });
  try {
    const pdf = await loading.promise;
    if (pdf.numPages > MAX_PAGES)
      return refused("too-large", `This PDF has more than ${MAX_PAGES} pages. Please upload it in parts.`);
    const parsed: PdfPage[] = [];
    const labels = await pdf.getPageLabels().catch(() => null);
    const read = new Map<number, ReadPage>();
    for (let number = pages.from; number <= Math.min(pages.to, pdf.numPages); number += 1) {
      read.delete(number - AROUND - 1);
      for (let near = Math.max(1, number - AROUND); near <= Math.min(number + AROUND, pdf.numPages); near += 1)
        if (!read.has(near)) read.set(near, await readPage(pdf, near));
      parsed.push({ ...pageOf(number, read), label: labelOf(labels?.[number - 1]) });
    }
    return {
      ok: true,
      kind: "pdf",
      mediaType: "application/pdf",
      title: await titleOf(pdf),
      pageCount: pdf.numPages,
      pages: parsed,
    };
  } catch (error) {
    return refusalOf(error);
  } finally {
    await loading.destroy().catch(() => undefined);
  }
}

type Pdf = Awaited<ReturnType<typeof getDocument>["promise"]>;

/** A page, and what the document itself calls it, `xii` or `3-14`; null where it has no names for its pages. */
export type PdfPage = ParsedPage & { label: string | null };

const labelOf = (label: string | undefined) => {
  const text = unfold(label ?? "").trim();
  return text === "" ? null : text.slice(0, 40);
};

/** A page's lines, by the direction that they run in, the most first; how large it is shown, `null` when it cannot be read. */
type ReadPage = { groups: Group[]; size: { width: number; height: number } | null };
type Group = { quarter: number; lines: Line[] };

/** Reads one page; one that cannot be read is an empty one, so that it does not take the others with it. */
async function readPage(pdf: Pdf, number: number): Promise<ReadPage> {
  try {
    const page = await pdf.getPage(number);
    const { transform, width, height } = page.getViewport({ scale: 1 });
    const byQuarter = new Map<number, Piece[]>();
    for (const item of closeUp(await readItems(page))) {
      const { piece, quarter } = place(item, transform);
      const group = byQuarter.get(quarter);
      if (group) group.push(piece);
      else byQuarter.set(quarter, [piece]);
    }
    page.cleanup();
    // What stands across the page, a stamp in the margin say, comes after the page's own text.
    const groups = [...byQuarter]
      .sort(([, a], [, b]) => lettersOf(b) - lettersOf(a))
      .map(([quarter, pieces]) => ({ quarter, lines: joinPieces(pieces) }));
    return { groups, size: { width, height } };
  } catch {
    return { groups: [], size: null };
  }
}

const lettersOf = (pieces: readonly Piece[]) => pieces.reduce((sum, piece) => sum + piece.text.trim().length, 0);

/** The text of a page without its running heads, which are looked for among the lines of its main direction. */
function pageOf(number: number, read: ReadonlyMap<number, ReadPage>): ParsedPage {
  const { groups: [main, ...across] = [], size = null } = read.get(number) ?? {};
  if (main === undefined || size === null) return joinGroups(number, [], size);
  const around = [...read].flatMap(([near, { groups }]): [number, Line[]][] =>
    near === number || Math.abs(near - number) > AROUND ? [] : [[near - number, groups[0]?.lines ?? []]],
  );
  return joinGroups(number, [{ ...main, lines: withoutHeads(main.lines, new Map(around)) }, ...across], size);
}

function joinGroups(number: number, groups: readonly Group[], size: ReadPage["size"]): ParsedPage {
  let text = "";
  const headings: Heading[] = [];
  const placed: { parts: Part[]; quarter: number }[] = [];
  for (const { lines, quarter } of groups) {
    const laid = layOutLines(lines);
    if (laid.text === "") continue;
    if (text !== "") text += "\n\n";
    headings.push(...laid.headings.map((heading) => ({ ...heading, start: heading.start + text.length })));
    placed.push({ parts: moved(laid.parts, text.length), quarter });
    text += laid.text;
  }
  text = text.slice(0, MAX_PAGE_TEXT).toWellFormed();
  const page = { page: number, text, headings: headings.filter((heading) => heading.start < text.length) };
  if (size === null) return page;
  const spans = spansOf(placed.map(({ parts, quarter }) => ({ parts: clipped(parts, text.length), quarter })));
  return { ...page, layout: { width: tenth(size.width), height: tenth(size.height), spans } };
}

type TextChunk = {
  items: ({ str?: undefined } | Omit<TextItem, "vertical" | "ascent" | "descent">)[];
  styles: Record<string, { vertical?: boolean; ascent?: number | null; descent?: number | null } | undefined>;
};

/** The texts of a page as far as its bounds allow. Taken as a stream, since a small file can unfold into any number of them. */
async function readItems(page: Awaited<ReturnType<Pdf["getPage"]>>): Promise<TextItem[]> {
  const taken: TextItem[] = [];
  let letters = 0;
  const reader: ReadableStreamDefaultReader<TextChunk> = page.streamTextContent().getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    for (const item of next.value.items) {
      if (item.str === undefined || item.str === "") continue;
      letters += item.str.length;
      if (taken.length === MAX_PIECES || letters > MAX_PAGE_TEXT) {
        await reader.cancel(new Error("more text than a page may have")).catch(() => undefined);
        return taken;
      }
      const { vertical, ascent, descent } = next.value.styles[item.fontName] ?? {};
      taken.push({ ...item, vertical: vertical === true, ascent, descent });
    }
  }
  return taken;
}

async function titleOf(pdf: Pdf): Promise<string | null> {
  const { info } = await pdf.getMetadata().catch(() => ({ info: {} }));
  const title = "Title" in info && typeof info.Title === "string" ? unfold(info.Title).trim() : "";
  return title === "" ? null : title.slice(0, 300);
}

function refusalOf(error: unknown): Parsed {
  const name = error instanceof Error ? error.name : "";
  if (name === "PasswordException") {
    return refused(
      "encrypted",
      "This PDF is protected by a password. Please remove the protection and upload it again.",
    );
  }
  return refused("broken", "This PDF is damaged and cannot be opened. Please export or download it again.");
}
