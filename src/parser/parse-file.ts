/**
 * One file to pages, whatever its format. Pure but for pdf.js: bytes in, pages or a reason out; never throws for what is
 * wrong with a file.
 */
import { declaredCharset, readHtml } from "./html.ts";
import { markdownHeadings } from "./markdown.ts";
import { type Heading, type Parsed, type ParseRequest, refused } from "./parsed.ts";
import { MAX_PAGES, parsePdf } from "./pdf.ts";
import { cutSections } from "./sections.ts";
import { endingOf, sniff } from "./sniff.ts";
import { decodeText } from "./text.ts";

/** A text of more bytes would not fit an isolate once it is decoded. */
const MAX_TEXT_BYTES = 20_000_000;

/** Reads the asked pages out of a file's bytes, which are taken over and may be changed. */
export async function parseFile(bytes: Uint8Array, request: Omit<ParseRequest, "bytes">): Promise<Parsed> {
  const sniffed = sniff(bytes, request.name, request.mediaType);
  if (!sniffed.ok) return sniffed;
  if (sniffed.kind === "pdf") return parsePdf(bytes, request.pages);
  if (bytes.length > MAX_TEXT_BYTES) return refused("too-large", "This text is too long. Please upload it in parts.");
  const decoded = decodeText(bytes, declaredCharset(bytes));
  if (!decoded.ok) return decoded;
  const read = readText(decoded.text, request);
  const pages = cutSections(read.text, read.headings);
  if (pages.length === 0) return refused("empty", "There is no text in this file.");
  if (pages.length > MAX_PAGES) return refused("too-large", "This text is too long. Please upload it in parts.");
  return {
    ok: true,
    kind: read.kind,
    mediaType: read.mediaType,
    title: read.title,
    pageCount: pages.length,
    pages: pages.slice(request.pages.from - 1, request.pages.to),
  };
}

type ReadText = { kind: string; mediaType: string; text: string; title: string | null; headings: Heading[] };

function readText(text: string, { name, mediaType }: { name: string; mediaType: string }): ReadText {
  const ending = endingOf(name);
  const looksHtml = /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)?<(?:!doctype\s+html|html)\b/i.test(text);
  if (looksHtml || ["html", "htm", "xhtml"].includes(ending) || (/^text\/html\b/i.test(mediaType) && ending !== "md")) {
    const page = readHtml(text);
    const read = page.text.trim() === "" ? readHtml(text, true) : page;
    return { kind: "html", mediaType: "text/html", ...read };
  }
  if (["md", "markdown", "mdx", "rmd", "qmd"].includes(ending) || /^text\/(?:x-)?markdown\b/i.test(mediaType)) {
    const headings = markdownHeadings(text);
    return {
      kind: "markdown",
      mediaType: "text/markdown",
      text,
      title: headings.find((h) => h.level === 1)?.title ?? null,
      headings,
    };
  }
  return { kind: "text", mediaType: "text/plain", text, title: null, headings: [] };
}
