/**
 * What the ingestion loop uploads: real documents in several editions of other bytes, some that cannot be read, and archives whose
 * documents are in nothing else. A content is known by the hash of its bytes.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { strToU8, unzipSync, zipSync } from "fflate";

/** @typedef {{ name: string, bytes: Uint8Array<ArrayBuffer>, hash: string, long: boolean }} Content */
/** @typedef {{ name: string, bytes: Uint8Array<ArrayBuffer>, hash: string, entries: Content[], skipped: number }} Archive */

const EDITIONS = 3;
const ARCHIVES = 4;
/** Files of ../shared/data/docs; what is long takes several steps of seconds. */
const FILES = [
  "R-intro.pdf",
  "latex-multicolumn.pdf",
  "openstax-sociology-culture.pdf",
  "arabic-habibi.pdf",
  "openstax-sociology-culture.docx",
  "ComplexNumberedLists.docx",
  "live-manual.de.odt",
  "with_japanese.pptx",
  "debian-handbook.ar.html",
  "live-manual.de.cp1252.txt",
  "corrupt-header-only.pdf",
  "encrypted-openpassword.pdf",
];
const LONG = new Set(["R-intro.pdf"]);

/** @param {Uint8Array} bytes */
export const hashOf = (bytes) => createHash("sha256").update(bytes).digest("hex");

/**
 * @param {string} name
 * @param {Uint8Array} bytes
 * @returns {Content}
 */
function content(name, bytes) {
  return { name, bytes: new Uint8Array(bytes), hash: hashOf(bytes), long: LONG.has(name) };
}

/**
 * Reads the documents and makes their editions and the archives.
 * @param {string} folder
 * @returns {{ contents: Content[], archives: Archive[] }}
 */
export function readCorpus(folder) {
  const contents = FILES.flatMap((name) => {
    const bytes = readFileSync(join(folder, name));
    return Array.from({ length: LONG.has(name) ? 2 : EDITIONS }, (_, n) => content(name, edited(name, bytes, n)));
  });
  return { contents, archives: Array.from({ length: ARCHIVES }, (_, n) => archive(n, folder)) };
}

/**
 * The same document in other bytes; of texts the words differ too.
 * @param {string} name
 * @param {Uint8Array} bytes
 * @param {number} n
 */
function edited(name, bytes, n) {
  if (n === 0) return bytes;
  if (/\.(docx|odt|pptx)$/.test(name)) return zipSync({ ...unzipSync(bytes), "edition.txt": strToU8(`${n}`) });
  const more = name.endsWith(".pdf") ? `\n% edition ${n}\n` : `\n\nThis is edition ${n}.\n`;
  return new Uint8Array([...bytes, ...strToU8(more)]);
}

/** @param {number} n @param {string} folder @returns {Archive} */
function archive(n, folder) {
  const notes = (/** @type {number} */ week) =>
    strToU8(
      `# Week ${week} of course ${n}\n\n${`Course ${n} speaks of theme${week} in its week ${week}. `.repeat(40 * week)}`,
    );
  const docx = edited("a.docx", readFileSync(join(folder, "ComplexNumberedLists.docx")), 100 + n);
  const files = {
    "week 1/notes.md": notes(1),
    "week 2/notes.md": notes(2),
    "week 3/notes.md": notes(3),
    "week 3/copy of notes.md": notes(3),
    [`lists of course ${n}.docx`]: docx,
    "picture.png": strToU8("\u0089PNG\r\n\u001a\n"),
    "__MACOSX/._notes.md": strToU8("left behind"),
  };
  const bytes = zipSync(files);
  const readable = Object.entries(files).filter(([name]) => /\.(md|docx)$/.test(name) && !name.startsWith("__"));
  const entries = readable.map(([name, data]) => content(name, data));
  return { name: `course ${n}.zip`, bytes: new Uint8Array(bytes), hash: hashOf(bytes), entries, skipped: 1 };
}
