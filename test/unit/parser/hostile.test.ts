import { beforeAll, describe, expect, it } from "vitest";
import { parseFile } from "../../../src/parser/parse-file.ts";
import { costInReadings, growth, LINEAR } from "../../support/cpu-cost.ts";
import { docxOf, officeOf, P, relationships, W, type ZipEntry, zipOf } from "../../support/tiny-zip.ts";

const parse = (bytes: Uint8Array, name: string) =>
  parseFile(bytes, { name, mediaType: "", pages: { from: 1, to: 20 } });

const document = (data: string | Uint8Array, claims?: ZipEntry["claims"]): Uint8Array =>
  zipOf(docxOf("").map((entry) => (entry.name === "word/document.xml" ? { ...entry, data, claims } : entry)));
const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;
const body = (inner: string, doctype = "") =>
  `<?xml version="1.0"?>${doctype}<w:document ${W}><w:body>${inner}</w:body></w:document>`;
const odt = (entries: ZipEntry[]) =>
  zipOf([{ name: "mimetype", data: "application/vnd.oasis.opendocument.text", isStored: true }, ...entries]);
const laughs = `<!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from({ length: 9 }, (_, i) => `<!ENTITY lol${i + 1} "${`&lol${i === 0 ? "" : i};`.repeat(10)}">`).join("")}]>`;
const deckOf = (ids: string, targets: Parameters<typeof relationships>[0]) =>
  officeOf("ppt/presentation.xml", "presentationml.presentation", {
    "ppt/presentation.xml": `<p:presentation ${P}><p:sldIdLst>${ids}</p:sldIdLst></p:presentation>`,
    "ppt/_rels/presentation.xml.rels": relationships(targets),
    "ppt/slides/slide1.xml": `<p:sld ${P}/>`,
  });
const cfb = (text: string) =>
  new Uint8Array([
    0xd0,
    0xcf,
    0x11,
    0xe0,
    0xa1,
    0xb1,
    0x1a,
    0xe1,
    ...[...text].flatMap((letter) => [letter.charCodeAt(0), 0]),
  ]);

const MEGA = 1_000_000;
const whole = zipOf(docxOf(paragraph("whole")));

/** What the file is, its bytes, its name, and the code that it is refused with. */
const HOSTILE: [what: string, bytes: () => Uint8Array, name: string, code: string][] = [
  [
    "a bomb by its ratio",
    () => document(`<w:document ${W}>${" ".repeat(5 * MEGA)}</w:document>`),
    "a.docx",
    "too-large",
  ],
  [
    "a bomb whose header says that it is small",
    () => document(" ".repeat(5 * MEGA), { size: 1_000 }),
    "a.docx",
    "too-large",
  ],
  [
    "a header that promises less than there is",
    () => document(body(paragraph("x")), { size: 100 }),
    "a.docx",
    "broken",
  ],
  [
    "a header that promises more than there is",
    () => document(body(paragraph("x")), { size: 999_999 }),
    "a.docx",
    "broken",
  ],
  ["a packed size beyond the file", () => document(body(paragraph("x")), { packed: 0x7fffffff }), "a.docx", "broken"],
  ["an entry that lies outside the file", () => document(body(paragraph("x")), { at: 0x7ffffff0 }), "a.docx", "broken"],
  ["a wrong checksum", () => document(body(paragraph("x")), { crc: 1 }), "a.docx", "broken"],
  ["an unknown way of packing", () => document(body(paragraph("x")), { method: 99 }), "a.docx", "unsupported"],
  ["an entry with a password", () => document(body(paragraph("x")), { flags: 1 }), "a.docx", "encrypted"],
  [
    "too many entries",
    () => zipOf(Array.from({ length: 10_001 }, (_, i) => ({ name: `${i}`, data: "", isStored: true }))),
    "a.docx",
    "too-large",
  ],
  [
    "entries that share their bytes",
    () => {
      const data = "x".repeat(10_000);
      return zipOf(
        Array.from({ length: 50 }, (_, i) => ({
          name: `${i}`,
          data: i === 0 ? data : "",
          isStored: true,
          claims: { packed: 10_000, size: 10_000, at: 0 },
        })),
      );
    },
    "a.docx",
    "broken",
  ],
  ["a directory with fewer entries than it says", () => zipOf(docxOf(paragraph("x")), 60_000), "a.docx", "too-large"],
  [
    "a path out of the archive",
    () => zipOf([...docxOf(""), { name: "../../etc/passwd", data: "x" }]),
    "a.docx",
    "broken",
  ],
  ["an absolute path", () => zipOf([...docxOf(""), { name: "/etc/passwd", data: "x" }]), "a.docx", "broken"],
  ["a path of Windows", () => zipOf([...docxOf(""), { name: "..\\..\\x.exe", data: "x" }]), "a.docx", "broken"],
  [
    "a name with control characters",
    () => zipOf([...docxOf(""), { name: "a\u0000b\n.xml", data: "x" }]),
    "a.docx",
    "broken",
  ],
  ["a billion laughs", () => document(body(paragraph("&lol9;"), laughs)), "a.docx", "broken"],
  [
    "an external entity",
    () => document(body(paragraph("&xxe;"), `<!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>`)),
    "a.docx",
    "broken",
  ],
  [
    "a parameter entity in OpenDocument",
    () => odt([{ name: "content.xml", data: `<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1/a">%a;]><x/>` }]),
    "a.odt",
    "broken",
  ],
  ["nesting a hundred thousand deep", () => document(body("<w:sdt>".repeat(100_000))), "a.docx", "broken"],
  [
    "a huge attribute",
    () => document(body(`<w:p w:x="${Array.from({ length: 400_000 }, (_, i) => i).join("")}"/>`)),
    "a.docx",
    "broken",
  ],
  [
    "a tag with hundreds of thousands of attributes",
    () => document(body(`<w:p ${Array.from({ length: 300_000 }, (_, i) => `a${i}=""`).join(" ")}/>`)),
    "a.docx",
    "broken",
  ],
  ["an archive where text should be", () => document(whole), "a.docx", "broken"],
  ["an archive of documents", () => zipOf([{ name: "a.docx", data: whole }]), "a.zip", "archive"],
  ["an archive called a document", () => zipOf([{ name: "a.txt", data: "hello" }]), "a.docx", "archive"],
  ["an empty archive", () => zipOf([]), "a.docx", "empty"],
  ["a file that is cut off", () => whole.slice(0, whole.length - 60), "a.docx", "broken"],
  ["XML that is cut off", () => document(`<w:document ${W}><w:body><w:p>`), "a.docx", "broken"],
  ["a document without its text", () => zipOf(docxOf("").slice(0, 2)), "a.docx", "broken"],
  ["a document with no words", () => zipOf(docxOf("<w:p/>")), "a.docx", "empty"],
  [
    "a mimetype of something else",
    () => zipOf([{ name: "mimetype", data: "application/x-evil", isStored: true }]),
    "a.odt",
    "unsupported",
  ],
  ["a huge mimetype", () => zipOf([{ name: "mimetype", data: "x".repeat(5 * MEGA) }]), "a.odt", "too-large"],
  ["OpenDocument without content", () => odt([]), "a.odt", "broken"],
  [
    "OpenDocument with a password",
    () =>
      odt([
        {
          name: "META-INF/manifest.xml",
          data: `<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>`,
        },
        { name: "content.xml", data: "noise" },
      ]),
    "a.odt",
    "encrypted",
  ],
  ["a Word document with a password", () => cfb("EncryptionInfo EncryptedPackage"), "a.docx", "encrypted"],
  ["an old Word document", () => cfb("WordDocument"), "a.doc", "old-format"],
  ["a document by name alone", () => new TextEncoder().encode("hello"), "a.pptx", "disguised"],
  [
    "a slide that is shown for ever",
    () => zipOf(deckOf(`<p:sldId r:id="r1"/>`.repeat(100_000), { r1: ["slide", "slides/slide1.xml"] })),
    "a.pptx",
    "broken",
  ],
  ["a slide that is the presentation", () => zipOf(deckOf(`<p:sldId r:id="r9"/>`, {})), "a.pptx", "broken"],
  ["a presentation without slides", () => zipOf(deckOf("", {})), "a.pptx", "empty"],
  [
    "a book without chapters",
    () => zipOf([{ name: "mimetype", data: "application/epub+zip", isStored: true }]),
    "a.epub",
    "broken",
  ],
];

describe("hostile files", () => {
  // What loads the readers is no part of what a file costs.
  beforeAll(async () => expect(await parse(whole, "a.docx")).toMatchObject({ ok: true }));

  for (const [what, make, name, code] of HOSTILE) {
    it(`[L42] ${what}: refused with a sentence, quickly`, async () => {
      const bytes = make();
      const { result: parsed, readings } = await costInReadings(() => parse(bytes, name));
      expect(readings).toBeLessThan(1_000);
      expect(parsed).toMatchObject({ ok: false, code });
      if (!parsed.ok) expect(parsed.error).toMatch(/^[A-Z].{15,200}\.$/);
    });
  }

  it("[L42] a style based on itself, a list linked to itself and a span repeated for ever do no harm", async () => {
    const styles = `<w:styles ${W}><w:style w:styleId="A"><w:basedOn w:val="A"/></w:style></w:styles>`;
    const rels = relationships({ r1: ["styles", "styles.xml"] });
    const docx = docxOf(`<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>one</w:t></w:r></w:p>`, {
      "word/styles.xml": styles,
      "word/_rels/document.xml.rels": rels,
    });
    expect(await parse(zipOf(docx), "a.docx")).toMatchObject({ ok: true, pages: [{ text: "one" }] });
    const spaces = odt([
      {
        name: "content.xml",
        data: `<o:d xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><o:body><t:p>a<t:s t:c="999999999"/>b</t:p></o:body></o:d>`,
      },
    ]);
    const parsed = await parse(spaces, "a.odt");
    expect(parsed.ok && parsed.pages[0]?.text.length).toBeLessThan(300);
  });

  it("[L42] white space without end is read quickly, in a paragraph, in a cell and in LaTeX", async () => {
    const blank = (size: number) => paragraph(`a${" ".repeat(size)}b`);
    const row = (size: number) => `<w:tbl><w:tr><w:tc>${blank(size)}</w:tc><w:tc>${blank(size)}</w:tc></w:tr></w:tbl>`;
    const tex = (size: number) =>
      `\\documentclass{a}\\begin{verbatim}${" ".repeat(size)}x\\end{verbatim}$${"\\label{".repeat(size / 10)}$`;
    const files: [name: string, make: (size: number) => Uint8Array][] = [
      ["a.docx", (size) => zipOf(docxOf(blank(size)))],
      ["a.docx", (size) => zipOf(docxOf(row(size)))],
      ["a.tex", (size) => new TextEncoder().encode(tex(size))],
    ];
    for (const [name, make] of files) {
      expect(await parse(make(1_000), name)).toMatchObject({ ok: true });
      expect(await growth((bytes) => parse(bytes, name), make, { size: 50_000 })).toBeLessThan(LINEAR);
    }
  });

  it("[L42] a random change of any byte is read or refused, never thrown", async () => {
    const sound = zipOf(docxOf(paragraph("one") + paragraph("two")));
    for (let at = 0; at < sound.length; at += 7) {
      const changed = sound.slice();
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      expect(typeof (await parse(changed, "a.docx")).ok).toBe("boolean");
    }
  });
});
