/**
 * HTML in a form in which an answer as it is rendered and a specification's example can be compared: as lines of a tree. What
 * the page adds on purpose is taken off again and counted; all that is left has to be equal.
 */
import { parseDocument } from "htmlparser2";

/** What differs on purpose, by name. */
export type Differences = Map<string, number>;

type Node = ReturnType<typeof parseDocument>["children"][number];
type Element = Extract<Node, { attribs: unknown }>;
type Line = { depth: number; text: string };

const BLOCKS = new Set(
  "p h1 h2 h3 h4 h5 h6 ul ol li pre blockquote table thead tbody tr th td hr section div br".split(" "),
);

/** The tree of an expected output. Headings are moved below the page's own, as an answer's are. */
export function expectedTree(html: string, counted: Differences): string {
  const outline: number[] = [];
  return treeOf(html, (element, depth) => {
    const level = /^h([1-6])$/.exec(element.name)?.[1];
    if (level !== undefined) {
      counted.set("headings below the page's own", (counted.get("headings below the page's own") ?? 0) + 1);
      const above = depth === 0 ? outline.filter((one) => one < Number(level)) : outline;
      element.name = `h${Math.min(6, 3 + above.length)}`;
      if (depth === 0) outline.splice(0, outline.length, ...above, Number(level));
    }
    return element;
  });
}

/** The tree of an answer, without what the page adds. */
export function answerTree(html: string, counted: Differences): string {
  const count = (name: string) => counted.set(name, (counted.get(name) ?? 0) + 1);
  return treeOf(html, (element) => {
    const classes = (element.attribs.class ?? "").split(" ");
    const has = (name: string) => classes.includes(name);
    if (has("markdown") || has("table-box") || has("code-part") || (element.name === "figure" && has("code")))
      return "unwrap";
    if (element.name === "figcaption" || has("link-host")) return "drop";
    if (has("html")) {
      const [text] = element.children;
      if (text?.type === "text") text.data += "\n";
      return "unwrap";
    }
    if (element.name === "a" || has("no-link")) return linkOf(element, count);
    if (element.name === "input")
      return { ...element, attribs: only(element, ["type", "checked", "disabled"]) } as Element;
    const align = /align-(\w+)/.exec(element.attribs.class ?? "")?.[1];
    const language = classes.find((name) => name.startsWith("language-"));
    element.attribs = {
      ...only(element, ["start", "value"]),
      ...(align ? { align } : {}),
      ...(language ? { class: element.attribs.class ?? "" } : {}),
    };
    return element;
  });
}

/** A link as Markdown has it: the page's says more, and may be words alone. */
function linkOf(element: Element, count: (name: string) => void): Element {
  const lines = (element.attribs.title ?? "").split("\n");
  const href = lines.pop() ?? "";
  count(element.name === "a" ? "links that ask" : "addresses that are not followed");
  const [first] = element.children;
  const isImage = first && "attribs" in first && first.attribs.class === "no-image";
  const title: Record<string, string> = lines.length > 0 ? { title: lines.join("\n") } : {};
  if (isImage) {
    count("images as links");
    const alt = textOf(first).replace(/^image(?:: )?/, "");
    return { ...element, name: "img", attribs: { src: href, alt, ...title }, children: [] } as unknown as Element;
  }
  element.name = "a";
  element.attribs = { href, ...title };
  return element;
}

function only(element: Element, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(element.attribs).filter(([name]) => names.includes(name)));
}

function textOf(node: Node): string {
  if ("data" in node) return String(node.data);
  return "children" in node ? (node.children as Node[]).map(textOf).join("") : "";
}

type Change = (element: Element, depth: number) => Element | "unwrap" | "drop";

function treeOf(html: string, change: Change): string {
  const lines: Line[] = [];
  const visit = (node: Node, depth: number): void => {
    if (node.type === "text") {
      lines.push({ depth, text: `"${node.data}` });
      return;
    }
    if (!("attribs" in node)) return;
    const changed = change(node, depth);
    if (changed === "drop") return;
    if (changed !== "unwrap") {
      const attributes = Object.entries(changed.attribs)
        .map(([name, value]) => `${name}=${name === "href" || name === "src" ? sameAddress(value) : value}`)
        .sort();
      lines.push({ depth, text: [`<${changed.name}`, ...attributes].join(" ") });
    }
    const inner = depth + (changed === "unwrap" ? 0 : 1);
    const children = changed === "unwrap" ? node.children : changed.children;
    for (const child of children) visit(child as Node, inner);
    if (changed !== "unwrap" && BLOCKS.has(changed.name)) lines.push({ depth, text: `</${changed.name}` });
  };
  for (const node of parseDocument(html).children) visit(node, 0);
  return joinedTexts(lines).join("\n");
}

/** Texts that meet become one; space that only separates blocks is none. */
function joinedTexts(lines: readonly Line[]): string[] {
  const joined: Line[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    if (last?.text.startsWith('"') && line.text.startsWith('"') && last.depth === line.depth)
      last.text += line.text.slice(1);
    else joined.push({ ...line });
  }
  const isBlock = (line: Line | undefined) => line === undefined || BLOCKS.has(/^<\/?(\w+)/.exec(line.text)?.[1] ?? "");
  return joined
    .map(({ depth, text }, index) => {
      if (!text.startsWith('"')) return { depth, text };
      const isInPre = joined.slice(0, index).findLast((line) => /^<\/?pre/.test(line.text))?.text === "<pre";
      let words = isInPre ? text.slice(1) : text.slice(1).replace(/[ \t]*\n[ \t]*/g, "\n");
      if (!isInPre && isBlock(joined[index - 1])) words = words.replace(/^\s+/, "");
      if (!isInPre && isBlock(joined[index + 1])) words = words.replace(/\s+$/, "");
      return { depth, text: words === "" ? "" : `"${words}` };
    })
    .filter(({ text }) => text !== "")
    .map(({ depth, text }) => `${" ".repeat(depth)}${text}`);
}

/** Addresses as a browser reads them. */
function sameAddress(written: string): string {
  return /^(?:https?|mailto):/i.test(written) && URL.canParse(written) ? new URL(written).href : written;
}
