/** A citation's number in the text: a small button that opens the cited page, live as soon as its source is known. */
import { createContext, useContext } from "react";
import { type Source, useApp } from "../hooks/use-app.ts";
import { useText } from "../hooks/use-text.ts";
import { preloadPanel } from "./load-panel.ts";

/** The source behind a number of the answer around the chip; null while it is not known. */
export const SourcesContext = createContext<(number: number) => Source | null>(() => null);

export function CitationChip({ number }: { number: number }) {
  const t = useText();
  const { openSource } = useApp();
  const source = useContext(SourcesContext)(number);
  if (!source) return <span className="chip waiting">{number}</span>;
  const about = { number, name: source.documentName, page: source.page };
  return (
    <button
      type="button"
      className={source.verified === false ? "chip unverified" : "chip"}
      aria-label={t(source.verified === false ? "source.chipUnverified" : "source.chip", about)}
      title={`${source.documentName}, ${t("source.page", { page: source.page })}${source.quote ? `\n“${source.quote}”` : ""}`}
      onPointerEnter={preloadPanel}
      onFocus={preloadPanel}
      onClick={() => openSource(source)}
    >
      {number}
    </button>
  );
}
