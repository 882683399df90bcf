/**
 * PDF: opens a file with pdf.js (unpdf) and reads a range of pages as text.
 * The file is hostile until proven otherwise: nothing of it is evaluated, fonts are not loaded, and every page, piece and
 * length is bounded. What stands on a page is pdf-page.ts's, the order of its text pdf-layout.ts's.
 */
import { getDocument } from "unpdf/pdfjs";
import { bibliographyOf } from "./bibliography.ts";
import { CharacterMaps } from "./character-maps.ts";
import { type Bibliography, type Heading, type Parsed, type ParsedPage, refused } from "./parsed.ts";
import { type FirstPage, type PdfMetadata, pdfBibliography } from "./pdf-bibliography.ts";
import { AROUND, withoutHeads } from "./pdf-heads.ts";
import { layOutLines } from "./pdf-layout.ts";
import { clipped, type Line, moved, type Part } from "./pdf-lines.ts";
import { inReadingOrder } from "./pdf-order.ts";
import { entriesAmong, type OutlineEntry, readOutline } from "./pdf-outline.ts";
import { MAX_PAGE_TEXT, type Pdf, type ReadPage, readPage } from "./pdf-page.ts";
import type { LaidOut } from "./pdf-paragraphs.ts";
import { unfold } from "./pdf-place.ts";
import { spansOf, tenth } from "./pdf-spans.ts";

export const MAX_PAGES = 5_000;
/** A range ends early after so many letters, so that none takes much longer than another. */
const LETTERS_A_RANGE = 400_000;
/** The same for what pdf.js was asked to do, as `withinBudget` counts. */
const MOST_ASKED = 30_000;

/** Reads the pages `from` to `to` (1-based, included). `bytes` is taken over and may be changed. */
export async function parsePdf(
  bytes: Uint8Array,
  pages: { from: number; to: number },
  mostLetters = LETTERS_A_RANGE,
): Promise<Parsed> {
  const isEncrypted = endsEncrypted(bytes);
  const loading = getDocument({
    data: bytes,
    isEvalSupported: false,
    useSystemFonts: true,
    disableFontFace: true,
    enableXfa: false,
    stopAtErrors: false,
    verbosity: 0,
    // Pictures are not looked at.
    maxImageSize: 0,
    BinaryDataFactory: CharacterMaps,
    useWorkerFetch: false,
  });
  try {
    const pdf = await loading.promise;
    if (!(pdf.numPages > 0)) return DAMAGED;
    if (pdf.numPages > MAX_PAGES)
      return refused("too-large", `This PDF has more than ${MAX_PAGES} pages. Please upload it in parts.`);
    const metadata = await metadataOf(pdf);
    let bibliography: Bibliography | undefined;
    let letters = 0;
    let asked = 0;
    const parsed: PdfPage[] = [];
    const labels = await pdf.getPageLabels().catch(() => null);
    const outline = await readOutline(pdf);
    const read = new Map<number, ReadPage>();
    for (let number = pages.from; number <= Math.min(pages.to, pdf.numPages); number += 1) {
      read.delete(number - AROUND - 1);
      for (let near = Math.max(1, number - AROUND); near <= Math.min(number + AROUND, pdf.numPages); near += 1)
        if (!read.has(near)) read.set(near, await readPage(pdf, near));
      if (number === 1) bibliography = bibliographyOf(pdfBibliography(metadata, firstPageOf(read)));
      letters += read.get(number)?.letters ?? 0;
      asked += read.get(number)?.asked ?? 0;
      const entries = outline.size === 0 ? null : (outline.get(number) ?? []);
      parsed.push({ ...pageOf(number, read, entries), label: labelOf(labels?.[number - 1]) });
      // What a range costs goes by its letters and instructions; the rest is asked for again.
      if (letters > mostLetters || asked > MOST_ASKED) break;
    }
    return {
      ok: true,
      kind: "pdf",
      mediaType: "application/pdf",
      // Told with the first pages, which tell whether it is one.
      title: bibliography?.title ?? null,
      ...(bibliography === undefined ? {} : { bibliography }),
      pageCount: pdf.numPages,
      pages: parsed,
    };
  } catch (error) {
    return refusalOf(error, isEncrypted);
  } finally {
    await loading.destroy().catch(() => undefined);
  }
}

/** A page, and what the document itself calls it, `xii` or `3-14`; null where it has no names for its pages. */
export type PdfPage = ParsedPage & { label: string | null };

const labelOf = (label: string | undefined) => {
  const text = unfold((label ?? "").slice(0, 200)).trim();
  return text === "" ? null : text.slice(0, 40);
};

/** The text of a page without its running heads, which are looked for among the lines of its main direction. */
function pageOf(
  number: number,
  read: ReadonlyMap<number, ReadPage>,
  outline: readonly OutlineEntry[] | null,
): ParsedPage {
  const { groups: [main, ...across] = [], size = null, view = [] } = read.get(number) ?? {};
  if (main === undefined || size === null) return joinGroups(number, [], size);
  const around = [...read].flatMap(([near, { groups }]): [number, Line[]][] =>
    near === number || Math.abs(near - number) > AROUND ? [] : [[near - number, groups[0]?.lines ?? []]],
  );
  const lines = withoutHeads(main.lines, new Map(around));
  const entries = outline === null ? null : entriesAmong(outline, view, main);
  const laid = [
    { ...layOutLines(lines, entries), quarter: main.quarter },
    ...across.map((group) => ({ ...layOutLines(group.lines, outline === null ? null : []), quarter: group.quarter })),
  ];
  return joinGroups(number, laid, size);
}

function joinGroups(
  number: number,
  groups: readonly (LaidOut & { quarter: number })[],
  size: ReadPage["size"],
): ParsedPage {
  let text = "";
  const headings: Heading[] = [];
  const placed: { parts: Part[]; quarter: number }[] = [];
  for (const { quarter, ...laid } of groups) {
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

/** What the file says of itself, in either of the two places that there are for it. */
async function metadataOf(pdf: Pdf): Promise<PdfMetadata> {
  const { info, metadata } = await pdf.getMetadata().catch(() => ({ info: {}, metadata: null }));
  const fields = new Map<string, unknown>(Object.entries(info));
  const field = (name: string, other: string): string | null => {
    const own = fields.get(name);
    if (typeof own === "string" && own.trim() !== "") return unfold(own.slice(0, MAX_FIELD));
    const listed: unknown = metadata?.get(other);
    const text = Array.isArray(listed) ? listed.slice(0, 30).join("; ") : typeof listed === "string" ? listed : "";
    return text.trim() === "" ? null : unfold(text.slice(0, MAX_FIELD));
  };
  return {
    title: field("Title", "dc:title"),
    author: field("Author", "dc:creator"),
    date: field("CreationDate", "xmp:createdate")?.replace(/^D:(\d{4})\d*/, "$1") ?? null,
  };
}

const MAX_FIELD = 2_000;

/** The first page's lines, and the edges of those after it. */
function firstPageOf(read: ReadonlyMap<number, ReadPage>): FirstPage {
  const linesOf = (number: number) => read.get(number)?.groups[0]?.lines ?? [];
  const heads = [2, 3].flatMap((number) => {
    const sorted = [...linesOf(number)].sort((a, b) => a.y - b.y);
    return [...sorted.slice(0, 3), ...sorted.slice(-3)].map(({ text }) => text);
  });
  return { lines: inReadingOrder([...linesOf(1)]), height: read.get(1)?.size?.height ?? 0, heads };
}

const DAMAGED = refused("broken", "This PDF is damaged and cannot be opened. Please export or download it again.");

function refusalOf(error: unknown, isEncrypted: boolean): Parsed {
  // What is encrypted in a way that pdf.js does not know is protected as well.
  if (isEncrypted || (error instanceof Error && error.name === "PasswordException")) {
    return refused(
      "encrypted",
      "This PDF is protected by a password. Please remove the protection and upload it again.",
    );
  }
  return DAMAGED;
}

/** Whether the end of a file says that the file is encrypted. Looked at before pdf.js takes the bytes over. */
const endsEncrypted = (bytes: Uint8Array) =>
  /\/Encrypt\s*(?:<<|\d)/.test(new TextDecoder("latin1").decode(bytes.subarray(-END)));

const END = 4_096;
