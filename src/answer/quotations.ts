/**
 * Finds what a text puts into quotation marks, in the customs of many languages, and Markdown's block quotes.
 * Linear; a quotation never crosses a blank line, and a mark without its partner opens none.
 */

/** `source.slice(start, end)` is what stands between the marks. Offsets are UTF-16 units. */
export type Quotation = { start: number; end: number };

const MAX_QUOTATION = 2_000;
const INSIDE = (close: string) => String.raw`((?:[^${close}\n]|\n(?!\s*\n)){1,${MAX_QUOTATION}}?)`;

/** Opening and closing marks: English, German, French and its reverse, Chinese and Japanese, and the straight ones. */
const PAIRS = new RegExp(
  [
    `“${INSIDE("“”")}”`,
    `„${INSIDE("“”„")}[“”]`,
    `«${INSIDE("«»")}»`,
    `»${INSIDE("«»")}«`,
    `「${INSIDE("「」")}」`,
    `『${INSIDE("『』")}』`,
    String.raw`(?<![\p{L}\p{N}])"(?=\S)${INSIDE('"')}(?<=\S)"(?![\p{L}\p{N}])`,
  ].join("|"),
  "gu",
);

/** The quotations of a text in order, none inside another. A block quote without quotation marks is one as a whole. */
export function quotationsOf(text: string): Quotation[] {
  const quotations: Quotation[] = [];
  for (const found of text.matchAll(PAIRS)) {
    quotations.push({ start: found.index + 1, end: found.index + found[0].length - 1 });
  }
  const blocks = blockQuotesOf(text);
  if (blocks.length === 0) return quotations;
  let next = 0;
  const unmarked = blocks.filter((block) => {
    while ((quotations[next]?.start ?? Number.POSITIVE_INFINITY) < block.start) next++;
    return (quotations[next]?.start ?? Number.POSITIVE_INFINITY) > block.end;
  });
  return [...quotations, ...unmarked].sort((a, b) => a.start - b.start);
}

/** Runs of lines that begin with ">". */
function blockQuotesOf(text: string): Quotation[] {
  if (!text.includes(">")) return [];
  const blocks: Quotation[] = [];
  let at = 0;
  let open: Quotation | null = null;
  for (const line of text.split("\n")) {
    const quoted = /^ {0,3}>/.test(line);
    if (quoted && open === null) {
      open = { start: at, end: at };
      blocks.push(open);
    }
    if (quoted && open !== null) open.end = at + line.length;
    if (!quoted) open = null;
    at += line.length + 1;
  }
  return blocks.filter(({ start, end }) => end - start <= MAX_QUOTATION);
}

/** The parts of a quotation between its omissions: "…", "...", "[…]" and bracketed insertions. */
export function partsOf(quotation: string): string[] {
  return quotation.split(/\[[^\]\n]{0,100}\]|\(?(?:…|\.{3,})\)?/u);
}
