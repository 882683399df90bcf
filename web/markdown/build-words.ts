/** markdown-it's tokens of words become the nodes of an answer. Pure; bare addresses become links on the way. */
import type { Token } from "markdown-it";
import type { Inline } from "./nodes.ts";
import { findAddresses } from "./rules/autolinks.ts";

type Open = { token: Token | null; children: Inline[] };

const MARKS: Record<string, "em" | "strong" | "del"> = { em_open: "em", strong_open: "strong", s_open: "del" };
const LINE_BREAK = /^<br\s*\/?>$/i;

/** The words of one block. */
export function buildWords(tokens: readonly Token[]): Inline[] {
  const root: Open = { token: null, children: [] };
  const stack: Open[] = [root];
  let links = 0;
  for (const token of tokens) {
    const top = stack.at(-1) ?? root;
    if (token.nesting === 1) {
      if (token.type === "link_open") links++;
      stack.push({ token, children: [] });
    } else if (token.nesting === -1) {
      if (token.type === "link_close") links--;
      stack.pop();
      const outer = stack.at(-1) ?? root;
      outer.children.push(closed(top, links > 0));
    } else add(top.children, token);
  }
  // Tokens are balanced; what would not be is kept.
  while (stack.length > 1) {
    const last = stack.pop();
    if (last) (stack.at(-1) ?? root).children.push(...last.children);
  }
  return withAddresses(root.children);
}

function closed({ token, children }: Open, isInLink: boolean): Inline {
  if (token?.type === "link_open") {
    return { type: "link", href: attribute(token, "href"), title: attribute(token, "title"), children };
  }
  const kept = isInLink ? children : withAddresses(children);
  return { type: "mark", tag: MARKS[token?.type ?? ""] ?? "em", children: kept };
}

function add(children: Inline[], token: Token): void {
  switch (token.type) {
    case "text":
    case "text_special": {
      const last = children.at(-1);
      if (token.content === "") return;
      if (last?.type === "text") children[children.length - 1] = { type: "text", value: last.value + token.content };
      else children.push({ type: "text", value: token.content });
      return;
    }
    case "softbreak":
    case "hardbreak":
      children.push({ type: "break", forced: token.type === "hardbreak" });
      return;
    case "code_inline":
      children.push({ type: "code", value: token.content });
      return;
    case "html_inline":
      // The one way to break a line inside a table's cell, and the same as Markdown's own.
      children.push(
        LINE_BREAK.test(token.content) ? { type: "break", forced: true } : { type: "html", value: token.content },
      );
      return;
    case "math": {
      const display = token.meta?.display === true;
      children.push({ type: "math", math: { tex: token.content, display, source: token.markup } });
      return;
    }
    case "cite":
      children.push({ type: "cite", number: Number(token.meta?.number) });
      return;
    case "note":
      children.push({ type: "note", label: token.content });
      return;
    case "pending":
      children.push({ type: "pending" });
      return;
    case "image":
      children.push({
        type: "image",
        src: attribute(token, "src"),
        title: attribute(token, "title"),
        alt: plainText(token.children ?? []),
      });
  }
}

function attribute(token: Token, name: string): string {
  return String(token.attrGet(name) ?? "");
}

function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === "softbreak" || token.type === "hardbreak") return "\n";
      if (token.type === "image") return plainText(token.children ?? []);
      return token.type === "cite" ? `[${Number(token.meta?.number)}]` : token.content;
    })
    .join("");
}

function withAddresses(nodes: Inline[]): Inline[] {
  if (!nodes.some((node) => node.type === "text" && mayHoldAddress(node.value))) return nodes;
  return nodes.flatMap((node): Inline[] => {
    const pieces = node.type === "text" ? findAddresses(node.value) : null;
    if (!pieces) return [node];
    return pieces.map(({ text, href }) => {
      const words: Inline = { type: "text", value: text };
      return href === null ? words : { type: "link", href, title: "", children: [words] };
    });
  });
}

const mayHoldAddress = (text: string) => text.includes("://") || text.includes("@") || /www\./i.test(text);
