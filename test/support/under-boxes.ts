/**
 * What stands under the boxes of a highlight, found without the parser's places: the browser itself tells where each letter
 * of the page's own text lies, and those whose middle is under a box are read.
 */
import type { Locator } from "playwright-core";

/** The letters under the quote's boxes (`quote-box`) or the chunk's (`chunk-box`), in the order of reading. */
export async function lettersUnder(viewer: Locator, kind: "quote-box" | "chunk-box" = "quote-box"): Promise<string> {
  const page = viewer.locator(".pdf-page", { has: viewer.page().locator(`.${kind}`) });
  // The text is laid over a page after its picture.
  await page.locator(".letters span").first().waitFor();
  const pieces = await page.evaluate(async (element, boxClass) => {
    await document.fonts.ready;
    const boxes = [...element.querySelectorAll(`.${boxClass}`)].map((box) => box.getBoundingClientRect());
    const textNodes = document.createTreeWalker(element.querySelector(".letters") ?? element, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const found: Piece[] = [];
    for (let node = textNodes.nextNode(); node; node = textNodes.nextNode()) {
      const text = node.textContent ?? "";
      const piece: Piece = { text: "", left: 0, middle: 0 };
      for (let i = 0; i < text.length; i++) {
        range.setStart(node, i);
        range.setEnd(node, i + 1);
        const { left, right, top, bottom } = range.getBoundingClientRect();
        const [x, y] = [(left + right) / 2, (top + bottom) / 2];
        if (!boxes.some((box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom)) continue;
        piece.text += text.charAt(i);
        Object.assign(piece, { left, middle: y });
      }
      if (piece.text !== "") found.push(piece);
    }
    return found;
  }, kind);
  return inOrder(pieces)
    .map(({ text }) => text)
    .join(" ");
}

type Piece = { text: string; left: number; middle: number };

/** The pieces of a script that runs to the left stand in the file as they are drawn, often from the left: by their places then. */
function inOrder(pieces: readonly Piece[]): readonly Piece[] {
  if (!pieces.some(({ text }) => /[\u0590-\u08ff]/.test(text))) return pieces;
  const isSameLine = (a: Piece, b: Piece) => Math.abs(a.middle - b.middle) < 4;
  return pieces.toSorted((a, b) => (isSameLine(a, b) ? b.left - a.left : a.middle - b.middle));
}

/** Letters and digits alone, as quotes are compared. */
export const folded = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

/** How much of what is under the boxes is the quote's (precision), and how much of the quote is under them (recall), in order. */
export function compareQuote(under: string, quote: string): { precision: number; recall: number } {
  const [a, b] = [folded(under), folded(quote)];
  const common = commonLength(a, b);
  return { precision: a === "" ? 0 : common / a.length, recall: b === "" ? 0 : common / b.length };
}

/** The length of the longest common subsequence. */
function commonLength(a: string, b: string): number {
  let row = new Uint16Array(b.length + 1);
  for (const letter of a) {
    const next = new Uint16Array(b.length + 1);
    for (let j = 1; j <= b.length; j++) {
      next[j] = letter === b[j - 1] ? (row[j - 1] ?? 0) + 1 : Math.max(row[j] ?? 0, next[j - 1] ?? 0);
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
