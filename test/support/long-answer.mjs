/** A long answer with all that Markdown has, made up from a few patterns: prose, lists, tables, code, formulas, citations. */
import { tokensOf } from "./paced-model.mjs";

const WORDS =
  "the membrane holds what a cell needs and lets go of what it does not need so that energy and order meet in each part".split(
    " ",
  );

/** @param {number} from @param {number} count */
const words = (from, count) =>
  Array.from({ length: count }, (_, i) => WORDS[(from * 7 + i * 3) % WORDS.length]).join(" ");

/** @param {number} n */
const prose = (n) =>
  `${words(n, 14)}, **${words(n + 1, 3)}** and *${words(n + 2, 2)}* [1]. With $x_{${n}}^2 + y^2 = z^2$ it ${words(n + 3, 12)}, ` +
  `as \`f(${n})\` shows [2]; it costs $${n} or $${n + 5}. ${words(n + 4, 16)} \\(a_{${n}} \\le b\\), see [the page](https://example.org/p/${n}).`;

/** @param {number} n @param {number} items */
const list = (n, items) =>
  Array.from(
    { length: items },
    (_, i) => `- **${words(n + i, 2)}**: ${words(n + i, 9)} [1]\n  - ${words(i, 6)} \`x${i}\``,
  ).join("\n");

/** @param {number} n @param {number} rows */
const table = (n, rows) =>
  ["| Part | Share | Where | Formula |", "|:--|--:|:-:|---|"]
    .concat(
      Array.from(
        { length: rows },
        (_, i) => `| ${words(n + i, 2)} | ${(i * 37) % 100} % | *${words(i, 2)}* | $v_{${i}}$ |`,
      ),
    )
    .join("\n");

/** @param {number} n @param {number} lines */
const python = (n, lines) =>
  `\`\`\`python\n${Array.from({ length: lines / 4 }, (_, i) => `def f${n}_${i}(x, y="${words(i, 2)}"):\n    # ${words(i, 5)}\n    z = x * ${i} + len(y)\n    return z if z > 0 else None`).join("\n")}\n\`\`\``;

/** @param {number} n */
const formula = (n) =>
  `$$\n\\int_0^{${n}} \\frac{e^{-x^2}}{\\sqrt{2\\pi}}\\,dx = \\sum_{k=0}^{\\infty} \\frac{(-1)^k}{k!(2k+1)}\n\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}\n$$`;

/** A section; every tenth holds something really long. @param {number} n */
function section(n) {
  const long = n % 10 === 9;
  return [
    `## ${n}. ${words(n, 4)}`,
    prose(n),
    formula(n + 1),
    prose(n + 1),
    long ? list(n, 40) : list(n, 5),
    `> ${prose(n + 2)}`,
    long ? table(n, 60) : table(n, 8),
    long ? python(n, 240) : python(n, 20),
    `1. ${words(n, 8)}\n2. ${words(n + 1, 8)}\n\n   ${prose(n + 3)}\n`,
  ].join("\n\n");
}

/** An answer of about so many tokens. @param {number} tokens */
export function longAnswer(tokens) {
  let text = "";
  let count = 0;
  for (let n = 1; count < tokens; n++) {
    const next = `${section(n)}\n\n`;
    count += tokensOf(next).length;
    text += next;
  }
  return text;
}

/** Answers that are one block without an end, by what that is. @type {Readonly<Record<string, () => string>>} */
export const GIANTS = {
  fence: () => python(1, 2_000),
  table: () => table(1, 500),
  list: () => list(1, 500),
  nested: () => `1. ${words(1, 5)}\n\n${list(1, 300).replaceAll(/^/gm, "   ")}`,
  paragraph: () => Array.from({ length: 80 }, (_, n) => prose(n)).join(" "),
  formulas: () => Array.from({ length: 2_000 }, (_, n) => `$x_{${n}}$`).join(" "),
};
