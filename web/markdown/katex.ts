/**
 * KaTeX, bounded: the only module that imports it, loaded with its styles when a formula appears (W46).
 * Nothing is trusted: no links, images, classes or data of a formula's own; no macros, whose expansion could be endless.
 */
import * as katex from "katex";
import "katex/dist/katex.min.css";
import type { Formula } from "./nodes.ts";

/** Longer ones are shown as they were written, */
const MAX_TEX = 4_000;
/** and so are those that would become more elements than that. */
const MAX_NODES = 12_000;
const DEFINES = /\\(?:[egx]?def|(?:re)?newcommand|providecommand|let|futurelet|global|long|char)(?![a-zA-Z])/;

const OPTIONS = {
  output: "htmlAndMathml",
  trust: false,
  throwOnError: false,
  errorColor: "currentColor",
  strict: "ignore",
  maxExpand: 300,
  maxSize: 20,
} as const;

/** KaTeX's own tree, before it becomes elements: as much of it as is looked at here. */
type Tree = { children?: Tree[]; attributes?: Record<string, string>; classes?: string[]; toNode(): Node };
type RenderToTree = (tex: string, options: typeof OPTIONS & { displayMode: boolean }) => Tree;

/** Not among KaTeX's types, since it may change with a version; the version is pinned, and tests draw formulas with it. */
const renderToTree: RenderToTree = Reflect.get(katex, "__renderToDomTree");

/** Where a style stands that the policy would refuse as an attribute, until it is set on the element itself. */
const KEPT_STYLE = "data-style";

/** Puts the formula into the element in place of what it holds. False, with the source as its text, when it cannot be drawn. */
export function drawTex(element: HTMLElement, { tex, display, source }: Formula): boolean {
  element.textContent = source;
  if (tex.length > MAX_TEX || DEFINES.test(tex)) return false;
  let drawn: Node;
  try {
    const tree = renderToTree(tex, { ...OPTIONS, displayMode: display });
    if (tree.classes?.includes("katex-error") || !prepare(tree)) return false;
    drawn = tree.toNode();
  } catch {
    // Nested deeper than the stack, for example.
    return false;
  }
  element.replaceChildren(drawn);
  for (const styled of element.querySelectorAll<HTMLElement | SVGElement | MathMLElement>(`[${KEPT_STYLE}]`)) {
    styled.style.cssText = styled.getAttribute(KEPT_STYLE) ?? "";
    styled.removeAttribute(KEPT_STYLE);
  }
  return true;
}

/** Makes a tree's style attributes wait; false when it is too large. */
function prepare(tree: Tree): boolean {
  const waiting = [tree];
  for (let seen = 0; waiting.length > 0; seen++) {
    const node = waiting.pop();
    if (!node || seen > MAX_NODES) return false;
    const style = node.attributes?.style;
    if (node.attributes && style !== undefined) {
      delete node.attributes.style;
      // What a formula may say of colours is no way out of the page.
      if (!/url|image|[\\@]/i.test(style)) node.attributes[KEPT_STYLE] = style;
    }
    if (node.children) waiting.push(...node.children);
  }
  return true;
}
