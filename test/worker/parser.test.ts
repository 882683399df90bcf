import { env } from "cloudflare:workers";
import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { pdfByMap, pdfOf } from "../support/tiny-pdf.ts";

const parse = (bytes: Uint8Array<ArrayBuffer>, name: string) =>
  env.PARSER.parse({ name, mediaType: "", bytes: bytes.buffer, pages: { from: 1, to: 10 } });

const zip = (parts: Record<string, string>) =>
  new Uint8Array(zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)]))));

const W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const word = (body: string) =>
  zip({
    "[Content_Types].xml": `<Types><Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    "_rels/.rels": `<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="word/document.xml"/></Relationships>`,
    "word/document.xml": `<w:document xmlns:w="${W}"><w:body>${body}</w:body></w:document>`,
  });

describe("the parser in its own isolate", () => {
  it("[L43] reads a packed document", async () => {
    const parsed = await parse(word("<w:p><w:r><w:t>Zellen &amp; Größe</w:t></w:r></w:p>"), "a.docx");
    expect(parsed).toMatchObject({ ok: true, kind: "docx", pages: [{ page: 1, text: "Zellen & Größe" }] });
  });

  it("[L42] refuses a bomb and goes on reading", async () => {
    const bomb = word(" ".repeat(30_000_000));
    expect(await parse(bomb, "a.docx")).toMatchObject({ ok: false, code: "too-large" });
    expect(await parse(word("<w:p><w:r><w:t>next</w:t></w:r></w:p>"), "b.docx")).toMatchObject({ ok: true });
  });

  it("[L53] lists the documents of a ZIP and gives them back, from a stream too", async () => {
    const archive = zip({ "week 1/a.txt": "Cells divide.", "b.md": "# Mitosis", "c.zip": "PK\u0003\u0004" });
    expect(await parse(archive, "course.zip")).toMatchObject({ ok: false, code: "archive" });
    const listed = await env.PARSER.list({ name: "course.zip", bytes: new Blob([archive]).stream() });
    expect(listed).toMatchObject({ ok: true, entries: [{ index: 0, name: "a.txt", bytes: 13 }, { name: "b.md" }] });
    const extracted = await env.PARSER.extract({ bytes: new Blob([archive]).stream(), index: 0 });
    expect(extracted.ok && [extracted.size, await new Response(extracted.bytes).text()]).toEqual([13, "Cells divide."]);
    expect(await env.PARSER.extract({ bytes: archive.buffer, index: 2 })).toMatchObject({ ok: false });
  });

  const stream = (text: string, more = "") => `<< /Length ${text.length} ${more} >>\nstream\n${text}\nendstream`;
  const ARABIC = {
    F4: "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /ToUnicode @map >>",
    map: stream(`begincmap 1 begincodespacerange <00> <ff> endcodespacerange 4 beginbfchar
<4c> <06440627> <61> <0627> <6b> <0643> <6d> <0645> endbfchar endcmap`),
  };
  const shown = "BT /F4 10 Tf 72 700 Td (mLka) Tj ET";

  it("[L57] reads a page glyph by glyph where its script runs to the left", async () => {
    const page = { content: shown, more: "/Resources << /Font << /F4 @F4 >> >>" };
    const bytes = pdfOf([page], { objects: ARABIC });
    expect(await parse(bytes, "a.pdf")).toMatchObject({ ok: true, pages: [{ text: "اكلام" }] });
  });

  it("[L67] ends a page that asks for endless work, though no clock goes on meanwhile", async () => {
    const more = "/Resources << /Font << /F4 @F4 >> /Pattern << /P @paint >> >>";
    const paints = "/Pattern cs /P scn 0 0 9 9 re f ";
    const objects = {
      ...ARABIC,
      paint: `<< /Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 /Resources << /Pattern << /P @paint >> >> /Length ${paints.length * 2} >>\nstream\n${paints}${paints}\nendstream`,
    };
    const bytes = pdfOf([{ content: `${shown} ${paints}`, more }], { objects });
    expect(await parse(bytes, "a.pdf")).toMatchObject({ ok: true, pages: [{ text: expect.stringContaining("ك") }] });
  });

  it("[L66] has the character maps that fonts name", async () => {
    const bytes = pdfByMap("90ms-RKSJ-H", "Japan1", "8dd7964582cd95aa97f482b782e9");
    expect(await parse(bytes, "a.pdf")).toMatchObject({ ok: true, pages: [{ text: "細胞は分裂する" }] });
  });

  it("[L50] knows the encodings that a browser knows", async () => {
    const russian = "Клетка делится на две дочерние клетки, и это называется митозом.";
    const table = [...new TextDecoder("koi8-r").decode(Uint8Array.from({ length: 256 }, (_, i) => i))];
    const bytes = Uint8Array.from([...russian].map((letter) => table.indexOf(letter)));
    expect(await parse(bytes, "a.txt")).toMatchObject({ ok: true, pages: [{ text: russian }] });
    const labels =
      "shift_jis,euc-jp,iso-2022-jp,gb18030,big5,euc-kr,ibm866,iso-8859-5,utf-16be,windows-1250,windows-874";
    for (const label of labels.split(",")) {
      expect(() => new TextDecoder(label, { fatal: true, ignoreBOM: false })).not.toThrow();
    }
  });
});
