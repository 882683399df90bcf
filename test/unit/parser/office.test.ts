import { describe, expect, it } from "vitest";
import { parseFile } from "../../../src/parser/parse-file.ts";
import { shownNumber } from "../../../src/parser/xlsx-numbers.ts";
import { docxOf, officeOf, P, relationships, S, W, type ZipEntry, zipOf } from "../../support/tiny-zip.ts";

async function read(entries: ZipEntry[], name: string, pages = { from: 1, to: 50 }) {
  const parsed = await parseFile(zipOf(entries), { name, mediaType: "", pages });
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed;
}

const run = (text: string, properties = "") =>
  `<w:r>${properties === "" ? "" : `<w:rPr>${properties}</w:rPr>`}<w:t xml:space="preserve">${text}</w:t></w:r>`;
const p = (inner: string, properties = "") => `<w:p><w:pPr>${properties}</w:pPr>${inner}</w:p>`;
const item = (text: string, level = 0, list = 1) =>
  p(run(text), `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr>`);
const cell = (text: string) => `<w:tc><w:tcPr/>${p(run(text))}</w:tc>`;
const level = (at: number, format: string, text: string, more = "") =>
  `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/>${more}<w:lvlText w:val="${text}"/></w:lvl>`;

const NUMBERING = `<w:numbering ${W}><w:abstractNum w:abstractNumId="7">${level(0, "decimal", "%1.")}${level(1, "lowerLetter", "(%2)")}${level(2, "decimal", "%1.%3")}</w:abstractNum><w:abstractNum w:abstractNumId="8">${level(0, "bullet", "•")}</w:abstractNum><w:abstractNum w:abstractNumId="9">${level(0, "upperRoman", "Chapter %1")}${level(1, "decimal", "%1.%2", "<w:isLgl/>")}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="10"/></w:lvlOverride></w:num><w:num w:numId="3"><w:abstractNumId w:val="8"/></w:num><w:num w:numId="4"><w:abstractNumId w:val="9"/></w:num></w:numbering>`;
const STYLES = `<w:styles ${W}><w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style><w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="Mine"/><w:basedOn w:val="berschrift1"/><w:pPr><w:outlineLvl w:val="1"/><w:numPr><w:ilvl w:val="1"/><w:numId w:val="4"/></w:numPr></w:pPr></w:style></w:styles>`;
const PARTS = {
  "word/styles.xml": STYLES,
  "word/numbering.xml": NUMBERING,
  "word/footnotes.xml": `<w:footnotes ${W}><w:footnote w:type="separator" w:id="-1">${p(run("line"))}</w:footnote><w:footnote w:id="5">${p(run("Seen in 1882."))}</w:footnote></w:footnotes>`,
  "word/_rels/document.xml.rels": relationships({
    r1: ["styles", "styles.xml"],
    r2: ["numbering", "numbering.xml"],
    r3: ["footnotes", "footnotes.xml"],
  }),
};
const word = async (body: string) => (await read(docxOf(body, PARTS), "a.docx")).pages[0] ?? { text: "", headings: [] };

describe("Word", () => {
  it("[L43] numbers lists as Word does: levels, restarts, lists that go on, bullets", async () => {
    const { text } = await word(
      [
        item("one"),
        item("two"),
        item("a", 1),
        item("b", 1),
        item("deep", 2),
        item("three"),
        p(run("Between")),
        item("four"),
        item("ten", 0, 2),
        item("eleven", 0, 2),
        item("dot", 0, 3),
      ].join(""),
    );
    expect(text).toBe(
      "1. one\n2. two\n  (a) a\n  (b) b\n    2.1 deep\n3. three\n\nBetween\n\n4. four\n10. ten\n11. eleven\n- dot",
    );
  });

  it("[L43] finds headings by their style in any language, with the numbers that they show", async () => {
    const { text, headings } = await word(
      p(run("Cells"), '<w:pStyle w:val="T"/>') +
        p(run("Growth"), '<w:pStyle w:val="berschrift1"/>') +
        p(run("Mitosis"), '<w:pStyle w:val="Mine"/>') +
        p(run("Text")),
    );
    expect(text).toBe("Cells\n\nChapter I Growth\n\n1.1 Mitosis\n\nText");
    expect(headings.map(({ level: at, title, start }) => [at, title, text.startsWith(title, start)])).toEqual([
      [1, "Cells", true],
      [1, "Chapter I Growth", true],
      [2, "1.1 Mitosis", true],
    ]);
  });

  it("[L43] is read in the strict edition too, whatever its prefixes are", async () => {
    const strict = `<x:document xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"><x:body><x:p><x:r><x:t>one</x:t></x:r></x:p></x:body></x:document>`;
    const plain = `<document xmlns="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><body><p><r><t>two</t></r></p></body></document>`;
    for (const [data, text] of [
      [strict, "one"],
      [plain, "two"],
    ] as const) {
      const parsed = await read(docxOf("", { "word/document.xml": data }), "a.docx");
      expect(parsed.pages[0]?.text).toBe(text);
    }
  });

  it("[L43] has rows as lines, notes at the end, text boxes once, formulas as TeX, and no deleted or hidden text", async () => {
    const math = `<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:den></m:f></m:oMath>`;
    const box = `<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>${p(run("In a box"))}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>${p(run("In a box"))}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>`;
    const { text } = await word(
      p(`${run("Flemming")}<w:r><w:footnoteReference w:id="5"/></w:r>${run(" saw it")}${box}`) +
        `<w:tbl><w:tr>${cell("Phase")}${cell("Minutes")}</w:tr><w:tr>${cell("Prophase")}${cell("36")}</w:tr></w:tbl>` +
        p(
          `${run("H")}${run("2", '<w:vertAlign w:val="subscript"/>')}${run("O, ")}${math}<w:del>${run("gone")}</w:del>${run("secret", "<w:vanish/>")}<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>`,
        ),
    );
    expect(text).toBe(
      "Flemming[1] saw it\n\nIn a box\n\nPhase | Minutes\nProphase | 36\n\nH₂O, $\\frac{a}{x^{2}}$α\n\n[1] Seen in 1882.",
    );
  });
});

describe("PowerPoint", () => {
  const shape = (kind: string, ...lines: string[]) =>
    `<p:sp><p:nvSpPr><p:nvPr>${kind === "" ? "" : `<p:ph type="${kind}"/>`}</p:nvPr></p:nvSpPr><p:txBody>${lines.map((line) => `<a:p>${line}</a:p>`).join("")}</p:txBody></p:sp>`;
  const t = (text: string) => `<a:r><a:t>${text}</a:t></a:r>`;
  const slide = (inner: string) => `<p:sld ${P}><p:cSld><p:spTree>${inner}</p:spTree></p:cSld></p:sld>`;
  const tc = (text: string) => `<a:tc><a:txBody><a:p>${t(text)}</a:p></a:txBody></a:tc>`;
  const deck = officeOf("ppt/presentation.xml", "presentationml.presentation", {
    "ppt/presentation.xml": `<p:presentation ${P}><p:sldIdLst><p:sldId id="256" r:id="r2"/><p:sldId id="257" r:id="r1"/><p:sldId id="258" r:id="r3"/></p:sldIdLst></p:presentation>`,
    "ppt/_rels/presentation.xml.rels": relationships({
      r1: ["slide", "slides/slide1.xml"],
      r2: ["slide", "/ppt/slides/slide2.xml"],
      r3: ["slide", "slides/slide3.xml"],
    }),
    "ppt/slides/slide1.xml": slide(
      `<p:grpSp><p:grpSp>${shape("", t("Grouped"))}</p:grpSp></p:grpSp><p:graphicFrame><a:tbl><a:tr>${tc("Phase")}${tc("Minutes")}</a:tr><a:tr>${tc("Prophase")}${tc("36")}</a:tr></a:tbl></p:graphicFrame>${shape("body", `<a:pPr><a:buAutoNum type="alphaLcParenR"/></a:pPr>${t("first")}`, `<a:pPr><a:buAutoNum type="alphaLcParenR"/></a:pPr>${t("second")}`, `<a:pPr lvl="1"/>${t("below")}`)}${shape("title", t("Division"))}`,
    ),
    "ppt/slides/_rels/slide1.xml.rels": relationships({ r1: ["notesSlide", "../notesSlides/notesSlide1.xml"] }),
    "ppt/notesSlides/notesSlide1.xml": `<p:notes ${P}><p:cSld><p:spTree>${shape("sldNum", t("2"))}${shape("body", t("Say this slowly."))}</p:spTree></p:cSld></p:notes>`,
    "ppt/slides/slide2.xml": slide(`${shape("ctrTitle", t("Cells &amp; more"))}${shape("sldNum", t("1"))}`),
    "ppt/slides/slide3.xml": slide(shape("sldNum", t("3"))),
  });

  it("[L44] has a page per slide in the order of the show, title first, groups, tables, numbers and notes in it", async () => {
    const parsed = await read(deck, "a.pptx");
    expect(parsed).toMatchObject({ kind: "pptx", pageCount: 3 });
    expect(parsed.pages.map(({ page, text }) => [page, text])).toEqual([
      [1, "Cells & more"],
      [
        2,
        "Division\n\nGrouped\n\nPhase | Minutes\nProphase | 36\n\na) first\nb) second\n  below\n\nSpeaker notes:\nSay this slowly.",
      ],
      [3, ""],
    ]);
    expect(parsed.pages[1]?.headings).toEqual([{ start: 0, level: 1, title: "Division" }]);
    expect((await read(deck, "a.pptx", { from: 2, to: 2 })).pages.map(({ page }) => page)).toEqual([2]);
  });
});

describe("Excel", () => {
  it("[L45] has a page per sheet, rows with the header on every page, values as they are shown", async () => {
    const rows = Array.from(
      { length: 600 },
      (_, i) =>
        `<row r="${i + 2}"><c r="A${i + 2}" t="s"><v>2</v></c><c r="C${i + 2}" s="1"><v>${45_000 + i}</v></c></row>`,
    ).join("");
    const parsed = await read(
      officeOf("xl/workbook.xml", "spreadsheetml.sheet", {
        "xl/workbook.xml": `<workbook ${S}><sheets><sheet name="Marks" r:id="r1"/><sheet name="Secret" state="hidden" r:id="r2"/><sheet name="More" r:id="r2"/></sheets></workbook>`,
        "xl/_rels/workbook.xml.rels": relationships({
          r1: ["worksheet", "worksheets/sheet1.xml"],
          r2: ["worksheet", "worksheets/sheet2.xml"],
          r3: ["sharedStrings", "sharedStrings.xml"],
          r4: ["styles", "styles.xml"],
        }),
        "xl/sharedStrings.xml": `<sst ${S}><si><t>Name</t></si><si><r><t>Da</t></r><r><t>te</t></r></si><si><t>Ada</t><rPh><t>x</t></rPh></si></sst>`,
        "xl/styles.xml": `<styleSheet ${S}><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
        "xl/worksheets/sheet1.xml": `<worksheet ${S}><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>${rows}</sheetData></worksheet>`,
        "xl/worksheets/sheet2.xml": `<worksheet ${S}><sheetData><row><c t="inlineStr"><is><t>Sum</t></is></c><c><f>1+1</f><v>0.30000000000000004</v></c><c t="b"><v>1</v></c></row></sheetData></worksheet>`,
      }),
      "a.xlsx",
    );
    expect(parsed.pages.length).toBeGreaterThan(2);
    expect(parsed.pages[0]?.text.split("\n").slice(0, 4)).toEqual([
      "Marks",
      "",
      "Name |  | Date",
      "Ada |  | 2023-03-15",
    ]);
    expect(parsed.pages[1]?.text.split("\n").slice(0, 3)).toEqual(["Marks", "", "Name |  | Date"]);
    expect(parsed.pages.at(-1)?.text).toBe("More\n\nSum | 0.3 | TRUE");
    expect(parsed.pages.map(({ text }) => text).join("")).not.toContain("Secret");
  });

  it("[L45] shows dates, times, percentages and decimals", () => {
    const shown: [number, string, string][] = [
      [60, "yyyy-mm-dd", "1900-02-29"],
      [61, "yyyy-mm-dd", "1900-03-01"],
      [45_658.75, "yyyy-mm-dd h:mm", "2025-01-01 18:00"],
      [0.5, "h:mm", "12:00"],
      [1.5, "[h]:mm:ss", "36:00:00"],
      [0.125, "0.0%", "12.5%"],
      [1_234_567.891, "#,##0.00", "1,234,567.89"],
      [1_234.5, '"€" #,##0', "1,235"],
      [0.1 + 0.2, "General", "0.3"],
      [12, "0.00", "12.00"],
    ];
    for (const [value, format, text] of shown.slice(1)) expect(shownNumber(value, format, false)).toBe(text);
  });
});
