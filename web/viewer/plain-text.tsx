/** The extracted text of a page: paragraphs in their own direction, tables as rows, and the cited words marked. */
import { memo, useEffect, useMemo, useSyncExternalStore } from "react";
import type { Page } from "../../src/protocol.ts";
import { useText } from "../hooks/use-text.ts";
import type { Span } from "../state/highlight.ts";
import type { PageText, PageTexts } from "./page-texts.ts";
import { blocksOf, partsOf } from "./text-blocks.ts";

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

/** One page's text, loaded when it is shown. */
export function PlainText({ texts, page, marks = noMarks }: { texts: PageTexts; page: number; marks?: Marks }) {
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
      return <PageBlocks page={text.page} marks={marks} />;
  }
}

const PageBlocks = memo(function PageBlocks({ page, marks }: { page: Page; marks: Marks }) {
  const t = useText();
  const { text } = page;
  const blocks = useMemo(() => blocksOf(text), [text]);
  if (blocks.length === 0) return <p className="quiet">{t("source.noText")}</p>;
  const first = marks.quote ?? marks.chunk;
  return blocks.map((block) => {
    if (block.kind === "text") {
      return (
        <p key={block.span.start} dir="auto">
          <Marked text={text} span={block.span} marks={marks} first={first} />
        </p>
      );
    }
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled with the keyboard too
      <section key={block.rows[0]?.[0]?.start} className="rows" tabIndex={0} aria-label={t("markdown.table")}>
        <table>
          <tbody>
            {block.rows.map((cells) => (
              <tr key={cells[0]?.start}>
                {cells.map((cell) => (
                  <td key={cell.start} dir="auto">
                    <Marked text={text} span={cell} marks={marks} first={first} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    );
  });
});

function Marked({ text, span, marks, first }: { text: string; span: Span; marks: Marks; first: Span | null }) {
  return partsOf(span, marks).map(({ start, end, mark }) => {
    const part = text.slice(start, end);
    if (mark === "none") return part;
    return (
      <mark key={start} className={mark} data-box={start === first?.start ? "first" : undefined}>
        {part}
      </mark>
    );
  });
}
