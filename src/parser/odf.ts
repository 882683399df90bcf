/**
 * OpenDocument: texts as sections, presentations as a page per slide, tables as pages of rows. Numbers of lists as they
 * are shown, notes at the end under their numbers, deleted text and comments left out. One pass over `content.xml`.
 */
import type { Archive } from "./archive.ts";
import { titleIn } from "./bibliography.ts";
import { OdfLists } from "./odf-lists.ts";
import { type OdfKind, OdfReader } from "./odf-reader.ts";
import { type Properties, propertiesIn } from "./ooxml.ts";
import type { Heading, ParsedPage } from "./parsed.ts";
import { damaged, Unreadable } from "./unreadable.ts";
import { readXml } from "./xml.ts";

export type OdfContent =
  | { kind: "odt"; title: string | null; said: Properties; text: string; headings: Heading[] }
  | { kind: "odp" | "ods"; title: string | null; said: Properties; pages: ParsedPage[] };

/** Reads a document of the given kind, as its `mimetype` entry says. */
export function readOdf(archive: Archive, kind: OdfKind): OdfContent {
  if (archive.has("META-INF/manifest.xml")) refuseEncrypted(archive);
  if (!archive.has("content.xml")) throw damaged();
  const lists = new OdfLists();
  if (archive.has("styles.xml")) {
    readXml(archive.pieces("styles.xml"), {
      open: (name, attributes) =>
        name === "office:master-styles" ? false : (lists.style(name, attributes) ?? undefined),
    });
  }
  const reader = new OdfReader(archive, lists, kind);
  readXml(archive.pieces("content.xml"), {
    open: (name, attributes) => reader.open(name, attributes),
    text: (data) => reader.text(data),
    close: (name) => reader.close(name),
  });
  const own = archive.has("meta.xml") ? propertiesIn(archive, "meta.xml", MADE) : null;
  const title = own?.title ?? reader.title;
  const said = { title: titleIn(own?.title) ?? reader.title, author: own?.author ?? null, year: own?.year ?? null };
  if (kind === "odt") return { kind, title, said, ...reader.endText() };
  return { kind, title, said, pages: kind === "odp" ? reader.slides : reader.sheets.end() };
}

/** By whom and when a document was made, before who saved it last. */
const MADE = { author: ["meta:initial-creator", "dc:creator"], year: ["meta:creation-date", "dc:date"] };

function refuseEncrypted(archive: Archive) {
  readXml(archive.pieces("META-INF/manifest.xml"), {
    open(name) {
      if (name === "manifest:encryption-data")
        throw new Unreadable(
          "encrypted",
          "This document is protected by a password. Please remove the protection and upload it again.",
        );
      return undefined;
    },
  });
}
