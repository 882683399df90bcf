/**
 * What of a growing answer a screen reader is told: whole sentences, each once, in any language. Pure.
 * Code and formulas are named instead of spelled, marks of Markdown are left out, citation marks become words.
 */
import { dollarsAt } from "../markdown/rules/math.ts";
import type { Text } from "../text/text.ts";

/** The sentences that are new, and how far the text is told. */
export type Spoken = { sentences: string[]; upTo: number };

const FENCE = /^[ \t]*(```+|~~~+)[^\n]*\n?/;
const FORMULA = /^[ \t]*(\$\$|\\\[)/;
/** One pattern for both: one for each would be looked for to the text's end before every block of the other kind. */
const BLOCK_AHEAD = /\n[ \t]*(?:```|~~~|\$\$|\\\[)/;

/** The finished sentences of `text` from `from` on; with `isDone` the rest too. `from` is an earlier `upTo` or 0. */
export function spokenFrom(text: string, from: number, p: { language: string; isDone: boolean; t: Text }): Spoken {
  const sentences: string[] = [];
  const segmenter = new Intl.Segmenter(p.language, { granularity: "sentence" });
  let at = from;
  while (at < text.length) {
    const rest = text.slice(at);
    const block = /^\n*(?=[ \t]*(?:```|~~~|\$\$|\\\[))/.exec(rest);
    const start = block ? block[0].length : 0;
    const special = block ? blockAt(rest.slice(start), p.isDone) : null;
    if (special === "open") break;
    if (special) {
      sentences.push(p.t(special.what === "code" ? "spoken.code" : "spoken.formula"));
      at += start + special.length;
      continue;
    }
    const next = textUntilBlock(rest);
    const told = sentencesIn(rest.slice(0, next.end), { segmenter, isWhole: next.isClosed || p.isDone, t: p.t });
    sentences.push(...told.sentences);
    at += told.length;
    if (told.length < next.end || told.length === 0) break;
  }
  return { sentences, upTo: at };
}

/** A block of code or a formula that stands by itself; `open` while its end has not come. */
function blockAt(rest: string, isDone: boolean): { what: "code" | "formula"; length: number } | "open" | null {
  const fence = FENCE.exec(rest);
  if (fence) {
    const [head, mark = ""] = fence;
    const end = new RegExp(`^[ \\t]*${mark[0] === "`" ? "`" : "~"}{${mark.length},}[ \\t]*$`, "m").exec(
      rest.slice(head.length),
    );
    if (end) return { what: "code", length: head.length + end.index + end[0].length };
    return isDone ? { what: "code", length: rest.length } : "open";
  }
  const formula = FORMULA.exec(rest);
  if (!formula) return null;
  const close = formula[1] === "$$" ? "$$" : "\\]";
  const end = rest.indexOf(close, formula[0].length);
  if (end >= 0) return { what: "formula", length: end + close.length };
  return isDone ? { what: "formula", length: rest.length } : "open";
}

function textUntilBlock(rest: string): { end: number; isClosed: boolean } {
  const ahead = BLOCK_AHEAD.exec(rest);
  return ahead ? { end: ahead.index + 1, isClosed: true } : { end: rest.length, isClosed: false };
}

function sentencesIn(
  text: string,
  p: { segmenter: Intl.Segmenter; isWhole: boolean; t: Text },
): { sentences: string[]; length: number } {
  const segments = [...p.segmenter.segment(text)];
  const sentences: string[] = [];
  let length = 0;
  for (const [index, { segment }] of segments.entries()) {
    // The last one may go on, unless its line or the text has ended.
    if (index === segments.length - 1 && !p.isWhole && !/\n\s*$/.test(segment)) break;
    length += segment.length;
    const words = withoutMarks(segment, p.t);
    if (/[\p{L}\p{N}]/u.test(words)) sentences.push(words);
  }
  return { sentences, length };
}

/** The text with what `name` says for each formula between dollars; prices stay what they are, as on the page. */
function withoutFormulas(text: string, name: string): string {
  let words = "";
  let at = 0;
  for (let dollar = text.indexOf("$"); dollar >= 0; dollar = text.indexOf("$", at)) {
    words += text.slice(at, dollar);
    const found = text[dollar - 1] === "\\" ? null : dollarsAt(text, dollar, text.length);
    const isFormula = found?.what === "formula";
    words += isFormula ? name : text.slice(dollar, dollar + (found?.run ?? 1));
    at = isFormula ? found.end : dollar + (found?.run ?? 1);
  }
  return words + text.slice(at);
}

/** The same for formulas between `\\(` and `\\)`. Where none closes, none that opens later is closed either. */
function withoutBracketed(text: string, name: string): string {
  let words = "";
  let at = 0;
  for (let open = text.indexOf("\\("); open >= 0; open = text.indexOf("\\(", at)) {
    const close = text.indexOf("\\)", open + 3);
    if (close < 0) break;
    words += text.slice(at, open) + name;
    at = close + 2;
  }
  return words + text.slice(at);
}

/** Linear in the text: no pattern looks over a run of signs again from each place in it (W140). */
function withoutMarks(text: string, t: Text): string {
  const name = t("spoken.formula");
  return withoutBracketed(withoutFormulas(text, name), name)
    .replace(/[ \t]+/g, " ")
    .replace(/^ ?(?:[-*+]|\d+[.)]|#{1,6}|>) /gm, "")
    .replace(/^[ :|-]{2,}$/gm, (line) => (line.includes("|", 1) ? "" : line))
    .replace(/ ?\| ?/g, ", ")
    .replace(/`([^`]*)`/g, "$1")
    .replace(/\[(\d{1,3})\](?!\()/g, (_, number: string) => ` (${t("spoken.source", { number })})`)
    .replace(/!?\[([^[\]]*)\]\((?:(?!\]\()[^)])*\)/g, "$1")
    .replace(/(?<!\\)(\*\*|__|~~|\*|(?<!\w)_|_(?!\w))/g, "")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .replace(/\s+/g, " ")
    .replace(/^[, ]+|(?<![, ])[, ]+$/g, "")
    .trim();
}
