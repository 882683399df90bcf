/** A citation's number in the text: a small button that opens the cited page, live as soon as its source is known. */
import { createContext, useContext } from "react";
import { type Source, useApp } from "../hooks/use-app.ts";

/** The source behind a number of the answer around the chip; null while it is not known. */
export const SourcesContext = createContext<(number: number) => Source | null>(() => null);

export function CitationChip({ number }: { number: number }) {
  const { openSource } = useApp();
  const source = useContext(SourcesContext)(number);
  if (!source) return <span className="chip waiting">{number}</span>;
  const doubt = source.verified === false ? ", not verified" : "";
  return (
    <button
      type="button"
      className={source.verified === false ? "chip unverified" : "chip"}
      aria-label={`Source ${number}: ${source.documentName}, page ${source.page}${doubt}`}
      title={`${source.documentName}, p. ${source.page}${source.quote ? `\n“${source.quote}”` : ""}`}
      onClick={() => openSource(source)}
    >
      {number}
    </button>
  );
}
