import { getDocumentProxy } from "unpdf";
import { describe, expect, it } from "vitest";
import { updateOfFlatTree } from "../../../web/viewer/flat-tree.ts";
import { bigPdf } from "../../support/big-pdf.ts";
import { pdfOf } from "../../support/tiny-pdf.ts";

const reader = (bytes: Uint8Array) => {
  const read: number[] = [];
  return {
    read,
    look: async (begin: number, end: number) => {
      read.push(end - begin);
      return bytes.subarray(begin, end);
    },
  };
};
const updated = async (bytes: Uint8Array) => {
  const update = await updateOfFlatTree(bytes.length, reader(bytes).look);
  return update && new Uint8Array(Buffer.concat([bytes, update.bytes]));
};
/** What stands on a page, as pdf.js reads it. */
async function textOf(bytes: Uint8Array, pages: readonly number[]): Promise<{ count: number; texts: string[] }> {
  const pdf = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
  const texts: string[] = [];
  for (const page of pages) {
    const { items } = await (await pdf.getPage(page)).getTextContent();
    texts.push(items.map((item) => ("str" in item ? item.str : "")).join(""));
  }
  const count = pdf.numPages;
  await pdf.destroy();
  return { count, texts };
}

describe("a flat list of pages", () => {
  const book = bigPdf({ pages: 120, roman: 3, side: 8, text: (page) => `page ${page} of the book` });

  it("[W86] gets an update that pdf.js reads as the same pages, found by reading little", async () => {
    const { read, look } = reader(book);
    const update = await updateOfFlatTree(book.length, look);
    expect(update?.pages).toHaveLength(120);
    expect(update?.pages[2]).toEqual({ num: 10, gen: 0 });
    expect(read.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(20_000);
    const pages = [1, 2, 60, 119, 120];
    const after = await textOf((await updated(book)) ?? new Uint8Array(), pages);
    expect(after).toEqual(await textOf(book, pages));
    expect(after).toMatchObject({ count: 120, texts: pages.map((page) => `page ${page} of the book`) });
  });

  it("[W86] keeps what the pages inherit, and can itself be updated", async () => {
    const text = book.toString("latin1");
    const at = text.indexOf("2 0 obj\n<< /Type /Pages");
    // The tree's object written once more, as programs do that change a file: with a box that its pages inherit.
    const kids = /\/Kids \[[^\]]*\]/.exec(text.slice(at))?.[0] ?? "";
    const own = `2 0 obj\n<< /Type /Pages /CropBox [ 0 0 400 792 ] ${kids} /Count 120 /Note (a \\(b\\) <<) >>\nendobj\n`;
    const start = /startxref\s+(\d+)/.exec(text)?.[1];
    const size = /\/Size (\d+)/.exec(text)?.[1];
    const table = `xref\n2 1\n${String(book.length).padStart(10, "0")} 00000 n \ntrailer\n<</Size ${size}/Root 1 0 R/Prev ${start}>>\n`;
    const changed = Buffer.from(`${text}${own}${table}startxref\n${book.length + own.length}\n%%EOF\n`, "latin1");
    const after = await updated(changed);
    const pdf = await getDocumentProxy(after ?? new Uint8Array(), { verbosity: 0 });
    const page = await pdf.getPage(77);
    expect(page.view).toEqual([0, 0, 400, 792]);
    expect((await page.getTextContent()).items).toMatchObject([{ str: "page 77 of the book" }]);
    await pdf.destroy();
  });

  it("[W86] is left alone where the file is anything else than expected", async () => {
    const text = book.toString("latin1");
    const broken: [string, string | RegExp, string][] = [
      ["a count that lies", "/Count 120", "/Count 121"],
      ["an entry that is no page's", /\[4 0 R/, "[4 0 X"],
      ["a table in a stream", "\nxref\n", "\nxxxx\n"],
      ["a table that is elsewhere", /startxref\n(\d)/, "startxref\n9$1"],
      ["a hybrid file", "/Size ", "/XRefStm 99 /Size "],
      ["no root", "/Root 1 0 R", "/Root 9999 0 R"],
      ["a loop of tables", "/Size ", `/Prev ${/startxref\s+(\d+)/.exec(text)?.[1]} /Size `],
    ];
    for (const [what, from, to] of broken) {
      const bytes = Buffer.from(text.replace(from, to), "latin1");
      expect(bytes.toString("latin1"), what).not.toBe(text);
      expect(await updateOfFlatTree(bytes.length, reader(bytes).look), what).toBe(null);
    }
    const few = pdfOf([{ content: "" }, { content: "" }]);
    for (const bytes of [few, new Uint8Array(), Buffer.from("%PDF-1.4"), Buffer.from("((((".repeat(10_000))])
      expect(await updateOfFlatTree(bytes.length, reader(bytes).look)).toBe(null);
  });

  it("[W86] is looked at in time that grows with what is read, whatever stands there", async () => {
    const tail = "\nstartxref\n0\n%%EOF\n";
    for (const filling of ["xref\n0 1\n", "xref\n", "trailer <<", "trailer << /A [[[[", "trailer << /A ("]) {
      const bytes = Buffer.from(`xref\n${filling.repeat(50_000)}${tail}`, "latin1");
      const { read, look } = reader(bytes);
      expect(await updateOfFlatTree(bytes.length, look)).toBe(null);
      expect(read.reduce((sum, count) => sum + count, 0)).toBeLessThan(2_000_000);
    }
  });
});
