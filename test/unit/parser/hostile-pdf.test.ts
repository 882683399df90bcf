import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { parseFile } from "../../../src/parser/parse-file.ts";
import { withinBudget } from "../../../src/parser/pdf-budget.ts";
import { costInReadings } from "../../support/cpu-cost.ts";

const TEXT = "BT /F1 10 Tf 72 700 Td (Cells divide) Tj ET";
const ARABIC = "BT /F2 10 Tf 72 600 Td (aaa) Tj ET";
const SAID = "Cells divide";

const CATALOG = "<< /Type /Catalog /Pages 2 0 R >>";
const PAGES = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
const COURIER = "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>";
const FONT = "/Font << /F1 5 0 R >>";
/** With it a page is read glyph by glyph. */
const FONTS = "/Font << /F1 5 0 R /F2 << /Type /Font /Subtype /Type1 /BaseFont /Courier /ToUnicode 6 0 R >> >>";
const BOX = "/MediaBox [0 0 612 792]";

const stream = (content: string, more = "") => `<< /Length ${content.length} ${more} >>\nstream\n${content}\nendstream`;
const packed = (content: string, times = 1) => {
  let bytes: Buffer = Buffer.from(content, "latin1");
  for (let i = 0; i < times; i += 1) bytes = deflateSync(bytes);
  return stream(bytes.toString("latin1"), `/Filter [${"/FlateDecode ".repeat(times)}]`);
};
const MAP = stream(
  "begincmap 1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfchar <61> <0627> endbfchar endcmap",
);
const page = (resources = FONT, more = "", box = BOX) =>
  `<< /Type /Page /Parent 2 0 R ${box} /Resources << ${resources} >> /Contents 4 0 R ${more} >>`;
const form = (content: string, resources = "") =>
  stream(content, `/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << ${resources} >>`);

/** The objects of a file with one page. */
const onePage = (content: string, own = page(), ...more: readonly string[]) => [
  CATALOG,
  PAGES,
  own,
  content,
  COURIER,
  ...more,
];

/** A file of such objects, numbered from 1 on, the first one its catalog. */
function fileOf(objects: readonly string[], { xref, trailer = "" }: { xref?: string; trailer?: string } = {}) {
  let file = "%PDF-1.7\n";
  const places = objects.map((body, i) => {
    const at = file.length;
    file += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return `${String(at).padStart(10, "0")} 00000 n \n`;
  });
  const start = file.length;
  file += xref ?? `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join("")}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer.replace("@xref", String(start))} >>\nstartxref\n${start}\n%%EOF\n`;
  return Uint8Array.from(file, (letter) => letter.charCodeAt(0));
}

/** Forms that show the next one twice each, and the last one something. */
const doubling = (inner: string, fonts = FONT) =>
  Array.from({ length: 40 }, (_, i) =>
    form(i === 39 ? inner : "/X Do /X Do", `${fonts} /XObject << /X ${i + 8} 0 R >>`),
  );
const shows = (fonts: string, number: number) => page(`${fonts} /XObject << /X ${number} 0 R >>`);

/** A file, and what it is: the code of its refusal, or the beginning of its first page. */
const HOSTILE: [what: string, make: () => Uint8Array, expected: { code: string } | { text: string }][] = [
  [
    "a tree of pages that holds itself",
    () => fileOf([CATALOG, "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"]),
    { text: "" },
  ],
  [
    "a tree of pages that goes round in a circle",
    () =>
      fileOf([
        CATALOG,
        "<< /Type /Pages /Kids [3 0 R] /Count 3 >>",
        "<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 3 >>",
      ]),
    { text: "" },
  ],
  [
    "a tree of pages that is a thousand deep",
    () =>
      fileOf([
        CATALOG,
        ...Array.from({ length: 1_000 }, (_, i) => `<< /Type /Pages /Kids [${i + 3} 0 R] /Count 1 >>`),
        `<< /Type /Page ${BOX} >>`,
      ]),
    { text: "" },
  ],
  [
    "one page a hundred thousand times",
    () =>
      fileOf([
        CATALOG,
        `<< /Type /Pages /Kids [${"3 0 R ".repeat(100_000)}] /Count 100000 >>`,
        page(),
        stream(TEXT),
        COURIER,
      ]),
    { code: "too-large" },
  ],
  [
    "a page that says that it is two thousand million",
    () => fileOf([CATALOG, "<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>", page(), stream(TEXT), COURIER]),
    { text: SAID },
  ],
  [
    "less than no pages",
    () => fileOf([CATALOG, "<< /Type /Pages /Kids [3 0 R] /Count -5 >>", page(), stream(TEXT), COURIER]),
    { code: "broken" },
  ],
  ["no pages", () => fileOf([CATALOG, "<< /Type /Pages /Kids [] /Count 0 >>"]), { code: "broken" }],
  ["a catalog that is its own tree of pages", () => fileOf(["<< /Type /Catalog /Pages 1 0 R >>"]), { text: "" }],
  [
    "a table of a thousand million objects",
    () => fileOf(onePage(stream(TEXT)), { xref: "xref\n0 1000000000\n0000000000 65535 f \n" }),
    { text: SAID },
  ],
  [
    "a table that begins at the thousand millionth object",
    () => fileOf(onePage(stream(TEXT)), { xref: "xref\n999999999 5\n" }),
    { text: SAID },
  ],
  ["a table that comes before itself", () => fileOf(onePage(stream(TEXT)), { trailer: "/Prev @xref" }), { text: SAID }],
  [
    "a stream of objects that is in itself",
    () => {
      const held = "1 0 2 36 << /Type /Catalog /Pages 2 0 R >>   << /Type /Pages /Kids [] /Count 0 >>";
      const table = [0, 0, 0, 255, 2, 0, 3, 0, 2, 0, 3, 1, 2, 0, 3, 0]
        .map((byte) => String.fromCharCode(byte))
        .join("");
      const objects = `3 0 obj\n${stream(held, "/Type /ObjStm /N 2 /First 9 /Extends 3 0 R")}\nendobj\n`;
      const file = `%PDF-1.7\n${objects}4 0 obj\n${stream(table, "/Type /XRef /Size 4 /W [1 2 1] /Root 1 0 R")}\nendobj\nstartxref\n${9 + objects.length}\n%%EOF`;
      return Uint8Array.from(file, (letter) => letter.charCodeAt(0));
    },
    { code: "broken" },
  ],
  [
    "a stream that says it is as long as a disk",
    () => fileOf(onePage(`<< /Length 99999999999 >>\nstream\n${TEXT}\nendstream`)),
    { text: SAID },
  ],
  [
    "a stream that says it is shorter than nothing",
    () => fileOf(onePage(`<< /Length -9 >>\nstream\n${TEXT}\nendstream`)),
    { text: SAID },
  ],
  [
    "a stream that is its own length",
    () => fileOf(onePage(`<< /Length 4 0 R >>\nstream\n${TEXT}\nendstream`)),
    { text: SAID },
  ],
  [
    "a password",
    () =>
      fileOf(onePage(stream(TEXT)), {
        trailer: `/ID [(aaaaaaaaaaaaaaaa) (aaaaaaaaaaaaaaaa)] /Encrypt << /Filter /Standard /V 1 /R 2 /O (${"x".repeat(32)}) /U (${"y".repeat(32)}) /P -4 >>`,
      }),
    { code: "encrypted" },
  ],
  [
    "a protection that nobody knows",
    () => fileOf(onePage(stream(TEXT)), { trailer: "/ID [(a) (a)] /Encrypt << /Filter /Rights.Of.Others /V 4 >>" }),
    { code: "encrypted" },
  ],
  ["a page without size", () => fileOf(onePage(stream(TEXT), page(FONT, "", "/MediaBox [0 0 0 0]"))), { text: SAID }],
  [
    "a page whose size is no number",
    () => fileOf(onePage(stream(TEXT), page(FONT, "/UserUnit 1e38", "/MediaBox [(a) /b null 1e999]"))),
    { text: SAID },
  ],
  [
    "places that are no numbers",
    () =>
      fileOf(
        onePage(
          stream(
            `1e300 1e300 1e300 1e300 1e300 1e300 cm 1e300 0 0 1e300 0 0 cm BT /F1 1e308 Tf 1e308 0 0 1e308 1e308 1e308 Tm (Cells) Tj 0 0 0 0 0 0 Tm --5 .. Td (divide) Tj ET`,
          ),
        ),
      ),
    { text: "Cells" },
  ],
  [
    "a form that shows itself",
    () => fileOf(onePage(stream(`${TEXT} /X Do`), shows(FONT, 6), form("/X Do", "/XObject << /X 6 0 R >>"))),
    { text: SAID },
  ],
  [
    "forms three hundred deep",
    () =>
      fileOf(
        onePage(
          stream(`${TEXT} /X Do`),
          shows(FONT, 6),
          ...Array.from({ length: 300 }, (_, i) => form("/X Do", `/XObject << /X ${i + 7} 0 R >>`)),
        ),
      ),
    { text: SAID },
  ],
  [
    "forms that show each other a million million times",
    () => fileOf(onePage(stream(`${TEXT} ${ARABIC} /X Do`), shows(FONTS, 7), MAP, ...doubling("q Q"))),
    { text: SAID },
  ],
  [
    "forms that write as often",
    () => fileOf(onePage(stream(`${TEXT} /X Do`), shows(FONT, 7), MAP, ...doubling(TEXT))),
    { text: SAID },
  ],
  [
    "a pattern that paints itself",
    () =>
      fileOf(
        onePage(
          stream(`${TEXT} ${ARABIC} /Pattern cs /P scn 0 0 9 9 re f`),
          page(`${FONTS} /Pattern << /P 7 0 R >>`),
          MAP,
          stream(
            "/Pattern cs /P scn 0 0 9 9 re f /Pattern cs /P scn 0 0 9 9 re f",
            "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 /Resources << /Pattern << /P 7 0 R >> >>",
          ),
        ),
      ),
    { text: SAID },
  ],
  [
    "a font whose letters are written in it",
    () =>
      fileOf(
        onePage(
          stream("BT /F1 10 Tf 72 700 Td (C) Tj ET"),
          page("/Font << /F1 6 0 R >>"),
          "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /FirstChar 67 /LastChar 67 /Widths [1] /Encoding << /Differences [67 /C] >> /CharProcs << /C 7 0 R >> /Resources << /Font << /F1 6 0 R >> >> >>",
          stream("0 0 d0 BT /F1 1 Tf (C) Tj ET"),
        ),
      ),
    { text: "C" },
  ],
  [
    "one content a hundred thousand times",
    () =>
      fileOf(
        onePage(
          stream("q Q ".repeat(1_000)),
          page().replace("/Contents 4 0 R", `/Contents [${"4 0 R ".repeat(100_000)}]`),
        ),
      ),
    { text: "" },
  ],
  ["instructions without end", () => fileOf(onePage(packed(`${TEXT} ${"q Q ".repeat(1_000_000)}`))), { text: "" }],
  [
    "states that are saved without end",
    () => fileOf(onePage(packed(`${TEXT} ${"q ".repeat(500_000)}`))),
    { text: SAID },
  ],
  [
    "states that are saved without end where each letter is looked at",
    () => fileOf(onePage(packed(`${TEXT} ${ARABIC} ${"q ".repeat(500_000)}`), page(FONTS), MAP)),
    { text: SAID },
  ],
  ["white space without end", () => fileOf(onePage(packed(`${" ".repeat(10_000_000)} ${TEXT}`))), { text: SAID }],
  [
    "what was packed three times",
    () => fileOf(onePage(packed(`${" ".repeat(10_000_000)} ${TEXT}`, 3))),
    { text: SAID },
  ],
  [
    "a picture in the text that is larger than the file",
    () => fileOf(onePage(stream(`BI /W 100000 /H 100000 /BPC 8 /CS /RGB ID ${"x".repeat(500_000)} EI ${TEXT}`))),
    { text: SAID },
  ],
  [
    "a picture of one dot that is a thousand million when it is unpacked",
    () => {
      const bytes = [0, 0, 0, 0, 48, 0, 1, 0, 0, 0, 19, 0, 0, 240, 0, 0, 0, 240, 0, ...Array(12).fill(0)];
      const picture = stream(
        String.fromCharCode(...bytes),
        "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /JBIG2Decode",
      );
      return fileOf(onePage(stream(`${TEXT} ${ARABIC} /X Do`), shows(FONTS, 7), MAP, picture));
    },
    { text: SAID },
  ],
  [
    "a hundred thousand lists in each other",
    () => fileOf(onePage(stream(`${"[".repeat(100_000)} ${TEXT}`))),
    { text: "" },
  ],
  [
    "a page that is a hundred thousand deep",
    () => fileOf(onePage(stream(TEXT), page(FONT, `/A ${"<< /B ".repeat(100_000)}`))),
    { text: "" },
  ],
  [
    "a map of letters for all numbers that there are",
    () =>
      fileOf(
        onePage(
          stream(`${TEXT} ${ARABIC}`),
          page(FONTS),
          stream(
            "begincmap 1 begincodespacerange <00> <ff> endcodespacerange 2 beginbfrange <0000> <ffffffff> <0041> <00000000> <fffffff0> <0041> endbfrange endcmap",
          ),
        ),
      ),
    { text: SAID },
  ],
  [
    "a font that is two thousand million letters wide",
    () =>
      fileOf(
        onePage(
          stream("BT /F2 10 Tf 72 700 Td (Cells divide) Tj ET"),
          page(
            "/Font << /F2 << /Type /Font /Subtype /TrueType /BaseFont /A /FirstChar 0 /LastChar 2000000000 /Widths [500] >> >>",
          ),
        ),
      ),
    { text: SAID },
  ],
  [
    "labels that go round in a circle",
    () =>
      fileOf([
        CATALOG.replace(">>", "/PageLabels 6 0 R >>"),
        PAGES,
        page(),
        stream(TEXT),
        COURIER,
        "<< /Kids [6 0 R 6 0 R] >>",
      ]),
    { text: SAID },
  ],
  [
    "a page whose number has two million letters",
    () =>
      fileOf([
        CATALOG.replace(">>", "/PageLabels << /Nums [0 << /S /R /St 2000000000 >>] >> >>"),
        PAGES,
        page(),
        stream(TEXT),
        COURIER,
      ]),
    { text: SAID },
  ],
  [
    "a head and nothing else",
    () => Uint8Array.from("%PDF-1.7\n", (letter) => letter.charCodeAt(0)),
    { code: "broken" },
  ],
];

describe("hostile PDFs", () => {
  for (const [what, make, expected] of HOSTILE) {
    it(`[L67] ${what}: read or refused with a sentence, without much work`, async () => {
      const bytes = make();
      const read = () => parseFile(bytes, { name: "a.pdf", mediaType: "", pages: { from: 1, to: 20 } });
      const { result: parsed, readings } = await costInReadings(read);
      expect(readings).toBeLessThan(3_000);
      if ("code" in expected) {
        expect(parsed).toMatchObject({ ok: false, code: expected.code });
        if (!parsed.ok) expect(parsed.error).toMatch(/^[A-Z].{15,200}\.$/);
        return;
      }
      if (!parsed.ok) throw new Error(parsed.error);
      const [first] = parsed.pages;
      expect(first?.text.slice(0, expected.text.length)).toBe(expected.text);
      // What is no number would be stored as `null`.
      expect(JSON.stringify(first?.layout ?? {})).not.toContain("null");
      expect(first?.label?.length ?? 0).toBeLessThanOrEqual(40);
    });
  }

  it("[L94] whose letters are looked at one by one wait for a font that comes behind the instructions that name it", async () => {
    for (const [sign, from] of [
      ["q Q", 490],
      ["0 g", 980],
    ] as const) {
      for (let times = from; times < from + 20; times += 1) {
        const bytes = fileOf(onePage(stream(`${ARABIC} ${`${sign} `.repeat(times)} ${TEXT}`), page(FONTS), MAP));
        const parsed = await parseFile(bytes, { name: "a.pdf", mediaType: "", pages: { from: 1, to: 1 } });
        expect(parsed.ok && parsed.pages[0]?.text).toContain(SAID);
      }
    }
  });

  it("[L67] count on their own, also when several are read at once", async () => {
    const asks = (times: number) => async () => {
      for (let i = 0; i < times; i += 1) {
        Date.now();
        if (i % 1_000 === 0) await null;
      }
      return times;
    };
    const [one, other] = await Promise.all([withinBudget(asks(10_000)), withinBudget(asks(10_000))]);
    expect([one.asked, other.asked]).toEqual([10_000, 10_000]);
    await expect(withinBudget(asks(20_000))).rejects.toThrow("more work than a page may");
    expect(await asks(20_000)()).toBe(20_000);
  });
});
