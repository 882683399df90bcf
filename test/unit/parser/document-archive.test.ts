import { describe, expect, it } from "vitest";
import { extractDocument, listDocuments } from "../../../src/parser/document-archive.ts";
import { parseFile } from "../../../src/parser/parse-file.ts";
import { FLAT, growth } from "../../support/cpu-cost.ts";
import { docxOf, type ZipEntry, zipOf } from "../../support/tiny-zip.ts";

const docx = zipOf(docxOf("<w:p><w:r><w:t>Cells</w:t></w:r></w:p>"));
const MEGA = 1_000_000;

const list = (entries: readonly ZipEntry[]) => {
  const listed = listDocuments(zipOf(entries));
  if (!listed.ok) throw new Error(listed.error);
  return listed;
};
const namesIn = (entries: readonly ZipEntry[]) => list(entries).entries.map(({ name }) => name);
const text = (name: string | Uint8Array, claims?: ZipEntry["claims"]): ZipEntry => ({
  name,
  data: "Some text.",
  claims,
});

describe("a ZIP of documents", () => {
  it("[L53] is told by the parser, lists its documents, and gives each of them back", async () => {
    const bytes = zipOf([
      { name: "course/", data: "", isStored: true },
      { name: "course/week 1.docx", data: docx },
      { name: "course/notes.md", data: "# Mitosis\n\nIt has four phases." },
    ]);
    const request = { name: "course.zip", mediaType: "application/zip", pages: { from: 1, to: 20 } };
    expect(await parseFile(bytes.slice(), request)).toMatchObject({ ok: false, code: "archive" });
    const listed = listDocuments(bytes);
    expect(listed).toEqual({
      ok: true,
      entries: [
        { index: 1, name: "week 1.docx", bytes: docx.length },
        { index: 2, name: "notes.md", bytes: 30 },
      ],
      skipped: [],
    });
    const extracted = extractDocument(bytes, 1);
    if (!extracted.ok) throw new Error(extracted.error);
    expect(new Uint8Array(extracted.bytes)).toEqual(docx);
    const parsed = await parseFile(new Uint8Array(extracted.bytes), { ...request, name: "week 1.docx" });
    expect(parsed).toMatchObject({ ok: true, pages: [{ text: "Cells" }] });
  });

  it("[L53] passes over what systems leave behind, and links", () => {
    expect(
      namesIn([
        text("a.txt"),
        text("__MACOSX/._a.txt"),
        text(".DS_Store"),
        text("x/Thumbs.db"),
        text("x/desktop.ini"),
        text("~$essay.docx"),
        text(".git/config"),
        text("link.txt", { mode: 0xa1ff }),
      ]),
    ).toEqual(["a.txt"]);
  });

  it("[L53] tells with a sentence what cannot be read: pictures, programs, archives, empty and protected files", () => {
    const { entries, skipped } = list([
      text("a.txt"),
      { name: "b.png", data: "\u0089PNG", isStored: true },
      { name: "c.png", data: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0) },
      { name: "d.exe", data: Uint8Array.of(0x4d, 0x5a, 0, 0) },
      { name: "e.zip", data: zipOf([text("f.txt")]) },
      { name: "g.bin", data: docx },
      { name: "h.txt", data: "" },
      text("i.txt", { flags: 0x801 }),
      text("j.txt", { method: 99 }),
      text("k.txt", { size: 61 * MEGA }),
      { name: "l.pdf", data: "no PDF" },
    ]);
    expect(entries.map(({ name }) => name)).toEqual(["a.txt"]);
    expect(skipped.map(({ name }) => name)).toEqual(
      "b.png,c.png,d.exe,e.zip,g.bin,h.txt,i.txt,j.txt,k.txt,l.pdf".split(","),
    );
    for (const { error } of skipped) expect(error).toMatch(/^[A-Z].{15,200}\.$/);
    expect(skipped[3]?.error).toMatch(/archive in an archive/);
    expect(skipped[6]?.error).toMatch(/password/);
  });

  it("[L53] names documents without paths and hidden characters, and no two alike", () => {
    expect(
      namesIn([
        text("../../etc/passwd.txt"),
        text("C:\\notes\\last.txt"),
        text("a\u0000b\n\u202Etxt.exe.txt"),
        text("week1/notes.txt"),
        text("week2/notes.txt"),
        text("same.txt"),
        text("same.txt"),
        text(`${"x".repeat(400)}.txt`),
      ]),
    ).toEqual([
      "passwd.txt",
      "last.txt",
      "abtxt.exe.txt",
      "week1 – notes.txt",
      "week2 – notes.txt",
      "same.txt",
      "same (2).txt",
      `${"x".repeat(196)}.txt`,
    ]);
  });

  it("[L53] reads names as the machine wrote them that made the archive", () => {
    const bytes = (...parts: (string | number)[]) =>
      Uint8Array.from(
        parts.flatMap((part) => (typeof part === "number" ? [part] : [...part].map((letter) => letter.charCodeAt(0)))),
      );
    expect(namesIn([text(bytes(0x9a, "bung 1.txt")), text(bytes("Gr", 0x94, 0xe1, "e.txt"))])).toEqual([
      "Übung 1.txt",
      "Größe.txt",
    ]);
    expect(namesIn([text(bytes("caf", 0xc3, 0xa9, ".txt"))])).toEqual(["café.txt"]);
    const japanese = bytes(0x8d, 0x75, 0x8b, 0x60, 0x83, 0x6d, 0x81, 0x5b, 0x83, 0x67, "1.txt");
    expect(namesIn([text(japanese), text(bytes(0x90, 0xfc, 0x8c, 0x60, ".txt"))])).toEqual([
      "講義ノート1.txt",
      "線形.txt",
    ]);
    const russian = [..."лекция"].map((letter) => {
      const at = letter.charCodeAt(0) - 0x430;
      return at < 16 ? 0xa0 + at : 0xe0 + at - 16;
    });
    expect(namesIn([text(bytes(...russian, ".txt"))])).toEqual(["лекция.txt"]);
  });

  it("[L53] is refused whole when nothing in it can be read", () => {
    const refusal = (entries: readonly ZipEntry[]) => listDocuments(zipOf(entries));
    expect(refusal([])).toMatchObject({ ok: false, code: "archive-empty" });
    expect(refusal([{ name: "a/", data: "" }])).toMatchObject({ ok: false, code: "archive-empty" });
    expect(refusal([text("a.txt", { flags: 1 })])).toMatchObject({ ok: false, code: "encrypted" });
    expect(refusal([{ name: "a.zip", data: docx }])).toMatchObject({ ok: false, code: "archive-empty" });
    expect(refusal(docxOf(""))).toMatchObject({ ok: false, code: "unsupported" });
    expect(listDocuments(docx.slice(0, 100))).toMatchObject({ ok: false, code: "broken" });
  });

  it("[L53] whose headers lie gives nothing but a sentence", () => {
    const zeros = new Uint8Array(5 * MEGA);
    const long = { data: "long ".repeat(MEGA / 100), claims: { size: 30 * MEGA } };
    const extract = (entry: ZipEntry) => extractDocument(zipOf([entry]), 0);
    expect(extract({ name: "a.txt", data: zeros })).toMatchObject({ ok: false, code: "too-large" });
    expect(extract({ name: "a.txt", data: zeros, claims: { size: 1_000 } })).toMatchObject({ ok: false });
    expect(extract(text("a.txt", { size: 1_000 }))).toMatchObject({ ok: false, code: "broken" });
    expect(extract(text("a.txt", { crc: 1 }))).toMatchObject({ ok: false, code: "broken" });
    expect(extract(text("a.txt", { size: 4e9 }))).toMatchObject({ ok: false, code: "too-large" });
    expect(extract({ name: "a.docx", data: zipOf([text("b.txt")]) })).toMatchObject({
      ok: false,
      code: "archive-nested",
    });
    expect(extractDocument(zipOf([text("a.txt")]), 7)).toMatchObject({ ok: false, code: "broken" });
    expect(listDocuments(zipOf(Array.from({ length: 9 }, (_, i) => ({ ...long, name: `${i}.txt` }))))).toMatchObject({
      ok: false,
      code: "too-large",
    });
  });

  it("[L53] that consists of bombs is listed by their beginnings alone", async () => {
    const bombs = (size: number) => {
      const bomb = zipOf([{ name: "0.txt", data: " ".repeat(size) }]);
      const packed = bomb.slice(30 + 5, bomb.length - 46 - 5 - 22);
      const claims = { method: 8, size: 1_000 };
      return zipOf(Array.from({ length: 20 }, (_, i) => ({ name: `${i}.txt`, data: packed, isStored: true, claims })));
    };
    expect(listDocuments(bombs(2 * MEGA)).ok).toBe(false);
    expect(await growth(listDocuments, bombs, { size: 2 * MEGA, enough: FLAT })).toBeLessThan(FLAT);
  });
});
