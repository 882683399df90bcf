/** The words of a block as elements. Only renders; nothing of an answer becomes HTML (W51). */
import { memo, type ReactNode, useContext } from "react";
import { CitationChip } from "../components/citation-chip.tsx";
import { useText } from "../hooks/use-text.ts";
import { FormulaView } from "./formula.tsx";
import type { Inline } from "./nodes.ts";
import { NoteMark, NotesContext } from "./note-views.tsx";
import { SafeLink } from "./safe-link.tsx";

export const Words = memo(function Words({ nodes }: { nodes: readonly Inline[] }): ReactNode {
  return nodes.map((node, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: words are only appended
    <Word key={index} node={node} />
  ));
});

function Word({ node }: { node: Inline }): ReactNode {
  switch (node.type) {
    case "text":
    case "html":
      return node.value;
    case "break":
      return node.forced ? (
        <>
          <br />
          {"\n"}
        </>
      ) : (
        "\n"
      );
    case "mark": {
      const Mark = node.tag;
      return (
        <Mark>
          <Words nodes={node.children} />
        </Mark>
      );
    }
    case "code":
      return <code dir="ltr">{node.value}</code>;
    case "math":
      return <FormulaView math={node.math} />;
    case "pending":
      return <span className="formula-pending" />;
    case "cite":
      return <CitationChip number={node.number} />;
    case "link":
      return (
        <SafeLink href={node.href} title={node.title} words={plainWords(node.children)}>
          <Words nodes={node.children} />
        </SafeLink>
      );
    case "image":
      return <ImageLink src={node.src} title={node.title} alt={node.alt} />;
    case "note":
      return <NoteMention label={node.label} />;
  }
}

/** No image is loaded: whoever wrote the answer would learn of it. What it shows is said, and its address can be followed. */
function ImageLink({ src, title, alt }: { src: string; title: string; alt: string }) {
  const t = useText();
  return (
    <SafeLink href={src} title={title} words="">
      <span className="no-image">{alt === "" ? t("markdown.image") : t("markdown.imageOf", { alt })}</span>
    </SafeLink>
  );
}

function NoteMention({ label }: { label: string }): ReactNode {
  const note = useContext(NotesContext).notes.get(label);
  return note ? <NoteMark note={note} /> : `[^${label}]`;
}

/** The words without their form. */
function plainWords(nodes: readonly Inline[]): string {
  return nodes.map(plainWord).join("");
}

function plainWord(node: Inline): string {
  switch (node.type) {
    case "text":
    case "html":
    case "code":
      return node.value;
    case "break":
      return " ";
    case "mark":
    case "link":
      return plainWords(node.children);
    case "math":
      return node.math.source;
    case "cite":
      return `[${node.number}]`;
    case "image":
      return node.alt;
    case "note":
    case "pending":
      return "";
  }
}
