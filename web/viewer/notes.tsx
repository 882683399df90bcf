/** What the viewer has to say about a document before it shows it: what is missing, what changed, what is shown instead. */
import type { ReactNode } from "react";
import { explain } from "../explain.ts";
import { useWords } from "../hooks/use-text.ts";
import type { Text } from "../text/text.ts";
import type { DocumentState } from "./use-document.ts";
import type { Found, Passage } from "./use-passage.ts";
import type { PdfState } from "./use-pdf.ts";

type Props = {
  document: DocumentState;
  passage: Passage | null;
  place: Found;
  /** The citation says that what it cites has changed. */
  isStale: boolean;
  pdf: PdfState;
  /** The text is shown where the looks were wanted. */
  isTextInstead: boolean;
  /** There is text to be shown. */
  hasText: boolean;
  onAgain: () => void;
};

/** What may go better when it is tried again. */
const RETRIED = new Set(["unavailable", "changed", "rate-limited", "internal"]);

export function Notes({ document, passage, place, isStale, pdf, isTextInstead, hasText, onAgain }: Props) {
  const texts = useWords();
  const { t } = texts;
  const quote = passage?.quote ?? null;
  if (document.state === "gone") return <Note title={t("viewer.gone")} text={t("viewer.goneText")} quote={quote} />;
  if (document.state === "failed") return <Note text={explain(texts, document.code).title} quote={quote} />;
  const isBeingRead = document.state === "here" && !ENDED.has(document.document.status);
  return (
    <>
      {isStale && <Note text={t("source.staleNote")} quote={quote} />}
      {!isStale && place.state === "missing" && quote !== null && (
        <Note text={t("viewer.notFoundHere")} quote={quote} />
      )}
      {pdf.state === "failed" && (
        <Note text={`${failedText(t, pdf.code)}${hasText ? ` ${t("viewer.textInstead")}` : ""}`}>
          {RETRIED.has(pdf.code) && (
            <button type="button" className="button small" onClick={onAgain}>
              {t("action.retry")}
            </button>
          )}
        </Note>
      )}
      {isTextInstead && pdf.state !== "failed" && <Note text={t("viewer.noPlaces")} />}
      {isBeingRead && <Note text={t("viewer.notReady")} />}
    </>
  );
}

const ENDED = new Set(["ready", "failed"]);

function Note(p: { title?: string; text: string; quote?: string | null; children?: ReactNode }) {
  return (
    <div className="panel-note" role="note">
      <p>
        {p.title && <strong>{p.title}. </strong>}
        {p.text}
      </p>
      {p.quote && <blockquote dir="auto">{p.quote}</blockquote>}
      {p.children}
    </div>
  );
}

/** Why a PDF cannot be shown. */
function failedText(t: Text, code: string): string {
  switch (code) {
    case "locked":
    case "unreadable":
    case "changed":
    case "unavailable":
    case "not-found":
      return t(`viewer.failed.${code}`);
    default:
      return t("viewer.failed.else");
  }
}

/** What a screen reader is told once the passage was looked for. */
export function announcement(t: Text, state: Found["state"], page: string, passage: Passage | null): string {
  if (passage === null) return "";
  if (state === "missing") return t("viewer.notMarked", { page });
  if (state !== "found") return "";
  return passage.quote ? t("viewer.shownAt", { page, quote: passage.quote }) : t("viewer.partShownAt", { page });
}
