/** The search for the end of a link's label, beside markdown-it's own. */
import fc from "fast-check";
import MarkdownIt, { type StateInline } from "markdown-it";
import { describe, expect, it } from "vitest";
import { labelRules } from "../../../../web/markdown/rules/labels.ts";
import { markRules } from "../../../../web/markdown/rules/marks.ts";
import { mathRules } from "../../../../web/markdown/rules/math.ts";

function parser(isOwn: boolean) {
  const md = new MarkdownIt({ html: true, maxNesting: 100 });
  mathRules(md);
  markRules(md);
  if (isOwn) labelRules(md);
  return md;
}

const own = parser(true);
const original = parser(false);
const PIECES = ["[", "[", "[", "]", "]", "](b)", "][a]", "[]", "![", "[a]", "[1]", "[^1]", "\\", "`", "<b>", "$", "*"];
const DEFINED = "\n\n[a]: /a\n[b [c]: /no\n[*a*]: /em\n";

describe("the label of a link", () => {
  it("[W43] [W114] ends where markdown-it finds its end, whatever stands in it", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES, "a", " b"), { maxLength: 40 }), (pieces) => {
        const text = pieces.join("") + DEFINED;
        expect(own.parse(text, {})).toEqual(original.parse(text, {}));
      }),
      { numRuns: 300 },
    );
  });

  it.each(["[a][", "[", "[a", "![[", "[a](", "[1, 2]["])(
    "[W114] of a run of %s is looked for in each letter a few times",
    (unit) => {
      const md = parser(true);
      const skip = md.inline.skipToken.bind(md.inline);
      let steps = 0;
      md.inline.skipToken = (state: StateInline) => {
        steps += 1;
        skip(state);
      };
      const text = unit.repeat(2_000);
      md.parse(text, {});
      expect(steps / text.length).toBeLessThan(5);
    },
  );
});
