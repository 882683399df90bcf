/** An answer as text that leaves the page: with its citations and where they come from. Pure. */
import type { Answer, Citation } from "../../src/protocol.ts";
import type { Text } from "../text/text.ts";

/** What a page is called: by the document itself where it has names for its pages, else its number. */
export const pageName = (source: { page: number; pageLabel?: string | null }): string =>
  source.pageLabel ?? String(source.page);

/** Where a citation comes from, on one line; its bibliographic reference where the document has one. */
export function referenceLine(t: Text, citation: Citation): string {
  const page = t("source.page", { page: pageName(citation) });
  // A reference ends with a full stop, which belongs behind the page.
  return `${citation.reference?.replace(/[.。]$/u, "") ?? citation.documentName}, ${page}`;
}

/** The sources of an answer for plain text, each on a line of its own; empty for an answer without any. */
export function sourcesAsText(t: Text, citations: readonly Citation[]): string {
  if (citations.length === 0) return "";
  const lines = citations.map(
    (one) => `[${one.number}] ${referenceLine(t, one)}: ${quoted(one.quote)}${doubts(t, one)}`,
  );
  return `${t("copy.sources")}\n${lines.join("\n")}`;
}

/** An answer as Markdown, with its sources as a list below. */
export function answerAsMarkdown(t: Text, answer: Answer): string {
  const { content, citations } = answer;
  if (citations.length === 0) return `${content.trim()}\n`;
  const lines = citations.map(
    (one) => `- **[${one.number}]** ${escaped(referenceLine(t, one))}${doubts(t, one)}\n\n  > ${oneLine(one.quote)}\n`,
  );
  return `${content.trim()}\n\n**${t("copy.sources")}**\n\n${lines.join("\n")}`;
}

/** What a reader has to know about a source before relying on it; empty where there is nothing. */
export function doubts(t: Text, { verified, stale }: Citation): string {
  const words = [!verified && t("source.unverified"), stale && t("source.stale")].filter(Boolean);
  return words.length > 0 ? ` (${words.join(", ")})` : "";
}

const oneLine = (text: string) => text.replace(/\s+/g, " ").trim();
const quoted = (text: string) => `“${oneLine(text)}”`;
/** What a name must not do to the Markdown around it. */
const escaped = (text: string) => text.replace(/[\\`*_[\]<>#]/g, "\\$&");
