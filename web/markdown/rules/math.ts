/**
 * Formulas in Markdown, as rules of markdown-it: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`, and bare `\begin{align}…\end{align}`.
 * A price is no formula (W47): dollars stand right at their content, not inside words, and prose between them stays prose.
 * While a text grows, a formula that has no end yet takes its place without being shown.
 */
import type { MarkdownIt, StateBlock, StateInline } from "markdown-it";

const DOLLAR = 36;
const BACKSLASH = 92;
/** What is longer is no formula inside a line. */
const MAX_INLINE = 4_000;
const MAX_PENDING = 600;

const ENVIRONMENT =
  /^\\begin\{((?:equation|align|alignat|gather|multline|flalign|eqnarray|CD|split|cases|[pbBvV]?matrix)\*?)\}/;

/** Adds the rules to a parser. */
export function mathRules(md: MarkdownIt): void {
  md.inline.ruler.before("escape", "math_escaped", escapedFormula);
  md.inline.ruler.before("escape", "math_dollar", dollarFormula);
  md.block.ruler.before("fence", "math_block", blockFormula, { alt: ["paragraph", "reference", "blockquote", "list"] });
}

/** Whether what stands between two dollars reads like a formula rather than like prices with words between them. */
export function readsLikeMath(content: string): boolean {
  if (content.includes("`")) return false;
  if (/[\\^_{}=]/.test(content)) return true;
  // Two words in a row, or a number and then a word, are somebody's sentence.
  if (/\p{L}{2}[,;:]?\s+\p{L}{2}/u.test(content) || /^\d[^+*/<>|()]*?\p{L}{2}/u.test(content)) return false;
  return !/^\d[\d.,]*\s*[–—/,;-]\s*(?:[A-Z]{1,3})?$/.test(content);
}

/** Whether an open dollar at the text's end may still become a formula. */
function mayBecomeMath(rest: string): boolean {
  if (rest === "" || /^\d[\d.,]*\s?[–—-]?$/.test(rest)) return true;
  if (rest.length > MAX_PENDING || /^\s/.test(rest) || /(?<!\\)\$/.test(rest)) return false;
  if (/^\d[\d.,]*(?:[.,;:!?)\]]|\s+[^\s+\-=<>*/^_\\|(){}])/.test(rest)) return false;
  return readsLikeMath(rest);
}

/** The first dollar of two that close. */
function withoutHalfEnd(rest: string, run: number): string {
  return run === 2 && rest.endsWith("$") ? rest.slice(0, -1) : rest;
}

function isWordUnit(unit: number): boolean {
  return (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122);
}

function pushFormula(state: StateInline, math: { tex: string; display: boolean; source: string }): void {
  const token = state.push("math", "", 0);
  token.content = math.tex;
  token.markup = math.source;
  token.meta = { display: math.display };
}

function pushPending(state: StateInline): void {
  state.push("pending", "", 0);
  state.pos = state.posMax;
}

const isTail = (state: StateInline) => state.env.tail === true && state.posMax === state.src.length;

/** What dollars at a place of a text are: those of a formula, those that nothing closes, or somebody's money. */
export type Dollars =
  | { what: "formula"; run: number; tex: string; end: number }
  | { what: "open"; run: number }
  | { what: "prose"; run: number };

/** Reads the dollars that begin at `pos`, which is the first of them. */
export function dollarsAt(src: string, pos: number, max: number): Dollars {
  let open = pos;
  while (open < max && src.charCodeAt(open) === DOLLAR) open++;
  const run = open - pos;
  const isInsideWord = pos > 0 && (isWordUnit(src.charCodeAt(pos - 1)) || src.charCodeAt(pos - 1) === DOLLAR);
  if (run > 2 || isInsideWord) return { what: "prose", run };
  const end = run === 2 ? closingPair(src, open, max) : closingDollar(src, open, max);
  if (end <= 0) return { what: "open", run };
  const content = src.slice(open, end);
  const tex = content.trim();
  const holds = run === 1 ? readsLikeMath(content) : tex !== "" && readsLikeMath(tex);
  return holds ? { what: "formula", run, tex, end: end + run } : { what: "prose", run };
}

function dollarFormula(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state;
  if (src.charCodeAt(pos) !== DOLLAR) return false;
  const found = dollarsAt(src, pos, posMax);
  const open = pos + found.run;
  if (found.what === "formula") {
    if (!silent) {
      pushFormula(state, { tex: found.tex, display: found.run === 2, source: src.slice(pos, found.end) });
    }
    state.pos = found.end;
    return true;
  }
  if (found.what === "open" && !silent && isTail(state)) {
    if (mayBecomeMath(withoutHalfEnd(src.slice(open, posMax), found.run))) {
      pushPending(state);
      return true;
    }
  }
  // Dollars that are none stay together: none of them opens what the whole run does not.
  if (!silent) state.pending += src.slice(pos, open);
  state.pos = open;
  return true;
}

/** Where the single dollar stands that closes a formula, or -1. */
function closingDollar(src: string, from: number, max: number): number {
  if (from >= max || /\s/.test(src.charAt(from))) return -1;
  const limit = Math.min(max, from + MAX_INLINE);
  for (let at = from; at < limit; at++) {
    const unit = src.charCodeAt(at);
    if (unit === BACKSLASH) {
      at++;
      continue;
    }
    if (unit !== DOLLAR) continue;
    if (src.charCodeAt(at + 1) === DOLLAR && at + 1 < max) return -1;
    if (at === from || /\s/.test(src.charAt(at - 1))) return -1;
    const next = at + 1 < max ? src.charCodeAt(at + 1) : 0;
    if (!isWordUnit(next)) return at;
    // The n-th element is often written as "$n$th", two of them as "$x$s".
    return /^(?:th|st|nd|rd|s)(?![a-z\d])|^[tnr]$/i.test(src.slice(at + 1, Math.min(max, at + 4))) ? at : -1;
  }
  return -1;
}

function closingPair(src: string, from: number, max: number): number {
  const limit = Math.min(max, from + MAX_INLINE);
  for (let at = from; at + 1 < limit; at++) {
    const unit = src.charCodeAt(at);
    if (unit === BACKSLASH) at++;
    else if (unit === DOLLAR && src.charCodeAt(at + 1) === DOLLAR) return at;
  }
  return -1;
}

/** `\(…\)` and, in the middle of a line, `\[…\]`. */
function escapedFormula(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state;
  if (src.charCodeAt(pos) !== BACKSLASH) return false;
  const bracket = src.charAt(pos + 1);
  if (bracket !== "(" && bracket !== "[") return false;
  const display = bracket === "[";
  const close = display ? "]" : ")";
  const max = Math.min(posMax, pos + MAX_INLINE);
  const end = lastClosing(state, close) < pos ? -1 : closingBracket(src, pos + 2, { bracket: close, max });
  if (end < 0) {
    if (silent || !isTail(state) || posMax - pos > MAX_PENDING) return false;
    pushPending(state);
    return true;
  }
  const tex = src.slice(pos + 2, end).trim();
  // Brackets around nothing, or around more escapes, are escapes.
  if (!/[\p{L}\p{N}]/u.test(tex)) return false;
  if (!silent) pushFormula(state, { tex, display, source: src.slice(pos, end + 2) });
  state.pos = end + 2;
  return true;
}

/** Where the last mark stands that could close, looked for once in a text: what no end follows is not looked after each time. */
const lastClosings = new WeakMap<StateInline, Record<string, number>>();

function lastClosing(state: StateInline, close: string): number {
  const known = lastClosings.get(state) ?? {};
  lastClosings.set(state, known);
  known[close] ??= state.src.lastIndexOf(`\\${close}`);
  return known[close];
}

/** Where `\)` or `\]` stands, or -1; a double backslash is a line's end of the formula. */
function closingBracket(src: string, from: number, { bracket, max }: { bracket: string; max: number }): number {
  for (let at = from; at + 1 < max; at++) {
    if (src.charCodeAt(at) !== BACKSLASH) continue;
    if (src.charAt(at + 1) === bracket) return at;
    at++;
  }
  return -1;
}

/** A formula on lines of its own. It ends at its closing mark, never runs over a blank line, and may be closed on its first line. */
function blockFormula(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const at = lineStart(state, startLine);
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const first = state.src.slice(at, state.eMarks[startLine]);
  const environment = ENVIRONMENT.exec(first);
  const opening = environment ? "" : first.startsWith("$$") ? "$$" : first.startsWith("\\[") ? "\\[" : null;
  if (opening === null || first.startsWith("$$$")) return false;
  const closing = environment ? `\\end{${environment[1]}}` : opening === "$$" ? "$$" : "\\]";
  const isOpenHere = (stop: number) => state.env.growing === true && stop >= endLine && stop >= state.lineMax;
  const vain = vainSearch(state, `${closing} ${state.blkIndent} ${endLine}`);
  if (startLine >= vain.from && startLine < vain.to && !isOpenHere(vain.to)) return false;
  const lines: string[] = [];
  let line = startLine;
  let closed = false;
  for (; line < endLine; line++) {
    const isFirst = line === startLine;
    if (!isFirst && (state.isEmpty(line) || (state.sCount[line] ?? 0) < state.blkIndent)) break;
    const text = isFirst ? first.slice(opening.length) : state.src.slice(lineStart(state, line), state.eMarks[line]);
    const end = text.trimEnd();
    if (end.endsWith(closing) && !isEscaped(end, end.length - closing.length)) {
      lines.push(environment ? end : end.slice(0, -closing.length));
      closed = true;
      line++;
      break;
    }
    // Closed in the middle of a line: a formula with words behind it, which is a paragraph's.
    if (isFirst && text.includes(closing)) return false;
    lines.push(text);
  }
  const tex = lines.join("\n").trim();
  const isFormula = closed && /[\p{L}\p{N}]/u.test(tex);
  // What begins before the mark that closes signs alone holds no more than they do; the mark itself may open.
  if (!isFormula) Object.assign(vain, { from: startLine, to: closed ? line - 1 : line });
  const isPending = !closed && isOpenHere(line);
  if (!isPending && !isFormula) return false;
  if (silent) return true;
  const token = state.push("math_block", "", 0);
  token.content = tex;
  token.map = [startLine, line];
  token.meta = { pending: !closed };
  token.markup = environment ? tex : `${opening}\n${tex}\n${closing}`;
  state.line = line;
  return true;
}

/** Between which lines a closing mark was looked for in vain: what begins there has no end either, and does not look again. */
const vainSearches = new WeakMap<StateBlock, Map<string, { from: number; to: number }>>();

function vainSearch(state: StateBlock, what: string): { from: number; to: number } {
  const known = vainSearches.get(state) ?? new Map<string, { from: number; to: number }>();
  vainSearches.set(state, known);
  const search = known.get(what) ?? { from: 0, to: 0 };
  known.set(what, search);
  return search;
}

/** Whether a backslash takes the mark at this place its meaning. */
function isEscaped(text: string, at: number): boolean {
  let count = 0;
  while (count < at && text.charCodeAt(at - count - 1) === BACKSLASH) count++;
  return count % 2 === 1;
}

function lineStart(state: StateBlock, line: number): number {
  return (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
}
