import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { referenceLine } from "../../../src/library/reference.ts";
import { bibliographyOf, titleIn } from "../../../src/parser/bibliography.ts";
import { parseFile } from "../../../src/parser/parse-file.ts";
import type { Bibliography } from "../../../src/parser/parsed.ts";
import { sharedPath } from "../../support/shared.ts";
import { literal, pdfOf } from "../../support/tiny-pdf.ts";
import { docxOf, relationships, zipOf } from "../../support/tiny-zip.ts";

async function said(bytes: Uint8Array, name: string, from = 1): Promise<Bibliography | undefined> {
  const parsed = await parseFile(bytes, { name, mediaType: "", pages: { from, to: from } });
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.bibliography;
}
const ofText = (text: string, name: string) => said(new TextEncoder().encode(text), name);

describe("what a document says of itself", () => {
  it("[L62] is nothing where a program filled the field, and what was typed otherwise", () => {
    for (const title of [
      "Microsoft Word - draft 3.doc",
      "untitled",
      "Untitled-1",
      "thesis.dvi",
      "Slide 1",
      "PowerPoint-Präsentation",
      "C:\\x.pdf",
      "123",
      " ",
    ])
      expect(titleIn(title)).toBeNull();
    for (const title of [
      "Scanning electron microscopy",
      "Blank slates",
      "Document theory",
      "1984: a reading",
      "細胞分裂",
    ])
      expect(titleIn(title)).toBe(title);
    expect(bibliographyOf({ title: "untitled", author: "user", year: null })).toBeUndefined();
    expect(bibliographyOf({ title: "Cells", author: "Administrator", year: "D:2021" })).toEqual({
      title: "Cells",
      author: null,
      year: "2021",
    });
    expect(bibliographyOf({ author: "Jo Smith <jo@example.org> and K. Jones" })?.author).toBe("Jo Smith, K. Jones");
  });

  it("[L62] is told by the properties of Office documents and OpenDocument, and by the first heading", async () => {
    const core = `<cp:coreProperties xmlns:cp="x" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>Slide 1</dc:title><dc:creator>Jo Smith</dc:creator><dcterms:created>2019-02-03T04:05:06Z</dcterms:created></cp:coreProperties>`;
    const heading = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>On cells</w:t></w:r></w:p>';
    const styles = `<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>`;
    const parts = docxOf(`${heading}<w:p><w:r><w:t>They divide.</w:t></w:r></w:p>`, {
      "docProps/core.xml": core,
      "word/styles.xml": styles,
      "word/_rels/document.xml.rels": relationships({ r1: ["styles", "styles.xml"] }),
    }).map((entry) =>
      entry.name === "_rels/.rels"
        ? {
            ...entry,
            data: `<Relationships><Relationship Id="a" Type="x/officeDocument" Target="word/document.xml"/><Relationship Id="b" Type="x/core-properties" Target="docProps/core.xml"/></Relationships>`,
          }
        : entry,
    );
    expect(await said(zipOf(parts), "a.docx")).toEqual({ author: "Jo Smith", title: "On cells", year: "2019" });
    const meta = `<o:document-meta xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><dc:title>Zellen</dc:title><meta:initial-creator>Jo Schmidt</meta:initial-creator><dc:creator>K. Jones</dc:creator><meta:creation-date>2018-01-01</meta:creation-date></o:document-meta>`;
    const content = `<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><o:body><o:text><t:p>Sie teilen sich.</t:p></o:text></o:body></o:document-content>`;
    const odt = zipOf([
      { name: "mimetype", data: "application/vnd.oasis.opendocument.text", isStored: true },
      { name: "content.xml", data: content },
      { name: "meta.xml", data: meta },
    ]);
    expect(await said(odt, "a.odt")).toEqual({ author: "Jo Schmidt", title: "Zellen", year: "2018" });
  });

  it("[L62] is told by what pages of the web, Markdown and LaTeX have for it", async () => {
    const html = `<html><head><title>Cells | Journal</title><meta name="citation_title" content="On cells"><meta name="citation_author" content="Smith, Jo"><meta name="citation_author" content="Jones, K."><meta name="citation_publication_date" content="2020/05/01"></head><body><p>They divide.</p></body></html>`;
    expect(await ofText(html, "a.html")).toEqual({ author: "Smith, Jo; Jones, K.", title: "On cells", year: "2020" });
    const markdown =
      '---\ntitle: "On cells"\nauthor:\n  - name: Jo Smith\n    affiliation: Springtown\n  - name: K. Jones\ndate: 2017-03-04\n---\n\nThey divide.\n';
    expect(await ofText(markdown, "a.md")).toMatchObject({ title: "On cells", year: "2017" });
    expect((await ofText(markdown, "a.md"))?.author).toMatch(/^Jo Smith, .*K\. Jones$/);
    expect(await ofText("# On cells\n\nThey divide.", "a.md")).toEqual({ author: null, title: "On cells", year: null });
    const latex =
      "\\documentclass{article}\\title{On \\emph{cells}}\\author{Jo Smith\\thanks{Springtown} \\\\ University \\and K. Jones}\\date{May 2016}\\begin{document}\\maketitle They divide.\\end{document}";
    expect(await ofText(latex, "a.tex")).toEqual({ author: "Jo Smith, K. Jones", title: "On cells", year: "2016" });
    expect(await ofText("They divide.", "a.txt")).toBeUndefined();
  });

  it("[L62] is told by a PDF's first page where its metadata say nothing or something else, with the first range alone", async () => {
    const put = (text: string, size: number, y: number) => `BT /F1 ${size} Tf 72 ${y} Td ${literal(text)} Tj ET\n`;
    const prose = Array.from({ length: 12 }, (_, i) =>
      put(`Line ${i} says what Walther Flemming had seen of them in 1882, and of cells`, 10, 560 - i * 12),
    );
    const content = `${put("On the division", 22, 700)}${put("of cells", 22, 676)}${put("Jo Smith1, K. Jones2, and the Cell Team", 12, 640)}${put("University of Springtown", 10, 622)}${put("3 May 2015", 10, 604)}${prose.join("")}`;
    const bytes = (info: string) =>
      pdfOf([{ content }, { content: prose.join("") }, { content: prose.join("") }, { content: prose.join("") }], {
        info,
      });
    const onPage = { author: "Jo Smith, K. Jones, the Cell Team", title: "On the division of cells", year: "2015" };
    const junk = "/Title (Microsoft Word - cells.doc) /Author (Administrator) /CreationDate (D:20190102030405Z)";
    expect(await said(bytes(junk), "a.pdf")).toEqual(onPage);
    expect(await said(bytes("/Title (Another paper) /Author (A. Typist) /CreationDate (D:20190102)"), "a.pdf")).toEqual(
      onPage,
    );
    expect(await said(bytes("/Title (On the Division of Cells) /Author (J. Smith)"), "a.pdf")).toMatchObject({
      title: "On the Division of Cells",
      author: "J. Smith",
    });
    expect(await said(bytes(junk), "a.pdf", 2)).toBeUndefined();
    expect(await said(pdfOf([{ content: "" }], { info: "/Title (On cells) /CreationDate (D:2019)" }), "a.pdf")).toEqual(
      {
        author: null,
        title: "On cells",
        year: "2019",
      },
    );
  });

  const docs = sharedPath("data/docs");
  it.skipIf(docs === null)("[L62] makes the lines of real documents", async () => {
    const lines: Record<string, string> = {
      "jose00138.pdf":
        "Duda et al. (2021). Teaching Python for Data Science: Collaborative development of a modular & interactive curriculum.",
      "jcon00117.pdf":
        "Perez et al. (2021). DisjunctiveProgramming.jl: Generalized Disjunctive Programming Models and Algorithms for JuMP.",
      "R-intro.pdf": "Venables et al. (2022). An Introduction to R.",
      "dynare-macroprocessor-slides.pdf": "Villemot and Bastani (2022). The Dynare Macro Processor.",
      "2411-Performance_Up.pptx": "Temme (2008). Apache Performance Tuning.",
      "live-manual.fr.epub": "Projet Live Systems (2015). Manuel Live Systems.",
      "live-manual.de.odt": "Live Systems Handbuch (2022).",
    };
    for (const [name, line] of Object.entries(lines)) {
      const own = await said(new Uint8Array(readFileSync(`${docs}/${name}`)), name);
      expect(own === undefined ? null : referenceLine(own)).toBe(line);
    }
  });
});
