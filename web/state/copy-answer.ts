/** An answer onto the clipboard as it looks: with headings, lists and tables where those are wanted, its numbers as text. */
import type { Answer } from "../../src/protocol.ts";
import { spellOut } from "../markdown/copy.ts";
import type { Text } from "../text/text.ts";
import { sourcesAsText } from "./copy-text.ts";

/** `shown` holds the rendered text. Rejects where the browser does not let us. */
export async function copyAnswer(t: Text, answer: Answer, shown: HTMLElement | null): Promise<void> {
  const sources = sourcesAsText(t, answer.citations);
  const plain = [answer.content.trim(), sources].filter(Boolean).join("\n\n");
  const prose = shown?.querySelector(".prose");
  if (!prose || typeof ClipboardItem === "undefined") return navigator.clipboard.writeText(plain);
  const html = formatted(prose, sources);
  const item = new ClipboardItem({
    "text/plain": new Blob([plain], { type: "text/plain" }),
    "text/html": new Blob([html], { type: "text/html" }),
  });
  await navigator.clipboard.write([item]);
}

/** The text as it was rendered, each chip as its number in brackets, nothing that only the page understands. */
function formatted(prose: Element, sources: string): string {
  const copy = document.createElement("div");
  copy.append(prose.cloneNode(true));
  spellOut(copy);
  for (const element of copy.querySelectorAll("*")) {
    for (const name of element.getAttributeNames())
      if (name !== "href" && name !== "start") element.removeAttribute(name);
  }
  for (const line of sources === "" ? [] : sources.split("\n")) {
    const paragraph = document.createElement("p");
    paragraph.textContent = line;
    copy.append(paragraph);
  }
  return copy.innerHTML;
}
