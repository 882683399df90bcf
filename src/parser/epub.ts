/**
 * EPUB: the chapters in the order of the spine, each cut into pages of its own; the book's table of contents names the
 * chapters that have no heading. Books under digital rights management are recognised by what they list as encrypted.
 */
import type { Archive } from "./archive.ts";
import { readHtml } from "./html.ts";
import { type Properties, propertiesIn, resolve } from "./ooxml.ts";
import type { ParsedPage } from "./parsed.ts";
import { cutSections } from "./sections.ts";
import { damaged, Unreadable } from "./unreadable.ts";
import { readXml } from "./xml.ts";

const MAX_PAGES = 5_000;
/** Bytes of one chapter, which is held at once. */
const MAX_CHAPTER = 20_000_000;

/** Reads a whole book. */
export function readEpub(archive: Archive): { title: string | null; said: Properties; pages: ParsedPage[] } {
  const main = rootFile(archive);
  const book = readSpine(archive, main);
  const locked = encryptedParts(archive);
  if (book.chapters.some((part) => locked.has(part))) {
    throw new Unreadable("copy-protected", "This book is protected against copying, so that its text cannot be read.");
  }
  const names = book.toc === null ? new Map<string, string>() : readContents(archive, book.toc);
  const pages: ParsedPage[] = [];
  for (const part of book.chapters) {
    // Books list chapters that were never packed; the rest of the book is there.
    if (!archive.has(part)) continue;
    const source = textOf(archive, part);
    const { text, headings } = readHtml(source, { isXhtml: true });
    const name = names.get(part);
    const cut = cutSections(
      text,
      headings.length > 0 || name === undefined ? headings : [{ start: firstLetter(text), level: 1, title: name }],
    );
    for (const page of cut) pages.push({ ...page, page: pages.length + 1 });
    if (pages.length > MAX_PAGES)
      throw new Unreadable("too-large", "This book is too long. Please upload it in parts.");
  }
  const said = propertiesIn(archive, main, { author: ["dc:creator"], year: ["dc:date", "dcterms:modified"] });
  return { title: said.title, said, pages };
}

const firstLetter = (text: string) => Math.max(0, text.search(/\S/));

function rootFile(archive: Archive): string {
  let main: string | null = null;
  if (!archive.has("META-INF/container.xml")) throw damaged();
  readXml(archive.pieces("META-INF/container.xml"), {
    open(name, attributes) {
      if (name === "rootfile") main ??= resolve("", attributes["full-path"] ?? "");
      return undefined;
    },
  });
  if (main === null || !archive.has(main)) throw damaged();
  return main;
}

/** The parts of the chapters in their order, and the part of the table of contents. */
function readSpine(archive: Archive, main: string): { chapters: string[]; toc: string | null } {
  const folder = main.slice(0, main.lastIndexOf("/") + 1);
  const parts = new Map<string, { part: string; type: string; isNav: boolean }>();
  const order: string[] = [];
  let toc: string | null = null;
  readXml(archive.pieces(main), {
    open(name, attributes) {
      if (name === "opf:item") {
        const part = resolve(folder, decoded((attributes.href ?? "").split("#")[0] ?? ""));
        const isNav = /(?:^|\s)nav(?:\s|$)/.test(attributes.properties ?? "");
        const type = attributes["media-type"] ?? "";
        parts.set(attributes.id ?? "", { part, type, isNav });
        if (isNav || (type === "application/x-dtbncx+xml" && toc === null)) toc = part;
      } else if (name === "opf:itemref") order.push(attributes.idref ?? "");
      return undefined;
    },
  });
  const chapters = new Set<string>();
  for (const id of order) {
    const item = parts.get(id);
    if (item !== undefined && !item.isNav && /html/.test(item.type)) chapters.add(item.part);
  }
  return { chapters: [...chapters], toc };
}

/** The names of chapters in the table of contents, whether `nav` or the older `ncx`; the first for each. */
function readContents(archive: Archive, part: string): Map<string, string> {
  const names = new Map<string, string>();
  if (!archive.has(part)) return names;
  const folder = part.slice(0, part.lastIndexOf("/") + 1);
  let label = "";
  let target = "";
  let isLabel = false;
  const keep = () => {
    const name = label.replace(/\s+/g, " ").trim().slice(0, 200).toWellFormed();
    if (name !== "" && target !== "" && !names.has(target)) names.set(target, name);
  };
  const partOf = (reference: string) => resolve(folder, decoded(reference.split("#")[0] ?? ""));
  readXml(archive.pieces(part), {
    open(name, attributes) {
      if (name === "ncx:text" || name === "a") {
        label = "";
        isLabel = true;
      }
      if (name === "a" || name === "ncx:content") target = partOf(attributes.href ?? attributes.src ?? "");
      return undefined;
    },
    text(data) {
      if (isLabel && label.length < 1_000) label += data;
    },
    close(name) {
      if (name === "ncx:text" || name === "a") isLabel = false;
      if (name === "a" || name === "ncx:content") keep();
    },
  });
  return names;
}

/** Parts that are listed as encrypted. Fonts are in most books that are not protected otherwise. */
function encryptedParts(archive: Archive): Set<string> {
  const parts = new Set<string>();
  if (!archive.has("META-INF/encryption.xml")) return parts;
  readXml(archive.pieces("META-INF/encryption.xml"), {
    open(name, attributes) {
      if (name.endsWith("CipherReference")) parts.add(resolve("", decoded(attributes.URI ?? "")));
      return undefined;
    },
  });
  return parts;
}

function textOf(archive: Archive, part: string): string {
  const decoder = new TextDecoder();
  let text = "";
  for (const piece of archive.pieces(part)) {
    text += decoder.decode(piece, { stream: true });
    if (text.length > MAX_CHAPTER)
      throw new Unreadable("too-large", "A chapter of this book is too long to be read. Please upload it in parts.");
  }
  return text + decoder.decode();
}

function decoded(reference: string): string {
  try {
    return decodeURIComponent(reference);
  } catch {
    return reference;
  }
}
