/** An answer: its text, its sources and what can be done with it; also the one that is being written. */
import { memo, useCallback, useEffect } from "react";
import type { Answer, Citation } from "../../src/protocol.ts";
import { type Source, useApp } from "../hooks/use-app.ts";
import { useText } from "../hooks/use-text.ts";
import { citedSource, type RunningTurn } from "../state/running-turn.ts";
import type { Text } from "../text/text.ts";
import { AnswerText } from "./answer-text.tsx";
import { SourcesContext } from "./citation-chip.tsx";
import { Icon } from "./icons.tsx";
import { VersionSwitch } from "./version-switch.tsx";

/** The answerer that needs no language model: it puts sentences of the documents together. */
const EXTRACTIVE = "extractive";

const nothingKnown = { sources: [], cites: {} };

type Reaction = "like" | "dislike" | null;

type Props = {
  answer: Answer;
  busy: boolean;
  onRetry: (messageId: string) => void;
  onSelect: (messageId: string) => void;
  onReact: (messageId: string, reaction: Reaction) => void;
};

export const AnswerMessage = memo(function AnswerMessage({ answer, busy, onRetry, onSelect, onReact }: Props) {
  const t = useText();
  const { say, completeSource } = useApp();
  useEffect(() => completeSource(answer.citations), [completeSource, answer.citations]);
  const find = useCallback(
    (number: number) => {
      const citation = answer.citations.find((one) => one.number === number);
      return citation ?? null;
    },
    [answer.citations],
  );
  const react = (reaction: "like" | "dislike") => onReact(answer.id, answer.reaction === reaction ? null : reaction);
  const copy = () =>
    navigator.clipboard.writeText(answer.content).then(
      () => say(t("answer.copied")),
      () => say(t("answer.noCopy")),
    );
  return (
    <article className="message answer" aria-label={t("answer.label")}>
      <SourcesContext value={find}>
        <AnswerText text={answer.content} growing={false} />
      </SourcesContext>
      <StatusNote status={answer.status} />
      <SourceList citations={answer.citations} />
      <div className="actions">
        <VersionSwitch message={answer} disabled={busy} onSelect={onSelect} />
        <button
          type="button"
          className="icon-button"
          aria-label={t("answer.good")}
          title={t("answer.good")}
          aria-pressed={answer.reaction === "like"}
          onClick={() => react("like")}
        >
          <Icon name="up" />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={t("answer.poor")}
          title={t("answer.poor")}
          aria-pressed={answer.reaction === "dislike"}
          onClick={() => react("dislike")}
        >
          <Icon name="down" />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={t("answer.copy")}
          title={t("answer.copy")}
          onClick={copy}
        >
          <Icon name="copy" />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label={t("answer.again")}
          title={t("answer.again")}
          disabled={busy}
          onClick={() => onRetry(answer.id)}
        >
          <Icon name="retry" />
        </button>
        <span className="quiet model" title={t("answer.writer")}>
          {answer.model === EXTRACTIVE ? t("answer.extractive") : answer.model}
        </span>
      </div>
    </article>
  );
});

function StatusNote({ status }: { status: string }) {
  const t = useText();
  if (status === "stopped") return <p className="quiet">{t("answer.stopped")}</p>;
  if (status === "truncated") return <p className="quiet">{t("answer.truncated")}</p>;
  return null;
}

function SourceList({ citations }: { citations: readonly Citation[] }) {
  const t = useText();
  const { openSource } = useApp();
  if (citations.length === 0) return null;
  return (
    <ul className="sources" aria-label={t("source.list")}>
      {citations.map((citation) => (
        <li key={citation.number}>
          <button type="button" className="source" title={citation.quote} onClick={() => openSource(citation)}>
            <span className={citation.verified ? "chip" : "chip unverified"}>{citation.number}</span>
            <span className="source-name">{citation.documentName}</span>
            <span className="quiet">{t("source.page", { page: citation.page })}</span>
            {!citation.verified && <span className="tag">{t("source.unverified")}</span>}
            {citation.stale && <span className="tag">{t("source.stale")}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The answer that is being written. Screen readers are told of its end, not of each word. */
export function RunningAnswer({ turn }: { turn: RunningTurn | null }) {
  const t = useText();
  // The text grows with every frame; the sources do not, and the chips depend on them alone.
  const { sources, cites } = turn ?? nothingKnown;
  const find = useCallback(
    (number: number): Source | null => {
      const chunk = citedSource({ sources, cites }, number);
      return chunk ? { ...chunk, number, quote: null, verified: null, stale: false } : null;
    },
    [sources, cites],
  );
  return (
    <article className="message answer running" aria-label={t("answer.running")} aria-busy="true">
      {turn && turn.text !== "" ? (
        <SourcesContext value={find}>
          <AnswerText text={turn.text} growing />
        </SourcesContext>
      ) : (
        <p className="stage">
          <span className="pulse" aria-hidden="true" />
          {stageWords(t, turn)}
        </p>
      )}
      <div className="actions" aria-hidden="true" />
    </article>
  );
}

function stageWords(t: Text, turn: RunningTurn | null): string {
  if (!turn) return t("stage.sending");
  if (turn.stopping) return t("stage.stopping");
  switch (turn.stage) {
    case "retrieving":
      return t("stage.retrieving");
    case "writing":
      return turn.sources.length > 0 ? t("stage.reading", { count: turn.sources.length }) : t("stage.writing");
    default:
      return t("stage.queued");
  }
}
