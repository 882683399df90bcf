/**
 * A PDF like a scanned textbook: many pages, each with a picture that cannot be compressed and a little text, one flat tree of
 * pages, and each page's objects beside its picture, so that they lie all over the file. The first pages have roman numbers.
 */

/** Pixels of a picture's side; a picture has three bytes for each. */
const SIDE = 230;

export function bigPdf(p: { pages: number; roman: number; side?: number; text: (page: number) => string }): Buffer {
  const side = p.side ?? SIDE;
  const parts: Buffer[] = [Buffer.from("%PDF-1.5\n%\xe2\xe3\xcf\xd3\n", "latin1")];
  const offsets: number[] = [];
  let length = parts[0]?.length ?? 0;
  const add = (number: number, ...body: (string | Buffer)[]) => {
    offsets[number] = length;
    for (const part of [`${number} 0 obj\n`, ...body, "\nendobj\n"]) {
      const bytes = typeof part === "string" ? Buffer.from(part, "latin1") : part;
      parts.push(bytes);
      length += bytes.length;
    }
  };
  const pageNumber = (page: number) => 4 + page * 3;
  const noise = noiseOf(side * side * 3);
  for (let page = 0; page < p.pages; page++) {
    const own = pageNumber(page);
    const content = `q 400 0 0 400 100 100 cm /I Do Q BT /F 12 Tf 72 720 Td (${p.text(page + 1)}) Tj ET`;
    const resources = `<< /Font << /F 3 0 R >> /XObject << /I ${own + 1} 0 R >> >>`;
    add(
      own,
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources ${resources} /Contents ${own + 2} 0 R >>`,
    );
    add(
      own + 1,
      `<< /Type /XObject /Subtype /Image /Width ${side} /Height ${side} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Length ${noise.length} >>\nstream\n`,
      noise,
      "\nendstream",
    );
    add(own + 2, `<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
  }
  const kids = Array.from({ length: p.pages }, (_, page) => `${pageNumber(page)} 0 R`).join(" ");
  add(1, `<< /Type /Catalog /Pages 2 0 R /PageLabels << /Nums [0 << /S /r >> ${p.roman} << /S /D >>] >> >>`);
  add(2, `<< /Type /Pages /Kids [${kids}] /Count ${p.pages} >>`);
  add(3, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
  const count = offsets.length;
  const xref = Array.from({ length: count }, (_, number) =>
    number === 0 ? "0000000000 65535 f \n" : `${String(offsets[number] ?? 0).padStart(10, "0")} 00000 n \n`,
  );
  parts.push(
    Buffer.from(
      `xref\n0 ${count}\n${xref.join("")}trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

/** Bytes without a pattern, the same each time. */
function noiseOf(length: number): Buffer {
  const noise = Buffer.alloc(length);
  let state = 1;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    noise[i] = state >>> 24;
  }
  return noise;
}
