/**
 * What a file really is, by its content. Names and media types are claims of the sender: they choose between formats
 * that look alike (Markdown and plain text) and are held against the content where the two contradict.
 */
import { type ParseFailure, refused } from "./parsed.ts";

export type Kind = "pdf" | "packed" | "text-like";

/** What can be read, for the sentences that refuse the rest. */
export const READABLE =
  "PDF, Word, PowerPoint, Excel, OpenDocument, EPUB, HTML, Markdown, LaTeX, CSV and text files can be read.";

const PICTURE = "a picture";

type Magic = { bytes: number[]; at?: number; what: string };

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));

/** A first entry, the end of an empty archive, a mark of archives in parts. */
const ZIP_MARKS = ["PK\u0003\u0004", "PK\u0005\u0006", "PK\u0007\u0008"].map(ascii);

const OLD_OFFICE = "an old Office document";

/** Beginnings of formats that are not read, with what to call them. */
const KNOWN: Magic[] = [
  { bytes: [0x4d, 0x5a], what: "a program" },
  { bytes: [0x7f, ...ascii("ELF")], what: "a program" },
  { bytes: [0xcf, 0xfa, 0xed, 0xfe], what: "a program" },
  { bytes: [0xca, 0xfe, 0xba, 0xbe], what: "a program" },
  { bytes: [0x00, ...ascii("asm")], what: "a program" },
  { bytes: [0x89, ...ascii("PNG")], what: PICTURE },
  { bytes: [0xff, 0xd8, 0xff], what: PICTURE },
  { bytes: ascii("GIF8"), what: PICTURE },
  { bytes: ascii("WEBP"), at: 8, what: PICTURE },
  { bytes: ascii("II*\u0000"), what: PICTURE },
  { bytes: ascii("MM\u0000*"), what: PICTURE },
  { bytes: ascii("ftyp"), at: 4, what: "a picture or a film" },
  { bytes: ascii("ID3"), what: "a sound recording" },
  { bytes: ascii("OggS"), what: "a sound recording" },
  { bytes: ascii("RIFF"), what: "a sound recording or a film" },
  { bytes: [0x1a, 0x45, 0xdf, 0xa3], what: "a film" },
  { bytes: [0x1f, 0x8b], what: "a compressed archive" },
  { bytes: ascii("Rar!"), what: "a compressed archive" },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], what: "a compressed archive" },
  { bytes: ascii("BZh"), what: "a compressed archive" },
  { bytes: [0xfd, ...ascii("7zXZ")], what: "a compressed archive" },
  { bytes: ascii("SQLite format 3"), what: "a database" },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: OLD_OFFICE },
  { bytes: ascii("{\\rtf"), what: "an RTF document" },
  { bytes: ascii("%!PS"), what: "a PostScript document" },
];

/** Endings of names that promise a packed document. */
export const PACKED = new Set([
  "docx",
  "docm",
  "pptx",
  "pptm",
  "ppsx",
  "xlsx",
  "xlsm",
  "odt",
  "odp",
  "ods",
  "epub",
  "zip",
]);

/** Endings of binary formats: a text under such a name is a mistake that the student should hear of. */
const BINARY = new Set(["doc", "ppt", "xls", "png", "jpg", "jpeg", "gif", "mp3", "mp4", "exe"]);

/** The ending of a name, in lower case and without the dot; empty when it has none. */
export function endingOf(name: string): string {
  return /\.([a-z0-9]{1,8})$/i.exec(name.trim())?.[1]?.toLowerCase() ?? "";
}

/** Decides whether a file is a PDF, is packed as ZIP, may be a text, or is nothing that can be read. */
export function sniff(bytes: Uint8Array, name: string, mediaType: string): { ok: true; kind: Kind } | ParseFailure {
  if (bytes.length === 0) return refused("empty", "This file is empty.");
  const ending = endingOf(name);
  if (ZIP_MARKS.some((mark) => startsWith(bytes, mark, 0))) return { ok: true, kind: "packed" };
  if (holdsPdfMark(bytes)) return { ok: true, kind: "pdf" };
  if (ending === "pdf" || /^application\/(?:x-)?pdf\b/i.test(mediaType)) {
    return refused(
      "disguised",
      "This file is called a PDF, but its content is not a PDF. Please export or download it again.",
    );
  }
  const known = KNOWN.find((magic) => startsWith(bytes, magic.bytes, magic.at ?? 0));
  if (known !== undefined && !(known.bytes.length < 3 && isPlainText(bytes))) {
    if (known.what === OLD_OFFICE) return refuseOldOffice(bytes);
    return refused(known.what === PICTURE ? "picture" : "unsupported", `This file is ${known.what}. Only ${READABLE}`);
  }
  if (PACKED.has(ending) || BINARY.has(ending)) {
    return refused("disguised", `The name of this file ends in .${ending}, but its content is something else.`);
  }
  return { ok: true, kind: "text-like" };
}

/** New Office documents with a password are wrapped in the container of the old ones. */
function refuseOldOffice(bytes: Uint8Array): ParseFailure {
  const mark = ascii([..."EncryptedPackage"].join("\u0000"));
  for (let at = bytes.indexOf(mark[0] ?? 0); at !== -1; at = bytes.indexOf(mark[0] ?? 0, at + 1)) {
    if (startsWith(bytes, mark, at))
      return refused(
        "encrypted",
        "This document is protected by a password. Please remove the protection and upload it again.",
      );
  }
  return refused(
    "old-format",
    "This file is an old Office document. Please save it as .docx, .pptx, .xlsx or PDF and upload that.",
  );
}

function startsWith(bytes: Uint8Array, magic: readonly number[], at: number): boolean {
  return magic.every((byte, i) => bytes[at + i] === byte);
}

/** Readers accept a mark anywhere in the first kilobyte. */
function holdsPdfMark(bytes: Uint8Array): boolean {
  const mark = ascii("%PDF-");
  for (let at = 0; at < Math.min(1024, bytes.length - mark.length); at += 1)
    if (startsWith(bytes, mark, at)) return true;
  return false;
}

/** A two-letter magic may begin a sentence: "MZ is the mark of …". */
function isPlainText(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 512).every((byte) => byte === 9 || byte === 10 || byte === 13 || byte >= 32);
}
