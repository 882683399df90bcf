/** The extracted text of a page: paragraphs in their own direction, tables as rows, what Markdown's signs say, and the cited words marked. */
import { memo, type ReactNode, useEffect, useMemo, useSyncExternalStore } from "react";
import type { Page } from "../../src/protocol.ts";
import { useText } from "../hooks/use-text.ts";
import type { Span } from "../state/highlight.ts";
import { piecesOf } from "./markdown-text.ts";
import type { PageText, PageTexts } from "./page-texts.ts";
import { type Block, blocksOf, partsOf } from "./text-blocks.ts";

export type Marks = { chunk: Span | null; quote: Span | null };
const noMarks: Marks = { chunk: null, quote: null };

/** A page of the document as it is known; asks for it where it is not. */
export function usePageText(texts: PageTexts, page: number): PageText {
  useSyncExternalStore(texts.subscribe, texts.version);
  const known = texts.get(page);
  // Also for one that was forgotten meanwhile.
  useEffect(() => {
    if (known === null) texts.want(page);
  });
  return known ?? { state: "loading" };
}

export type Source = "plain" | "markdown";
type PlainTextProps = { texts: PageTexts; page: number; marks?: Marks; source?: Source };

/** One page's text, loaded when it is shown. */
export function PlainText({ texts, page, marks = noMarks, source = "plain" }: PlainTextProps) {
  const t = useText();
  const text = usePageText(texts, page);
  switch (text.state) {
    case "loading":
      return <div className="page-loading" role="status" aria-label={t("source.loading")} />;
    case "failed":
      return (
        <p className="page-failed">
          {t("viewer.pageFailed")}{" "}
          <button type="button" className="button small" onClick={() => texts.retry(page)}>
            {t("action.retry")}
          </button>
        </p>
      );
    case "here":
      return <PageBlocks page={text.page} marks={marks} source={source} />;
  }
}

type BlocksProps = { page: Page; marks: Marks; source: Source };

const PageBlocks = memo(function PageBlocks({ page, marks, source }: BlocksProps) {
  const t = useText();
  const { text } = page;
  const blocks = useMemo(() => blocksOf(text, source), [text, source]);
  if (blocks.length === 0) return <p className="quiet">{t("source.noText")}</p>;
  const words = (span: Span, more: { from?: number; isCode?: boolean } = {}) => (
    <Marked text={text} span={span} marks={marks} source={more.isCode ? "plain" : source} from={more.from} />
  );
  const shown = (block: Block): ReactNode => {
    switch (block.kind) {
      case "text":
        return (
          <p key={block.span.start} dir="auto">
            {words(block.span)}
          </p>
        );
      case "code":
        return (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled with the keyboard too
          <pre key={block.span.start} dir="ltr" tabIndex={0}>
            {words(block.span, { isCode: true })}
          </pre>
        );
      case "heading": {
        // Below the viewer's own heading, however deep.
        const Heading = `h${Math.min(6, block.level + 2)}` as "h3";
        return (
          <Heading key={block.from} dir="auto" data-level={block.level}>
            {words(block.span, { from: block.from })}
          </Heading>
        );
      }
      case "table":
        return (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled with the keyboard too
          <section key={block.rows[0]?.[0]?.start} className="rows" tabIndex={0} aria-label={t("markdown.table")}>
            <table>
              <tbody>
                {block.rows.map((cells) => (
                  <tr key={cells[0]?.start}>
                    {cells.map((cell) => (
                      <td key={cell.start} dir="auto">
                        {words(cell)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        );
    }
  };
  return blocks.map(shown);
});

type MarkedProps = { text: string; span: Span; marks: Marks; source: Source; from?: number | undefined };

/** A stretch with its marks; `from` is where it begins with the signs that are left out before it. */
function Marked({ text, span, marks, source, from = span.start }: MarkedProps) {
  if (source === "plain") return <Parts text={text} span={span} from={from} marks={marks} />;
  return piecesOf(text, span).map((piece) => {
    const begins = piece.from === span.start ? from : piece.from;
    const parts = <Parts key={piece.from} text={text} span={piece} from={begins} marks={marks} />;
    return piece.style === "plain" ? parts : styled(piece.style, piece.from, parts);
  });
}

function styled(Style: "strong" | "em" | "code", key: number, children: ReactNode) {
  return <Style key={key}>{children}</Style>;
}

function Parts({ text, span, from, marks }: { text: string; span: Span; from: number; marks: Marks }) {
  const first = marks.quote ?? marks.chunk;
  return partsOf(span, marks).map(({ start, end, mark }) => {
    const part = text.slice(start, end);
    if (mark === "none") return part;
    // Also where what is marked begins with signs that are left out.
    const begins = start === span.start ? from : start;
    const isFirst = first !== null && begins <= first.start && first.start <= start;
    return (
      <mark key={start} className={mark} data-box={isFirst ? "first" : undefined}>
        {part}
      </mark>
    );
  });
}
