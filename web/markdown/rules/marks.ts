/**
 * Citation marks `[n]` and footnotes `[^label]` in Markdown, as rules of markdown-it.
 * A mark is a link when Markdown makes it one, text in code, in formulas and inside links, and a citation everywhere else (W5, W50).
 */
import type { MarkdownIt, StateBlock, StateInline } from "markdown-it";

const OPEN = 91;
const CARET = 94;

/** Adds the rules to a parser. */
export function markRules(md: MarkdownIt): void {
  md.inline.ruler.before("link", "note", note);
  md.inline.ruler.after("image", "cite", cite);
  md.block.ruler.before("reference", "note_definition", noteDefinition, { alt: ["paragraph", "reference"] });
}

const MARK = /\[([1-9]\d{0,2})\]/y;
const NOTE = /\[\^([^\s[\]]{1,80})\]/y;

function cite(state: StateInline, silent: boolean): boolean {
  // Silently a bracket is looked at as a part of a link's label, where it is text.
  if (silent || state.linkLevel > 0 || state.src.charCodeAt(state.pos) !== OPEN) return false;
  MARK.lastIndex = state.pos;
  const found = MARK.exec(state.src);
  if (!found || MARK.lastIndex > state.posMax) return false;
  const token = state.push("cite", "", 0);
  token.meta = { number: Number(found[1]) };
  state.pos += found[0].length;
  return true;
}

function note(state: StateInline, silent: boolean): boolean {
  if (silent || state.src.charCodeAt(state.pos) !== OPEN || state.src.charCodeAt(state.pos + 1) !== CARET) return false;
  NOTE.lastIndex = state.pos;
  const found = NOTE.exec(state.src);
  if (!found || NOTE.lastIndex > state.posMax) return false;
  const token = state.push("note", "", 0);
  token.content = found[1] ?? "";
  state.pos += found[0].length;
  return true;
}

/** `[^label]: text` with what is indented below it. */
function noteDefinition(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const begin = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const max = state.eMarks[startLine] ?? 0;
  const found = /^\[\^([^\s[\]]{1,80})\]:[ \t]*/.exec(state.src.slice(begin, Math.min(max, begin + 200)));
  if (!found) return false;
  if (silent) return true;
  const open = state.push("note_open", "", 1);
  open.content = found[1] ?? "";
  const lines: [number, number] = [startLine, 0];
  open.map = lines;
  const kept = {
    bMark: state.bMarks[startLine] ?? 0,
    tShift: state.tShift[startLine] ?? 0,
    sCount: state.sCount[startLine] ?? 0,
    parent: state.parentType,
  };
  const contentAt = begin + found[0].length;
  state.bMarks[startLine] = contentAt;
  state.tShift[startLine] = 0;
  state.blkIndent += 4;
  // Its first line counts as indented like the ones below it.
  state.sCount[startLine] = state.blkIndent;
  state.parentType = "footnote";
  if (contentAt < max) state.md.block.tokenize(state, startLine, endLine);
  else {
    state.line = startLine + 1;
    if (state.line < endLine) state.md.block.tokenize(state, state.line, endLine);
    // What follows does not belong to it.
    if (state.line > startLine + 1 && state.tokens.at(-1) === open) state.line = startLine + 1;
  }
  state.parentType = kept.parent;
  state.blkIndent -= 4;
  state.bMarks[startLine] = kept.bMark;
  state.tShift[startLine] = kept.tShift;
  state.sCount[startLine] = kept.sCount;
  lines[1] = state.line;
  state.push("note_close", "", -1);
  return true;
}
