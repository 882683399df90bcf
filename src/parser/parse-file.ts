/**
 * One file to pages, whatever its format. Pure but for pdf.js: bytes in, pages or a reason out; never throws for what is
 * wrong with a file.
 */
import { bibliographyOf, titleIn } from "./bibliography.ts";
import { readCsv } from "./csv.ts";
import { declaredCharset, readHtml } from "./html.ts";
import { isLatex, readLatex } from "./latex.ts";
import { frontMatter, markdownHeadings } from "./markdown.ts";
import type { Properties } from "./ooxml.ts";
import { readPackage } from "./package.ts";
import { type Bibliography, type Heading, type Parsed, type ParsedPage, type ParseRequest, refused } from "./parsed.ts";
import { MAX_PAGES, parsePdf } from "./pdf.ts";
import { cutSections } from "./sections.ts";
import { endingOf, sniff } from "./sniff.ts";
import { decodeText } from "./text.ts";
import { Unreadable } from "./unreadable.ts";

/** A text of more bytes would not fit an isolate once it is decoded. */
const MAX_TEXT_BYTES = 20_000_000;

/** Reads the asked pages out of a file's bytes, which are taken over and may be changed. */
export async function parseFile(bytes: Uint8Array, request: Request): Promise<Parsed> {
  const sniffed = sniff(bytes, request.name, request.mediaType);
  if (!sniffed.ok) return sniffed;
  if (sniffed.kind === "pdf") return parsePdf(bytes, request.pages);
  try {
    return sniffed.kind === "packed" ? parsePackage(bytes, request) : parseText(bytes, request);
  } catch (error) {
    if (error instanceof Unreadable) return error.failure;
    throw error;
  }
}

type Request = Omit<ParseRequest, "bytes">;

function parsePackage(bytes: Uint8Array, { pages: range }: Request): Parsed {
  const unpacked = readPackage(bytes, range);
  if ("pageCount" in unpacked && unpacked.pageCount !== undefined) {
    const { kind, mediaType, title, pageCount, pages } = unpacked;
    if (pageCount === 0) return refused("empty", "There is nothing in this presentation.");
    return { ok: true, kind, mediaType, title, ...beginning(unpacked.said, pages, range), pageCount, pages };
  }
  return inRange(unpacked, "pages" in unpacked ? unpacked.pages : cutSections(unpacked.text, unpacked.headings), range);
}

function parseText(bytes: Uint8Array, request: Request): Parsed {
  if (bytes.length > MAX_TEXT_BYTES) return refused("too-large", "This text is too long. Please upload it in parts.");
  const decoded = decodeText(bytes, declaredCharset(bytes));
  if (!decoded.ok) return decoded;
  const read = readText(decoded.text, request);
  return inRange(read, read.pages ?? cutSections(read.text, read.headings), request.pages);
}

/** The asked pages of a document that was read whole. */
function inRange(
  { kind, mediaType, title, said }: Pick<ReadText, "kind" | "mediaType" | "title" | "said">,
  pages: ParsedPage[],
  range: { from: number; to: number },
): Parsed {
  if (pages.length === 0) return refused("empty", "There is no text in this file.");
  if (pages.length > MAX_PAGES) return refused("too-large", "This text is too long. Please upload it in parts.");
  const asked = pages.slice(Math.max(0, range.from - 1), range.to);
  return { ok: true, kind, mediaType, title, ...beginning(said, pages, range), pageCount: pages.length, pages: asked };
}

/** What a document says of itself, told with its beginning; one without a title has that of its first heading. */
function beginning(
  said: Properties | undefined,
  pages: readonly ParsedPage[],
  { from }: { from: number },
): { bibliography?: Bibliography } {
  if (from > 1 || said === undefined) return {};
  const heading = pages[0]?.headings.find(({ start, level }) => level === 1 && start < 300)?.title;
  const bibliography = bibliographyOf({ ...said, title: titleIn(said.title) ?? heading ?? null });
  return bibliography === undefined ? {} : { bibliography };
}

type ReadText = {
  kind: string;
  mediaType: string;
  text: string;
  title: string | null;
  /** What it says of itself, where the format has a place for it. */
  said?: Properties;
  headings: Heading[];
  /** Where the format cuts itself. */
  pages?: ParsedPage[];
};

function readText(text: string, { name, mediaType }: { name: string; mediaType: string }): ReadText {
  const ending = endingOf(name);
  const looksHtml = /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)?<(?:!doctype\s+html|html)\b/i.test(text);
  if (looksHtml || ["html", "htm", "xhtml"].includes(ending) || (/^text\/html\b/i.test(mediaType) && ending !== "md")) {
    const page = readHtml(text);
    const read = page.text.trim() === "" ? readHtml(text, { all: true }) : page;
    return { kind: "html", mediaType: "text/html", ...read };
  }
  if (["md", "markdown", "mdx", "rmd", "qmd"].includes(ending) || /^text\/(?:x-)?markdown\b/i.test(mediaType)) {
    const headings = markdownHeadings(text);
    return {
      kind: "markdown",
      mediaType: "text/markdown",
      text,
      title: headings.find((h) => h.level === 1)?.title ?? null,
      said: frontMatter(text),
      headings,
    };
  }
  if (isLatex(text, ending, mediaType)) return { kind: "latex", mediaType: "application/x-tex", ...readLatex(text) };
  if (["csv", "tsv", "tab"].includes(ending) || /^text\/(?:csv|tab-separated-values)\b/i.test(mediaType)) {
    return { kind: "csv", mediaType: "text/csv", text, title: null, headings: [], pages: readCsv(text) };
  }
  return { kind: "text", mediaType: "text/plain", text, title: null, headings: [] };
}
