/**
 * The Markdown parser of answers: markdown-it, which keeps to CommonMark, with GitHub's tables, strikethrough, task lists and
 * bare addresses, with formulas, citation marks and footnotes. Blocks and words are parsed apart from each other, so that the
 * words of a block which stays the same are parsed once (W40).
 */
import MarkdownIt, { type StateInline, type Token } from "markdown-it";
import type { Reference } from "./nodes.ts";
import { labelRules } from "./rules/labels.ts";
import { markRules } from "./rules/marks.ts";
import { mathRules } from "./rules/math.ts";
import { openEndRules, withoutHalfMarkers } from "./rules/open-ends.ts";

const md = new MarkdownIt({ html: true, maxNesting: 100 });
labelRules(md);
mathRules(md);
markRules(md);
openEndRules(md);
md.inline.ruler.before("strikethrough", "long_tildes", longTildes);
// What may be followed is decided where a link is shown; and an address is shown as it was written, in no other letters.
md.validateLink = () => true;
md.normalizeLinkText = (url) => url;

/** Three tildes or more strike nothing, as GitHub has it; markdown-it would take two of them. */
function longTildes(state: StateInline, silent: boolean): boolean {
  let end = state.pos;
  while (end < state.posMax && state.src.charAt(end) === "~") end++;
  if (end - state.pos < 3) return false;
  if (!silent) state.pending += state.src.slice(state.pos, end);
  state.pos = end;
  return true;
}

/** A text's blocks, as markdown-it's tokens whose words are not parsed yet, and the addresses that it defines. */
export function parseBlocks(
  text: string,
  growing: boolean,
): { tokens: Token[]; references: Record<string, Reference> } {
  const references: Record<string, Reference> = Object.create(null);
  const tokens: Token[] = [];
  md.block.parse(text, md, { references, growing }, tokens);
  for (const token of tokens) {
    const label = String(token.meta?.label ?? "");
    const reference = token.type === "reference_definition" ? references[label] : undefined;
    if (!reference || !namesSource(label, reference.href)) continue;
    delete references[label];
    token.meta = { label, isSource: true };
  }
  return { tokens, references };
}

/** `[1]: notes.pdf` names a source; only an address behind a number makes it a definition, which would not be shown (W50). */
function namesSource(label: string, href: string): boolean {
  return /^\d{1,3}$/.test(label) && !/^(?:https?:|mailto:|www\.|\/|#)/i.test(href);
}

export type WordsContext = {
  references: Readonly<Record<string, Reference>>;
  /** Told of every label that is looked up. */
  onLookup: (label: string) => void;
};

/** The words of a block as markdown-it's tokens; `tail`: they are the end of a text that grows. */
export function parseWords(content: string, context: WordsContext, tail: boolean): Token[] {
  const references = new Proxy(context.references, {
    get(known, label) {
      if (typeof label === "string") context.onLookup(label);
      return Reflect.get(known, label);
    },
  });
  const tokens: Token[] = [];
  md.inline.parse(tail ? withoutHalfMarkers(content) : content, md, { references, tail }, tokens);
  return tokens;
}

/** The language that a fence names. */
export function languageOf(info: string): string {
  return /^\S*/.exec(md.utils.unescapeAll(info).trim())?.[0] ?? "";
}
