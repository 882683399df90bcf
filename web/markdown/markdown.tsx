/**
 * An answer's Markdown, also while it grows: whole blocks are rendered once, only the last ones again.
 * Raw HTML stays text, images are not loaded, links leave no trace of where they were followed from.
 */
import { memo, useRef } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import remend from "remend";
import { CitationChip } from "../components/citation-chip.tsx";
import { useText } from "../hooks/use-text.ts";
import { citeMarks, noDefinitions } from "./cite-marks.ts";
import { type Blocks, noBlocks, splitBlocks } from "./split-blocks.ts";

const remarkPlugins = [remarkGfm, noDefinitions];
const rehypePlugins = [citeMarks];
/** Half a link is shown as its text; half a mark of emphasis is closed. */
const HEAL = { linkMode: "text-only", htmlTags: false } as const;

const components: Components = {
  a: ({ href, children }) => <SafeLink href={href}>{children}</SafeLink>,
  img: ({ alt }) => <NoImage alt={alt} />,
  table: ({ children }) => <WideTable>{children}</WideTable>,
  pre: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: wide code is scrolled with the keyboard too
    <pre tabIndex={0}>{children}</pre>
  ),
  cite: ({ node, children }) => {
    const number = Number(node?.properties.dataNumber);
    return Number.isInteger(number) ? <CitationChip number={number} /> : <cite>{children}</cite>;
  },
};

function NoImage({ alt }: { alt: string | undefined }) {
  const t = useText();
  return <span className="no-image">[{alt ? t("markdown.imageOf", { alt }) : t("markdown.image")}]</span>;
}

function WideTable({ children }: { children: React.ReactNode }) {
  const t = useText();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled with the keyboard too
    <section className="table-box" tabIndex={0} aria-label={t("markdown.table")}>
      <table>{children}</table>
    </section>
  );
}

function SafeLink({ href, children }: { href: string | undefined; children: React.ReactNode }) {
  if (!href || !/^(https?:|mailto:)/i.test(href)) return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={href}>
      {children}
    </a>
  );
}

const Block = memo(function Block({ text }: { text: string }) {
  return (
    <ReactMarkdown remarkPlugins={remarkPlugins} rehypePlugins={rehypePlugins} components={components}>
      {text}
    </ReactMarkdown>
  );
});

/** The text as Markdown; `growing` completes what is only half written at its end. */
export default function Markdown({ text, growing }: { text: string; growing: boolean }) {
  const last = useRef<Blocks>(noBlocks);
  const cut = splitBlocks(text, last.current);
  // A memo of the last cut: rendering twice gives the same blocks.
  last.current = cut;
  return cut.blocks.map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a block's place is its identity; text is only appended
    <Block key={index} text={growing && index === cut.blocks.length - 1 ? remend(block, HEAL) : block} />
  ));
}
