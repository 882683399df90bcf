import { describe, expect, it } from "vitest";
import { citeMarks, type TreeNode } from "../../../web/markdown/cite-marks.ts";
import { noBlocks, splitBlocks } from "../../../web/markdown/split-blocks.ts";

const ANSWER = `# Photosynthesis

It has two parts [1][2]:

- the light reactions
- the cycle

| a | b |
|---|---|
| 1 | 2 |

\`\`\`js
const a = b[1];
\`\`\`

The end.
`;

describe("blocks of Markdown", () => {
  it("[W20] cut anew at every character, the blocks are the text, and the same as when cut at once", () => {
    let blocks = noBlocks;
    for (let end = 1; end <= ANSWER.length; end++) {
      blocks = splitBlocks(ANSWER.slice(0, end), blocks);
      expect(blocks.blocks.join("")).toBe(ANSWER.slice(0, end));
    }
    expect(blocks.blocks).toEqual(splitBlocks(ANSWER).blocks);
    expect(blocks.blocks).toHaveLength(6);
  });

  it("[W20] a text that does not continue the last one is cut from its beginning", () => {
    const first = splitBlocks("a\n\nb\n\nc\n\nd");
    expect(splitBlocks("x\n\ny", first).blocks).toEqual(["x\n\n", "y"]);
  });
});

describe("citation marks", () => {
  const text = (value: string): TreeNode => ({ type: "text", value });
  const element = (tagName: string, ...children: TreeNode[]): TreeNode => ({ type: "element", tagName, children });
  const numbers = (node: TreeNode): unknown[] =>
    node.tagName === "cite" ? [node.properties?.dataNumber] : (node.children ?? []).flatMap(numbers);
  const words = (node: TreeNode): string => node.value ?? (node.children ?? []).map(words).join("");

  it("[W5] every mark in the text becomes an element, and no character is lost", () => {
    const tree = element("p", text("So [1][2] and "), element("em", text("also [12]")), text(" [x] [1234]."));
    citeMarks()(tree);
    expect(numbers(tree)).toEqual(["1", "2", "12"]);
    expect(words(tree)).toBe("So [1][2] and also [12] [x] [1234].");
  });

  it("[W5] marks in code stay text", () => {
    const tree = element(
      "div",
      element("pre", element("code", text("a[1]"))),
      element("p", element("code", text("b[2]"))),
    );
    citeMarks()(tree);
    expect(numbers(tree)).toEqual([]);
  });
});
