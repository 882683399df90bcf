import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseFile } from "../../../src/parser/parse-file.ts";
import { decodeText } from "../../../src/parser/text.ts";
import { growth, LINEAR } from "../../support/cpu-cost.ts";
import { sharedPath } from "../../support/shared.ts";
import { type ZipEntry, zipOf } from "../../support/tiny-zip.ts";

async function read(content: ZipEntry[] | string, name: string) {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : zipOf(content);
  const parsed = await parseFile(bytes, { name, mediaType: "", pages: { from: 1, to: 50 } });
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed;
}

const NS = ["office", "text", "table", "style", "presentation", "manifest"]
  .map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`)
  .join(" ");
const ODF = `${NS} xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"`;
const odf = (kind: string, styles: string, body: string): ZipEntry[] => [
  { name: "mimetype", data: `application/vnd.oasis.opendocument.${kind}`, isStored: true },
  {
    name: "content.xml",
    data: `<office:document-content ${ODF}><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:${kind}>${body}</office:${kind}></office:body></office:document-content>`,
  },
];

describe("OpenDocument", () => {
  const list = `<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" text:display-levels="2"/></text:list-style><style:style style:name="S"><style:text-properties style:text-position="super 58%"/></style:style>`;

  it("[L46] text has headings, numbered lists, tables, notes, spaces and raised digits, without what was deleted", async () => {
    const parsed = await read(
      odf(
        "text",
        list,
        `<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes><text:h text:outline-level="2">Cells</text:h>
        <text:list text:style-name="L"><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>in</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>two</text:p></text:list-item></text:list>
        <text:p>Between<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body></text:note>  a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>m<text:span text:style-name="S">2</text:span></text:p>
        <text:list text:style-name="L" text:continue-numbering="true"><text:list-item><text:p>three</text:p></text:list-item><text:list-item text:start-value="9"><text:p>nine</text:p></text:list-item></text:list>
        <table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell table:number-columns-repeated="2"><text:p>b</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16000"/></table:table-row></table:table>`,
      ),
      "a.odt",
    );
    expect(parsed.pages[0]?.text).toBe(
      "Cells\n\n1. one\n  1.a) in\n2. two\n\nBetween[1] a   b\tc\nm²\n\n3. three\n9. nine\n\na | b | b\n\n[1] A note.",
    );
    expect(parsed.pages[0]?.headings).toEqual([{ start: 0, level: 2, title: "Cells" }]);
  });

  it("[L46] a presentation is a page per slide with its notes, a spreadsheet a page per table", async () => {
    const frame = (kind: string, text: string) =>
      `<draw:frame presentation:class="${kind}"><draw:text-box><text:p>${text}</text:p></draw:text-box></draw:frame>`;
    const deck = await read(
      odf(
        "presentation",
        "",
        `<draw:page>${frame("subtitle", "below")}${frame("title", "Top")}<draw:g><draw:custom-shape><text:p>grouped</text:p></draw:custom-shape></draw:g><presentation:notes>${frame("notes", "aside")}</presentation:notes></draw:page><draw:page/>`,
      ),
      "a.odp",
    );
    expect(deck.pages.map(({ text }) => text)).toEqual(["Top\n\nbelow\n\ngrouped\n\nSpeaker notes:\naside", ""]);
    const row = (...cells: string[]) =>
      `<table:table-row>${cells.map((cell) => `<table:table-cell><text:p>${cell}</text:p></table:table-cell>`).join("")}</table:table-row>`;
    const sheet = await read(
      odf(
        "spreadsheet",
        "",
        `<table:table table:name="Marks">${row("Name", "Mark")}${row("Ada", "1.0")}</table:table>`,
      ),
      "a.ods",
    );
    expect(sheet).toMatchObject({ kind: "ods", pages: [{ text: "Marks\n\nName | Mark\nAda | 1.0" }] });
  });
});

describe("EPUB", () => {
  const book = (spine: string, more: ZipEntry[] = []): ZipEntry[] => [
    { name: "mimetype", data: "application/epub+zip", isStored: true },
    {
      name: "META-INF/container.xml",
      data: `<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="in/book.opf"/></rootfiles></container>`,
    },
    {
      name: "in/book.opf",
      data: `<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>A Book</dc:title></metadata><manifest><item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/><item id="b" href="b%20b.xhtml" media-type="application/xhtml+xml"/><item id="a" href="a.xhtml#x" media-type="application/xhtml+xml"/></manifest><spine>${spine}</spine></package>`,
    },
    {
      name: "in/nav.xhtml",
      data: `<html xmlns="http://www.w3.org/1999/xhtml"><body><nav><a href="b%20b.xhtml">First</a><a href="a.xhtml">Second</a></nav></body></html>`,
    },
    {
      name: "in/a.xhtml",
      data: `<html><head><title/><script src="x"/></head><body><h1>Own</h1><p>later&#160;text &eacute;</p></body></html>`,
    },
    { name: "in/b b.xhtml", data: "<html><body><p>no heading here</p></body></html>" },
    ...more,
  ];
  const spine = `<itemref idref="n"/><itemref idref="b"/><itemref idref="a"/>`;

  it("[L47] has its chapters in the order of the spine, each on pages of its own, named by the contents if by nothing else", async () => {
    const parsed = await read(book(spine), "a.epub");
    expect(parsed).toMatchObject({ kind: "epub", title: "A Book", pageCount: 2 });
    expect(parsed.pages.map(({ text, headings }) => [text.trim(), headings.map(({ title }) => title)])).toEqual([
      ["no heading here", ["First"]],
      ["Own\n\nlater\u00a0text é", ["Own"]],
    ]);
  });

  it("[L47] under rights management is refused, with encrypted fonts it is not", async () => {
    const locked = (uri: string): ZipEntry => ({
      name: "META-INF/encryption.xml",
      data: `<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:CipherData><enc:CipherReference URI="${uri}"/></enc:CipherData></enc:EncryptedData></encryption>`,
    });
    await expect(read(book(spine, [locked("in/a.xhtml")]), "a.epub")).rejects.toThrow("protected");
    expect((await read(book(spine, [locked("in/font.otf")]), "a.epub")).pages).toHaveLength(2);
  });
});

describe("LaTeX", () => {
  it("[L48] is what its reader sees: headings, lists, tables, formulas between dollars, no comments and no layout", async () => {
    const parsed = await read(
      String.raw`\documentclass[12pt]{article} % a comment
\usepackage{amsmath}\newcommand{\R}{\mathbb{R}}
\title{On \emph{Cells}}
\begin{document}
\maketitle
\section[Short]{Cell division}\label{sec:div}
Cells  divide in 50\% of cases~\cite[p.~5]{flemming1882,virchow}. % hidden
It's ` +
        "``quoted''" +
        String.raw` text---see Section~\ref{sec:div}\footnote{A \textbf{bold} note.}, caf\'e, na\"{\i}ve, Gr\"o\ss{}e.

A formula $E = mc^2 % no
$ and \begin{equation}\label{eq:a}
  \int_0^1 x\,dx = \frac12
\end{equation} ends.
\begin{enumerate}
  \item one
  \begin{itemize}\item inner\end{itemize}
  \item two
\end{enumerate}
\begin{table}[h]\centering\caption{Phases}
\begin{tabular}{|l|r|}\hline Phase & Minutes \\ \hline Prophase & 36 \\ \end{tabular}\end{table}
\begin{theorem}[Weiss] All is well.\end{theorem}
\begin{verbatim}
x = $y % not a comment
\end{verbatim}
\begin{comment}never\end{comment}\includegraphics[width=3cm]{cell.png}\vspace{2cm}\verb|a_b|
\end{document}`,
      "a.tex",
    );
    expect(parsed).toMatchObject({ kind: "latex", title: "On Cells" });
    expect(parsed.pages[0]?.text).toBe(
      [
        "On Cells",
        "Cell division",
        "Cells divide in 50% of cases [flemming1882, virchow, p.~5]. It's “quoted” text—see Section sec:div [Note: A bold note.], café, naïve, Größe.",
        String.raw`A formula $E = mc^2$ and $$\int_0^1 x\,dx = \frac12$$ ends.`,
        "1. one\n  - inner\n2. two",
        "Phases",
        "Phase | Minutes\nProphase | 36",
        "Theorem (Weiss). All is well.",
        "x = $y % not a comment",
        "a_b",
      ].join("\n\n"),
    );
    expect(parsed.pages[0]?.headings.map(({ level, title }) => [level, title])).toEqual([
      [1, "On Cells"],
      [2, "Cell division"],
    ]);
  });

  it("[L48] that is made to keep its reader busy is read in time that grows with it alone", async () => {
    const read = (bytes: Uint8Array) => parseFile(bytes, { name: "a.tex", mediaType: "", pages: { from: 1, to: 1 } });
    for (const piece of [
      "{",
      "\\label{",
      "\\begin{itemize}",
      "$",
      "\\[",
      "\\begin{align}",
      "\\verb|",
      "\\footnote{\\section{",
    ]) {
      const bytesOf = (size: number) => new TextEncoder().encode(`a ${piece.repeat(size)}`);
      expect(await growth(read, bytesOf, { size: 2_000 }), piece).toBeLessThan(LINEAR);
    }
  });
});

describe("separated values", () => {
  const csv: [string, string, string][] = [
    ["commas and quotes", 'name,note\nAda,"says ""hi"", twice"\n', 'name | note\nAda | says "hi", twice'],
    ["semicolons with decimal commas", "name;mark\nAda;1,0\nBob;2,3\n", "name | mark\nAda | 1,0\nBob | 2,3"],
    ["tabs", "name\tmark\nAda\t1\n", "name | mark\nAda | 1"],
    ["a line end in a cell", 'a,b\n"x\ny",2\n', "a | b\nx y | 2"],
    ["a line that names the separator", "sep=|\na|b,c\n", "a | b,c"],
    ["a quote that is never closed", 'a,b\n"x,2\n3,4\n', "a | b\nx,2\n3 | 4"],
  ];
  for (const [what, text, shown] of csv) {
    it(`[L49] with ${what} are rows`, async () => {
      expect(await read(text, "a.csv")).toMatchObject({ kind: "csv", pages: [{ text: shown }] });
    });
  }
});

describe("encodings", () => {
  const RUSSIAN = "Клетка делится на две дочерние клетки, и это называется митозом.";
  /** Text to bytes in an encoding of single bytes, by reading all of them. */
  const single = (text: string, encoding: string) => {
    const table = [...new TextDecoder(encoding).decode(Uint8Array.from({ length: 256 }, (_, i) => i))];
    return Uint8Array.from([...text].map((letter) => table.indexOf(letter)));
  };
  /** Text to bytes in an encoding of pairs, by reading all pairs. */
  const double = (text: string, encoding: string) => {
    const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: false });
    const pairs = new Map<string, number[]>();
    for (let first = 0x81; first <= 0xfe; first += 1) {
      for (let second = 0x40; second <= 0xfe; second += 1) {
        try {
          const letter = decoder.decode(Uint8Array.of(first, second));
          if ([...letter].length === 1 && !pairs.has(letter)) pairs.set(letter, [first, second]);
        } catch {}
      }
    }
    return Uint8Array.from(
      [...text].flatMap((letter) => (letter < "\u0080" ? [letter.charCodeAt(0)] : (pairs.get(letter) ?? []))),
    );
  };
  const utf16 = (text: string, big: boolean) =>
    Uint8Array.from(
      Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)).flatMap((unit) =>
        big ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8],
      ),
    );
  const JAPANESE = "細胞は分裂して二つの細胞になります。これを有糸分裂と言います。print(x) を使う。";
  const CHINESE = "细胞的分裂是一个过程，在这个过程中一个细胞分为两个子细胞。我们可以在显微镜下看到它。";
  const TAIWAN = "細胞的分裂是一個過程，在這個過程中一個細胞分為兩個子細胞。我們可以在顯微鏡下看到它。";
  const KOREAN = "세포는 분열하여 두 개의 딸세포가 된다. 이 과정을 유사분열이라고 하며 여러 단계로 나뉜다.";
  const ROWS: [string, string, Uint8Array][] = [
    ["windows-1251", RUSSIAN, single(RUSSIAN, "windows-1251")],
    ["koi8-r", RUSSIAN, single(RUSSIAN, "koi8-r")],
    ["ibm866", RUSSIAN, single(RUSSIAN, "ibm866")],
    [
      "windows-1253",
      "Το κύτταρο διαιρείται σε δύο κύτταρα και αυτό λέγεται μίτωση.",
      single("Το κύτταρο διαιρείται σε δύο κύτταρα και αυτό λέγεται μίτωση.", "windows-1253"),
    ],
    [
      "windows-1250",
      "Komórka dzieli się na dwie; żółć i gęś są słowami, których użyłem właśnie.",
      single("Komórka dzieli się na dwie; żółć i gęś są słowami, których użyłem właśnie.", "windows-1250"),
    ],
    [
      "windows-1252",
      "La división celular ocurrió en el año pasado: ¿qué pasó después? Größe, élève, garçon.",
      single("La división celular ocurrió en el año pasado: ¿qué pasó después? Größe, élève, garçon.", "windows-1252"),
    ],
    ["shift_jis", JAPANESE, double(JAPANESE, "shift_jis")],
    ["euc-jp", JAPANESE, double(JAPANESE, "euc-jp")],
    ["gb18030", CHINESE, double(CHINESE, "gb18030")],
    ["big5", TAIWAN, double(TAIWAN, "big5")],
    ["euc-kr", KOREAN, double(KOREAN, "euc-kr")],
    ["utf-16le", RUSSIAN, utf16(RUSSIAN, false)],
    ["utf-16be", JAPANESE, utf16(JAPANESE, true)],
    ["utf-16le", CHINESE, utf16(CHINESE, false)],
    ["utf-16le", "Größe und Maß der Zelle", utf16("Größe und Maß der Zelle", false)],
  ];
  for (const [encoding, text, content] of ROWS) {
    it(`[L50] ${encoding} is found for “${text.slice(0, 20)}”`, () => {
      expect(decodeText(content)).toMatchObject({ ok: true, encoding, text });
    });
  }

  it("[L50] a UTF-8 text with one broken place is still UTF-8", () => {
    const bytes = [...new TextEncoder().encode("Größe ".repeat(30)), 0xc3, ...new TextEncoder().encode(" Maß")];
    expect(decodeText(Uint8Array.from(bytes))).toMatchObject({ ok: true, encoding: "utf-8" });
  });
});

describe("the facts of real documents", () => {
  const folder = sharedPath("data/docs");
  const fold = (text: string) =>
    text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, "");

  it.skipIf(folder === null)("[L51] are quoted on the page that holds them", async () => {
    const facts: unknown[] = readFileSync(sharedPath("data/facts.jsonl") ?? "", "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    let asked = 0;
    for (const fact of facts as { doc: string; page: number | null; quote: string }[]) {
      if (fact.doc.endsWith(".pdf") || !readdirSync(folder ?? "").includes(fact.doc)) continue;
      asked += 1;
      const parsed = await parseFile(new Uint8Array(readFileSync(`${folder}/${fact.doc}`)), {
        name: fact.doc,
        mediaType: "",
        pages: { from: 1, to: 500 },
      });
      const pages = parsed.ok ? parsed.pages : [];
      const holding = pages.filter(({ text }) => fold(text).includes(fold(fact.quote))).map(({ page }) => page);
      if (fact.page === null) expect(holding.length, fact.quote).toBeGreaterThan(0);
      else expect(holding, fact.quote).toContain(fact.page);
    }
    expect(asked).toBeGreaterThan(3);
  });
});
