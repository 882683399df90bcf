/**
 * What a stretch of an answer is as plain text, for the clipboard: formulas as their TeX, citations as their marks, cells and
 * items apart (W46). The form that the browser makes itself is kept for whoever pastes rich text, with formulas as TeX too.
 */
import type { ClipboardEvent } from "react";

const BLOCKS = /^(?:P|DIV|H[1-6]|LI|UL|OL|TR|TABLE|SECTION|BLOCKQUOTE|PRE|HR|FIGURE|FIGCAPTION)$/;

/** Puts the selection on the clipboard; leaves it to the browser when there is no formula and no citation in it. */
export function copyAsText(event: ClipboardEvent): void {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return;
  const range = selection.getRangeAt(0);
  widenToFormulas(range);
  const fragment = range.cloneContents();
  if (!fragment.querySelector("[data-tex], .chip")) return;
  spellOut(fragment);
  const box = document.createElement("div");
  box.append(fragment);
  event.clipboardData.setData(
    "text/plain",
    plainText(box)
      .replace(/\n{3,}/g, "\n\n")
      .trim(),
  );
  event.clipboardData.setData("text/html", box.innerHTML);
  event.preventDefault();
}

/** Formulas as their TeX, citations as their marks, and nothing that only the page understands. */
export function spellOut(copy: ParentNode): void {
  for (const formula of copy.querySelectorAll<HTMLElement>("[data-tex]")) {
    formula.textContent = formula.dataset.tex ?? "";
  }
  for (const chip of copy.querySelectorAll(".chip")) chip.replaceWith(`[${chip.textContent}]`);
  for (const control of copy.querySelectorAll("button, .link-host, .code-head, .note-back")) control.remove();
}

/** Half a formula is no TeX: the whole of it is meant. */
function widenToFormulas(range: Range): void {
  const formulaOf = (node: Node) => (node instanceof Element ? node : node.parentElement)?.closest("[data-tex]");
  const first = formulaOf(range.startContainer);
  const last = formulaOf(range.endContainer);
  if (first) range.setStartBefore(first);
  if (last) range.setEndAfter(last);
}

function plainText(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) {
    const isVerbatim = node.parentElement?.closest("pre") !== null;
    return isVerbatim ? (node.nodeValue ?? "") : (node.nodeValue ?? "").replace(/\s+/g, " ");
  }
  const { nodeName } = node;
  if (nodeName === "BR") return "\n";
  const inside = [...node.childNodes].map(plainText).join("");
  if (nodeName === "TD" || nodeName === "TH") return `${inside.trim()}\t`;
  if (nodeName === "LI") return `\n- ${inside.trim()}`;
  return BLOCKS.test(nodeName) ? `\n${inside.replace(/\t$/, "")}\n` : inside;
}
