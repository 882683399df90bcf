import { parseDocument } from "htmlparser2";
import { describe, expect, it } from "vitest";
import { allPayloads, purifierPayloads } from "../../../support/payloads.ts";
import { rendered } from "./rendered.tsx";

/** All that the renderer ever makes. */
const ELEMENTS = new Set(
  (
    "div p h3 h4 h5 h6 blockquote ul ol li pre code figure figcaption table thead tbody tr th td section hr br " +
    "em strong del a span sup input button"
  ).split(" "),
);
const ATTRIBUTES = new Set(
  (
    "class dir id role href title target rel referrerpolicy start value tabindex type disabled checked readonly scope " +
    "aria-label aria-live aria-pressed aria-description aria-level data-tex data-state data-open data-mention"
  ).split(" "),
);

type Node = ReturnType<typeof parseDocument>["children"][number];

function complaintsAbout(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node): string[] => {
    if (!("attribs" in node)) return node.type === "text" ? [] : [`a ${node.type}`];
    const found: string[] = ELEMENTS.has(node.name) ? [] : [`<${node.name}>`];
    for (const [name, value] of Object.entries(node.attribs)) {
      if (!ATTRIBUTES.has(name)) found.push(`${name}="${value}"`);
      if (name === "role" && value !== "group") found.push(`role ${value}`);
      if (name === "href" && !/^(?:https?:\/\/[a-z0-9.[\]:-]+[/?#]|mailto:[^?]+$|#_?[\w:«»-]+$)/i.test(value))
        found.push(`to ${value}`);
      if (name === "id" && !/(?:note|mention)-\d+$/.test(value)) found.push(`id ${value}`);
      if (name === "class" && !/^[a-z0-9 -]*(?:language-\S*)?$/.test(value)) found.push(`class ${value}`);
    }
    return [...found, ...complaintsAbout(node.children)];
  });
}

describe("what an answer may hold", () => {
  it("[W51] nothing of it becomes an element, an attribute or an address of its own, whole or half written", () => {
    expect(purifierPayloads.length).toBeGreaterThan(100);
    for (const payload of allPayloads) {
      expect([payload, complaintsAbout(parseDocument(rendered(payload)).children)]).toEqual([payload, []]);
      const half = payload.slice(0, Math.ceil(payload.length * 0.7));
      expect([half, complaintsAbout(parseDocument(rendered(half, true)).children)]).toEqual([half, []]);
    }
  });

  it("[W51] what was written as HTML can be read as it was written", () => {
    expect(rendered('a <b onclick="x()">c</b>\n\n<div>\n<script>d</script>\n</div>\n')).toBe(
      '<div class="markdown"><p dir="auto">a &lt;b onclick=&quot;x()&quot;&gt;c&lt;/b&gt;</p>' +
        '<p class="html" dir="auto">&lt;div&gt;\n&lt;script&gt;d&lt;/script&gt;\n&lt;/div&gt;</p></div>',
    );
  });
});
