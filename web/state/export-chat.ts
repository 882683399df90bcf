/** A whole chat as one Markdown file. Pure; the caller has loaded every shown message. */
import type { Message } from "../../src/protocol.ts";
import type { Words } from "../text/text.ts";
import { answerAsMarkdown } from "./copy-text.ts";

/** Questions as headings, each answer below its question with its sources; what has no answer says so. */
export function chatAsMarkdown({ t }: Pick<Words, "t">, title: string, messages: readonly Message[]): string {
  const parts = messages.map((message, index) => {
    if (message.role === "assistant") return answerAsMarkdown(t, message);
    const isAnswered = messages[index + 1]?.role === "assistant";
    const question = `## ${message.content.replace(/\s+/g, " ").trim()}\n`;
    return isAnswered ? question : `${question}\n*${t("export.unanswered")}*\n`;
  });
  return [`# ${title}\n`, ...parts].join("\n");
}

/** A file's name from a title: short, and harmless on every system. */
export function fileNameOf(title: string, extension: string): string {
  const name = [
    ...title
      .replace(/[\p{C}\\/:*?"<>|.]+/gu, " ")
      .replace(/\s+/g, " ")
      .trim(),
  ]
    .slice(0, 60)
    .join("");
  return `${name || "chat"}.${extension}`;
}
