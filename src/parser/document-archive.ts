/**
 * A ZIP of documents: what it holds that can be read, and the bytes of one of them. A packed document (Word, EPUB, …) is none.
 * Archives within it stay closed, what systems leave behind is passed over, and whatever cannot be read is told with a
 * sentence. Sizes are what the directory says here; one that lies is found when its entry is extracted.
 */

import type { DocumentFailure } from "../protocol.ts";
import { ENCRYPTED, inflateEntry, MAX_INFLATED_BYTES } from "./archive.ts";
import { entryPaths } from "./entry-names.ts";
import { type Extracted, type Listed, type ParseFailure, refused } from "./parsed.ts";
import { endingOf, PACKED, sniff } from "./sniff.ts";
import { Unreadable } from "./unreadable.ts";
import { readDirectory, type ZipEntry } from "./zip-directory.ts";

/** A document that would not fit an isolate beside the archive. */
export const MAX_DOCUMENT_BYTES = 60_000_000;
const MAX_NAME = 200;
/** So much of an entry tells what it is; its packed bytes are inflated by so many until that is there. */
const HEAD = 1_024;
const HEAD_STEP = 64;

const TOO_MUCH = "The documents in this archive are too large together. Please upload it in parts.";
const NESTED = "This is an archive in an archive. Please unpack it and upload the documents in it.";
const LARGE = "This file is too large to be read. Please upload it in parts.";

/** Whether a ZIP is one document that is packed: an Office document, an OpenDocument or a book. */
export function isPackedDocument(entries: readonly ZipEntry[]): boolean {
  return entries.some(({ name }) => name.length <= 22 && PARTS.has(new TextDecoder().decode(name)));
}

const PARTS = new Set(["[Content_Types].xml", "mimetype", "META-INF/container.xml"]);

/** The documents in a ZIP, and what in it cannot be read. Never throws for what is wrong with it. */
export function listDocuments(bytes: Uint8Array): Listed {
  return caught(() => {
    const entries = readDirectory(bytes);
    if (isPackedDocument(entries)) return refused("unsupported", "This is one document and no archive of several.");
    const paths = entryPaths(entries);
    const kept = entries.flatMap((entry, index) => {
      const path = paths[index] ?? "";
      return isOfSystem(path) || entry.isLink ? [] : [{ entry, index, path }];
    });
    if (kept.length === 0) return refused("archive-empty", "There is nothing in this archive.");
    const names = namesOf(kept.map(({ path }) => path));
    const listed: Extract<Listed, { ok: true }> = { ok: true, entries: [], skipped: [] };
    for (const [i, { entry, index }] of kept.entries()) {
      const name = names[i] ?? "document";
      const why = whyNot(bytes, entry, name);
      if (why === null) listed.entries.push({ index, name, bytes: entry.size });
      else listed.skipped.push({ name, ...why });
    }
    if (listed.entries.reduce((sum, { bytes: size }) => sum + size, 0) > MAX_INFLATED_BYTES)
      return refused("too-large", TOO_MUCH);
    if (listed.entries.length > 0) return listed;
    if (listed.skipped.every(({ error }) => error === ENCRYPTED)) return refused("encrypted", ENCRYPTED);
    return refused("archive-empty", `Nothing in this archive can be read. ${listed.skipped[0]?.error ?? ""}`.trim());
  });
}

/** The bytes of one entry, by the index that the list gives it. */
export function extractDocument(bytes: Uint8Array, index: number): Extracted {
  return caught(() => {
    const entry = readDirectory(bytes)[index];
    if (entry === undefined) return refused("broken", "This document is not in the archive any more.");
    if (entry.isEncrypted) return refused("encrypted", ENCRYPTED);
    if (entry.size > MAX_DOCUMENT_BYTES) return refused("too-large", LARGE);
    const whole = new Uint8Array(entry.size);
    let at = 0;
    for (const piece of inflateEntry(bytes, entry)) {
      whole.set(piece, at);
      at += piece.length;
    }
    const sniffed = sniff(whole, "", "");
    if (sniffed.ok && sniffed.kind === "packed" && !isPackedDocument(readDirectory(whole)))
      return refused("archive-nested", NESTED);
    return { ok: true, bytes: whole.buffer };
  });
}

function caught<T>(read: () => T): T | Unreadable["failure"] {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) return error.failure;
    throw error;
  }
}

/** Folders, and what systems and programs leave beside the documents. */
function isOfSystem(path: string): boolean {
  if (path === "" || path.endsWith("/")) return true;
  const parts = path.split("/");
  return (
    parts.some((part) => part.startsWith(".") || part === "__MACOSX") ||
    /^(?:thumbs\.db|ehthumbs\.db|desktop\.ini|~\$.*|\.~lock\..*)$/i.test(parts.at(-1) ?? "")
  );
}

/** What the documents are called: the last parts of their paths; where several have the same, their folders too. */
function namesOf(paths: readonly string[]): string[] {
  const lasts = paths.map((path) => path.split("/").at(-1) ?? "");
  const times = Map.groupBy(lasts, (name) => name);
  const taken = new Map<string, number>();
  return paths.map((path, i) => {
    const last = lasts[i] ?? "";
    const name = shortened((times.get(last)?.length ?? 0) > 1 ? path.split("/").join(" – ") : last);
    const before = taken.get(name) ?? 0;
    taken.set(name, before + 1);
    return before === 0 ? name : name.replace(/(\.[^.]{1,8})?$/, ` (${before + 1})$1`);
  });
}

function shortened(name: string): string {
  if (name.length <= MAX_NAME) return name;
  const ending = /\.[^.]{1,8}$/.exec(name)?.[0] ?? "";
  return (name.slice(0, MAX_NAME - ending.length).toWellFormed() + ending).replaceAll("\uFFFD", "");
}

/** Why an entry is no document that can be read, or `null`. */
function whyNot(bytes: Uint8Array, entry: ZipEntry, name: string): { code: DocumentFailure; error: string } | null {
  if (entry.isEncrypted) return { code: "encrypted", error: ENCRYPTED };
  if (entry.size > MAX_DOCUMENT_BYTES) return { code: "too-large", error: LARGE };
  try {
    const sniffed = sniff(headOf(bytes, entry), name, "");
    if (!sniffed.ok) return told(sniffed);
    const ending = endingOf(name);
    return sniffed.kind === "packed" && (ending === "zip" || !PACKED.has(ending))
      ? { code: "archive-nested", error: NESTED }
      : null;
  } catch (error) {
    if (error instanceof Unreadable) return told(error.failure);
    throw error;
  }
}

/** An archive in an archive stays closed. */
function told({ code, error }: ParseFailure): { code: DocumentFailure; error: string } {
  return code === "archive" ? { code: "archive-nested", error: NESTED } : { code, error };
}

/** The beginning of an entry. Little more than that is inflated. */
function headOf(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const head = new Uint8Array(Math.min(HEAD, entry.size));
  let at = 0;
  for (const piece of inflateEntry(bytes, entry, HEAD_STEP)) {
    const part = piece.subarray(0, head.length - at);
    head.set(part, at);
    at += part.length;
    if (at === head.length) break;
  }
  return head;
}
