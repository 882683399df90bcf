/** Where an answer comes from: each cited passage, to unfold and to open, and those that were read and not cited. */
import { useState } from "react";
import type { Answer, ChunkReference, Citation } from "../../src/protocol.ts";
import { api } from "../api.ts";
import { type Source, useApp } from "../hooks/use-app.ts";
import { useText } from "../hooks/use-text.ts";
import { pageName } from "../state/copy-text.ts";
import { Icon } from "./icons.tsx";

/** The texts of passages are not part of what a chat opens with; they are fetched when the first is unfolded. */
type Texts = ReadonlyMap<string, string> | "loading" | null;

export function SourceList({ answer, chatId }: { answer: Answer; chatId: string }) {
  const t = useText();
  const { attempt } = useApp();
  const [isOpen, setOpen] = useState(false);
  const [texts, setTexts] = useState<Texts>(null);
  const { citations, chunkReferences } = answer;
  const others = chunkReferences.filter(({ chunkId }) => !citations.some((one) => one.chunkId === chunkId));
  if (citations.length === 0 && others.length === 0) return null;
  const load = async () => {
    if (texts !== null) return;
    setTexts("loading");
    const found = await attempt(async () => {
      const whole = await api.message(chatId, answer.id);
      const references = whole.role === "assistant" ? whole.chunkReferences : [];
      setTexts(new Map(references.map(({ chunkId, text }) => [chunkId, text ?? ""])));
    });
    if (!found) setTexts(null);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a list of sources is no fieldset
    <div className="sources" role="group" aria-label={t("source.list")}>
      <ul className="source-chips">
        {citations.map((citation) => (
          <li key={citation.number}>
            <SourceButton citation={citation} />
          </li>
        ))}
        <li>
          <button
            type="button"
            className="text-button"
            aria-expanded={isOpen}
            onClick={() => {
              setOpen(!isOpen);
              void load();
            }}
          >
            <Icon name={isOpen ? "above" : "below"} />
            {t("source.passages", { count: citations.length + others.length })}
          </button>
        </li>
      </ul>
      {isOpen && (
        <ul className="passages">
          {citations.map((citation) => (
            <Passage key={citation.number} source={citation} quote={citation.quote} text={textOf(texts, citation)} />
          ))}
          {others.length > 0 && <li className="passages-head">{t("source.uncited")}</li>}
          {others.map((reference) => (
            <Passage
              key={reference.chunkId}
              source={uncited(reference)}
              quote={null}
              text={textOf(texts, reference) ?? reference.text}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

function SourceButton({ citation }: { citation: Citation }) {
  const t = useText();
  const { openSource } = useApp();
  return (
    <button type="button" className="source" title={citation.quote} onClick={() => openSource(citation)}>
      <span className={citation.verified ? "chip" : "chip unverified"}>{citation.number}</span>
      <span className="source-name" dir="auto">
        {citation.documentName}
      </span>
      <span className="quiet">{t("source.page", { page: pageName(citation) })}</span>
      {!citation.verified && <span className="tag">{t("source.unverified")}</span>}
      {citation.stale && <span className="tag">{t("source.stale")}</span>}
    </button>
  );
}

function Passage({ source, quote, text }: { source: Source; quote: string | null; text: string | undefined }) {
  const t = useText();
  const { openSource } = useApp();
  return (
    <li className="passage">
      <div className="passage-head">
        {source.number !== null && <span className="chip">{source.number}</span>}
        <strong className="source-name" dir="auto">
          {source.documentName}
        </strong>
        <span className="quiet">{t("source.page", { page: pageName(source) })}</span>
        <button type="button" className="text-button" onClick={() => openSource(source)}>
          {t("source.open")}
        </button>
      </div>
      {source.verified === false && <p className="doubt">{t("source.unverifiedNote")}</p>}
      {source.stale && <p className="doubt">{t("source.staleNote")}</p>}
      {quote && <blockquote dir="auto">{quote}</blockquote>}
      {text && (
        <details>
          <summary>{t("source.whole")}</summary>
          <p dir="auto">{text}</p>
        </details>
      )}
    </li>
  );
}

const uncited = (reference: ChunkReference): Source => ({
  ...reference,
  number: null,
  quote: null,
  verified: null,
  stale: false,
});

const textOf = (texts: Texts, { chunkId }: { chunkId: string }): string | undefined =>
  texts instanceof Map ? texts.get(chunkId) : undefined;
