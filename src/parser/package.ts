/**
 * Documents that are packed as ZIP: which of them a file really is, by its parts, and its reading. An archive of anything
 * else is refused as `archive`, which document-archive.ts reads.
 */
import { type Archive, openArchive } from "./archive.ts";
import { isPackedDocument } from "./document-archive.ts";
import { readDocx } from "./docx.ts";
import { readEpub } from "./epub.ts";
import { readOdf } from "./odf.ts";
import { type Properties, relationshipsOf } from "./ooxml.ts";
import type { Heading, ParsedPage } from "./parsed.ts";
import { readPptx } from "./pptx.ts";
import { damaged, Unreadable } from "./unreadable.ts";
import { readXlsx } from "./xlsx.ts";
import { readXml } from "./xml.ts";
import { readDirectory } from "./zip-directory.ts";

/** A document that was read: cut into pages (those of the range alone when `pageCount` is there), or to be cut. */
export type Unpacked = { kind: string; mediaType: string; title: string | null; said: Properties } & (
  | { text: string; headings: Heading[] }
  | { pages: ParsedPage[]; pageCount?: number }
);

const OFFICE = "application/vnd.openxmlformats-officedocument";
const OPEN_DOCUMENT = "application/vnd.oasis.opendocument";

/** Reads a packed document. Throws `Unreadable`. */
export function readPackage(bytes: Uint8Array, range: { from: number; to: number }): Unpacked {
  const entries = readDirectory(bytes);
  if (entries.length === 0) throw new Unreadable("empty", "There is nothing in this archive.");
  if (!isPackedDocument(entries)) throw new Unreadable("archive", ARCHIVE);
  const archive = openArchive(bytes);
  const stated = statedType(archive);
  if (stated === "application/epub+zip" || (stated === null && archive.has("META-INF/container.xml")))
    return { kind: "epub", mediaType: "application/epub+zip", ...readEpub(archive) };
  const odf = /^application\/vnd\.oasis\.opendocument\.(text|presentation|spreadsheet)(?:-template)?$/.exec(
    stated ?? "",
  )?.[1];
  if (odf !== undefined) {
    const kind = odf === "text" ? "odt" : odf === "presentation" ? "odp" : "ods";
    return { mediaType: `${OPEN_DOCUMENT}.${odf}`, ...readOdf(archive, kind) };
  }
  if (stated !== null) throw new Unreadable("unsupported", `This kind of packed file cannot be read. ${READABLE}`);
  return readOffice(archive, range);
}

const ARCHIVE = "This is a ZIP archive. Please unpack it and upload the documents in it one by one.";

const READABLE = "Please save it as PDF and upload that.";

/** What the `mimetype` entry says, which OpenDocument and EPUB have. */
function statedType(archive: Archive): string | null {
  if (!archive.has("mimetype")) return null;
  let type = "";
  for (const piece of archive.pieces("mimetype")) {
    type += new TextDecoder("windows-1252").decode(piece.subarray(0, 200));
    if (type.length > 200) break;
  }
  return type.trim().toLowerCase();
}

function readOffice(archive: Archive, range: { from: number; to: number }): Unpacked {
  const main = relationshipsOf(archive, "").find(({ type }) => type === "officeDocument")?.target;
  if (main === undefined) throw damaged();
  const type = contentType(archive, main);
  if (/wordprocessingml|ms-word/.test(type))
    return { kind: "docx", mediaType: `${OFFICE}.wordprocessingml.document`, ...readDocx(archive, main) };
  if (/presentationml|ms-powerpoint/.test(type))
    return { kind: "pptx", mediaType: `${OFFICE}.presentationml.presentation`, ...readPptx(archive, main, range) };
  if (/spreadsheetml|ms-excel\.(?:sheet|template)\.macro/.test(type))
    return { kind: "xlsx", mediaType: `${OFFICE}.spreadsheetml.sheet`, ...readXlsx(archive, main) };
  throw new Unreadable("unsupported", `This kind of Office file cannot be read. ${READABLE}`);
}

/** The type that the package states for a part. */
function contentType(archive: Archive, part: string): string {
  let own: string | null = null;
  let byEnding = "";
  const ending = part.slice(part.lastIndexOf(".") + 1).toLowerCase();
  readXml(archive.pieces("[Content_Types].xml"), {
    open(name, { PartName = "", Extension = "", ContentType = "" }) {
      if (name === "Override" && PartName.replace(/^\//, "").toLowerCase() === part.toLowerCase()) own = ContentType;
      else if (name === "Default" && Extension.toLowerCase() === ending) byEnding = ContentType;
      return undefined;
    },
  });
  return own ?? byEnding;
}
