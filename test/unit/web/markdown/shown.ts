/** What of a document can be read, and what it is without the traces of how it arrived. */
import type { AnswerDocument } from "../../../../web/markdown/document.ts";
import type { Block, Inline } from "../../../../web/markdown/nodes.ts";

/** The words on the screen; a formula is one sign, space counts once. */
export function shownText({ blocks }: AnswerDocument): string {
  return blocks
    .map(({ block }) => blockText(block))
    .join(" ")
    .replace(/\s+/g, " ")
    .trim();
}

function blockText(block: Block): string {
  switch (block.type) {
    case "paragraph":
    case "heading":
      return wordsText(block.children);
    case "quote":
      return block.children.map(blockText).join(" ");
    case "list":
      return block.items.map((item) => `• ${item.children.map(blockText).join(" ")}`).join(" ");
    case "table":
      return [block.head, ...block.rows].flatMap(({ cells }) => cells.map(wordsText)).join(" ");
    case "fence":
    case "html":
      return block.value;
    case "formula":
      return block.math ? "∑" : "";
    case "rule":
      return "—";
    case "note":
    case "definition":
      return "";
  }
}

function wordsText(words: readonly Inline[]): string {
  return words
    .map((word) => {
      switch (word.type) {
        case "text":
        case "code":
        case "html":
          return word.value;
        case "math":
          return "∑";
        case "cite":
          return `[${word.number}]`;
        case "image":
          return `image ${word.alt}`;
        case "note":
          return `^${word.label}`;
        case "break":
          return " ";
        case "mark":
        case "link":
          return wordsText(word.children);
        default:
          return "";
      }
    })
    .join("");
}

/** The blocks without what only matters while a text grows. */
export function finished({ blocks }: AnswerDocument): unknown {
  return JSON.parse(
    JSON.stringify(
      blocks.map(({ block, from, to }) => ({ block, from, to })),
      (key, value) => (key === "open" ? undefined : value),
    ),
  );
}
