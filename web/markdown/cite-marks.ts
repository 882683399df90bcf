/**
 * Citation marks `[n]` of an answer's text as elements of their own, for react-markdown.
 * Pure. Marks in code stay text; which numbers have a source is decided where a mark is rendered.
 */

/** The tree as far as it is touched here: hast's elements and texts. */
export type TreeNode = {
  type: string;
  value?: string;
  tagName?: string;
  properties?: Record<string, unknown>;
  children?: TreeNode[];
};

const MARK = /\[(\d{1,3})\]/g;

/** A rehype plugin: every `[n]` outside code becomes `<cite data-number="n">[n]</cite>`. */
export function citeMarks() {
  return (tree: TreeNode): void => walk(tree);
}

function walk(node: TreeNode): void {
  if (!node.children) return;
  node.children = node.children.flatMap((child) => {
    if (child.type === "text") return marked(child);
    if (child.tagName !== "code" && child.tagName !== "pre") walk(child);
    return [child];
  });
}

function marked(node: TreeNode): TreeNode[] {
  const text = node.value ?? "";
  const parts: TreeNode[] = [];
  let at = 0;
  for (const match of text.matchAll(MARK)) {
    if (match.index > at) parts.push({ type: "text", value: text.slice(at, match.index) });
    parts.push({
      type: "element",
      tagName: "cite",
      properties: { dataNumber: match[1] },
      children: [{ type: "text", value: match[0] }],
    });
    at = match.index + match[0].length;
  }
  if (at === 0) return [node];
  if (at < text.length) parts.push({ type: "text", value: text.slice(at) });
  return parts;
}

/** What a unified processor offers of its data. */
type Host = { data(): object };
type Extensible = { micromarkExtensions?: unknown[] };

/** A remark plugin: `[1]: text` is text and no definition, which would make a list of sources vanish. */
export function noDefinitions(this: Host): void {
  const data: Extensible = this.data();
  data.micromarkExtensions ??= [];
  data.micromarkExtensions.push({ disable: { null: ["definition"] } });
}
