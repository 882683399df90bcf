/**
 * What is only half written at the end of a growing text, as rules of markdown-it that hold for its last line of words alone
 * (`env.tail`): emphasis and code that are open are shown as what they will be, half a link as its words, and brackets whose
 * meaning the next letters decide wait for them. So nothing is shown that is taken back a moment later (W42).
 */
import type { Delimiter, MarkdownIt, StateInline, Token } from "markdown-it";

const TICK = 96;
const OPEN = 91;
const BANG = 33;
const STAR = 42;
const UNDERSCORE = 95;
const TILDE = 126;

/** A bracket that is not closed after so many letters is shown as it is. */
const MAX_LABEL = 160;
const MAX_ADDRESS = 4_000;

/** The rest of a destination, and of a title behind it, that has no end yet. */
const OPEN_DESTINATION = /^\(\s*(?:<[^<>\n]*>?|[^\s<][^\s]*)?(?:\s+(?:"[^"]*"?|'[^']*'?|\([^)]*\)?)?)?\s*$/;

/** Adds the rules to a parser. */
export function openEndRules(md: MarkdownIt): void {
  md.inline.ruler.before("backticks", "open_code", openCode);
  md.inline.ruler.after("cite", "open_bracket", openBracket);
  md.inline.ruler2.after("balance_pairs", "open_emphasis", closeOpenEmphasis);
}

const isTail = (state: StateInline) => state.env.tail === true && state.posMax === state.src.length;

/** Cuts off what the next letters may turn into something else: markers, half an entity, half an address. Linear. */
export function withoutHalfMarkers(content: string): string {
  let end = content.length;
  while (end > 0 && (isMarker(content.charCodeAt(end - 1)) || content.charCodeAt(end - 1) === BANG)) end--;
  // A marker that is escaped is text.
  if (end < content.length && backslashesBefore(content, end) % 2 === 1) return content.slice(0, end + 1);
  if (end === content.length && backslashesBefore(content, end) % 2 === 1) return content.slice(0, end - 1);
  const kept = content.slice(0, end);
  if (end < content.length) return kept;
  const last = kept.slice(-400);
  const half = /&(?:#?[a-zA-Z0-9]{0,31})$|<[^\s<>]{0,390}$/.exec(last);
  if (!half) return kept;
  const at = kept.length - last.length + half.index;
  return backslashesBefore(kept, at) % 2 === 1 ? kept : kept.slice(0, at);
}

const isMarker = (unit: number) => unit === STAR || unit === UNDERSCORE || unit === TILDE || unit === TICK;

function backslashesBefore(text: string, end: number): number {
  let count = 0;
  while (end - count > 0 && text.charCodeAt(end - count - 1) === 92) count++;
  return count;
}

function openCode(state: StateInline, silent: boolean): boolean {
  if (silent || !isTail(state) || state.src.charCodeAt(state.pos) !== TICK) return false;
  let from = state.pos;
  while (state.src.charCodeAt(from) === TICK) from++;
  const length = from - state.pos;
  if (from >= state.posMax || hasRun(state.src, from, length)) return false;
  const token = state.push("code_inline", "code", 0);
  token.content = state.src.slice(from).replace(/\n/g, " ");
  state.pos = state.posMax;
  return true;
}

function hasRun(src: string, from: number, length: number): boolean {
  for (let at = src.indexOf("`", from); at >= 0; ) {
    let end = at;
    while (src.charCodeAt(end) === TICK) end++;
    if (end - at === length) return true;
    at = src.indexOf("`", end);
  }
  return false;
}

function openBracket(state: StateInline, silent: boolean): boolean {
  if (silent || !isTail(state)) return false;
  const { src, pos, posMax } = state;
  const isImage = src.charCodeAt(pos) === BANG;
  const bracket = isImage ? pos + 1 : pos;
  if (src.charCodeAt(bracket) !== OPEN || posMax - pos > MAX_ADDRESS) return false;
  const labelEnd = src.indexOf("]", bracket) < 0 ? -1 : state.md.helpers.parseLinkLabel(state, bracket, false);
  state.pos = pos;
  if (labelEnd < 0 || labelEnd + 1 >= posMax) {
    if (posMax - pos > MAX_LABEL || src.indexOf("\n", pos) >= 0) return false;
    state.pos = posMax;
    return true;
  }
  const rest = src.slice(labelEnd + 1, posMax);
  if (rest.startsWith("[") && !rest.includes("]") && rest.length <= MAX_LABEL) {
    state.pos = posMax;
    return true;
  }
  if (!OPEN_DESTINATION.test(rest)) return false;
  if (isImage) {
    const image = state.push("image", "img", 0);
    image.content = src.slice(bracket + 1, labelEnd);
    image.children = [];
    image.attrs = [["src", ""]];
    state.md.inline.parse(image.content, state.md, { ...state.env, tail: false }, image.children);
  } else {
    state.push("link_open", "a", 1).attrs = [["href", ""]];
    state.pos = bracket + 1;
    state.posMax = labelEnd;
    state.linkLevel++;
    state.md.inline.tokenize(state);
    state.linkLevel--;
    state.push("link_close", "a", -1);
    state.posMax = posMax;
  }
  state.pos = posMax;
  return true;
}

/** Gives every opener that nothing has closed a closer at the end, the innermost first. */
function closeOpenEmphasis(state: StateInline): void {
  if (!isTail(state)) return;
  const { delimiters } = state;
  const openerOf = new Map<number, number>();
  delimiters.forEach(({ end }, index) => {
    if (end >= 0) openerOf.set(end, index);
  });
  const wordBefore = wordsBefore(state.tokens);
  for (let index = delimiters.length - 1; index >= 0; index--) {
    const pairedWith = openerOf.get(index);
    if (pairedWith !== undefined) {
      // What stands inside a pair can no longer reach over its end.
      index = pairedWith;
      continue;
    }
    const opener = delimiters[index];
    if (!opener || opener.end >= 0 || !mayOpen(opener, wordBefore)) continue;
    const closer = state.push("text", "", 0);
    closer.content = opener.marker === TILDE ? "~~" : String.fromCharCode(opener.marker);
    const token = state.tokens.length - 1;
    opener.end = delimiters.length;
    delimiters.push({ marker: opener.marker, length: 0, token, end: -1, open: false, close: true });
  }
}

/** Whether a marker that could open really looks like it: not in the middle of a Latin word or a number. */
function mayOpen({ open, close, token }: Delimiter, wordBefore: readonly (Token | undefined)[]): boolean {
  return open && !(close && /[A-Za-z0-9]$/.test(wordBefore[token]?.content ?? ""));
}

/** Of each token the last one before it that is no lone marker: found once, since a run of markers may be of any length. */
function wordsBefore(tokens: readonly Token[]): (Token | undefined)[] {
  let word: Token | undefined;
  return tokens.map((token) => {
    const before = word;
    if (!isLoneMarker(token)) word = token;
    return before;
  });
}

const isLoneMarker = ({ type, content }: Token) => type === "text" && /^[*_~]+$/.test(content);
