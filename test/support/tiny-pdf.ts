/**
 * Small real PDFs made for a test. In Courier (F2) a letter is 0.6 of its size wide, so that a test knows where it stands
 * without asking the parser.
 */

/** The bytes of a PDF with a page for each text, in Helvetica, a line for each line; the texts are plain ASCII. */
export function tinyPdf(pages: readonly string[]): Uint8Array<ArrayBuffer> {
  return pdfOf(
    pages.map((text) => ({
      content: `BT /F1 12 Tf 14 TL 72 720 Td ${text
        .split("\n")
        .map((line) => `${literal(line)} Tj T*`)
        .join(" ")} ET`,
    })),
  );
}

export type TinyPage = {
  /** The page's drawing: `BT /F2 10 Tf 72 720 Td (Cells) Tj ET`. */
  content: string;
  /** In quarters of a turn to the right. */
  turned?: number;
  /** Left, bottom, right, top. */
  box?: readonly [number, number, number, number];
  /** Further entries of the page. */
  more?: string;
};

export type TinyParts = {
  /** Entries of the catalog; `@name` stands for the object of that name, `@page1` for a page. */
  catalog?: string;
  /** Objects by name, which may refer to others in the same way. */
  objects?: Readonly<Record<string, string>>;
  /** The information dictionary. */
  info?: string;
};

/** The bytes of a PDF with such pages. F1 is Helvetica, F2 Courier, F3 bold Helvetica. */
export function pdfOf(pages: readonly TinyPage[], parts: TinyParts = {}): Uint8Array<ArrayBuffer> {
  const named: [name: string, body: string][] = [
    ["catalog", `<< /Type /Catalog /Pages @pages ${parts.catalog ?? ""} >>`],
    ["pages", `<< /Type /Pages /Kids [${pages.map((_, i) => `@page${i + 1}`).join(" ")}] /Count ${pages.length} >>`],
    ...["Helvetica", "Courier", "Helvetica-Bold"].map((font, i): [string, string] => [
      `F${i + 1}`,
      `<< /Type /Font /Subtype /Type1 /BaseFont /${font} /Encoding /WinAnsiEncoding >>`,
    ]),
    ...Object.entries(parts.objects ?? {}),
    ["info", `<< ${parts.info ?? ""} >>`],
    ...pages.flatMap(({ content, turned = 0, box = [0, 0, 612, 792], more = "" }, i): [string, string][] => [
      [
        `page${i + 1}`,
        `<< /Type /Page /Parent @pages /MediaBox [${box.join(" ")}] /Rotate ${turned * 90} /Resources << /Font << /F1 @F1 /F2 @F2 /F3 @F3 >> >> /Contents @content${i + 1} ${more} >>`,
      ],
      [`content${i + 1}`, `<< /Length ${content.length} >>\nstream\n${content}\nendstream`],
    ]),
  ];
  const numbers = new Map(named.map(([name], i) => [name, i + 1]));
  const resolved = (body: string) => body.replace(/@(\w+)/g, (_, name: string) => `${numbers.get(name) ?? 0} 0 R`);
  let file = "%PDF-1.4\n";
  const offsets = named.map(([, body], i) => {
    const at = file.length;
    const [dictionary = "", ...content] = body.split("\nstream\n");
    file += `${i + 1} 0 obj\n${[resolved(dictionary), ...content].join("\nstream\n")}\nendobj\n`;
    return at;
  });
  const xref = offsets.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("");
  const start = file.length;
  file += `xref\n0 ${named.length + 1}\n0000000000 65535 f \n${xref}`;
  file += `trailer\n<< /Size ${named.length + 1} /Root ${numbers.get("catalog")} 0 R /Info ${numbers.get("info")} 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Uint8Array.from(file, (letter) => letter.charCodeAt(0));
}

/** A text as a string of a PDF. */
export const literal = (text: string) => `(${text.replace(/[\\()]/g, "\\$&")})`;

/** Lines from a place on in 10 point Courier, 12 points apart: what a page's `content` is made of. */
export function courier(lines: readonly string[], x: number, y: number, size = 10): string {
  return `BT /F2 ${size} Tf ${size * 1.2} TL ${x} ${y} Td ${lines.map((line) => `${literal(line)} Tj T*`).join(" ")} ET\n`;
}

/** A page that shows codes in a font that is not embedded and names its character map: `90ms-RKSJ-H` of `Japan1`. */
export function pdfByMap(encoding: string, ordering: string, codes: string): Uint8Array<ArrayBuffer> {
  const info = `<< /Registry (Adobe) /Ordering (${ordering}) /Supplement 2 >>`;
  const objects = {
    F4: `<< /Type /Font /Subtype /Type0 /BaseFont /Mincho /Encoding /${encoding} /DescendantFonts [@F5] >>`,
    F5: `<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Mincho /CIDSystemInfo ${info} /DW 1000 /FontDescriptor @F6 >>`,
    F6: "<< /Type /FontDescriptor /FontName /Mincho /Flags 4 /FontBBox [0 -120 1000 880] /Ascent 880 /Descent -120 >>",
  };
  const content = `BT /F4 10 Tf 72 700 Td <${codes}> Tj ET`;
  return pdfOf([{ content, more: "/Resources << /Font << /F4 @F4 >> >>" }], { objects });
}
