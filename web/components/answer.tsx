/**
 * An answer: its text, and below it what is told of it and can be done with it. The one that is being written and the finished one
 * are the same component, so that the text of an answer which has just ended stays the elements that it is (W53): a long one
 * takes too long to be made again. Its chips are live as soon as their numbers stand in the text.
 */
import { memo, useCallback, useRef } from "react";
import type { Answer } from "../../src/protocol.ts";
import type { Source } from "../hooks/use-app.ts";
import { useText } from "../hooks/use-text.ts";
import type { Link } from "../socket/reconnecting-socket.ts";
import { citedSource, type RunningTurn } from "../state/running-turn.ts";
import { type AnswerActions, AnswerFoot } from "./answer-foot.tsx";
import { AnswerText } from "./answer-text.tsx";
import { SourcesContext } from "./citation-chip.tsx";
import { RunningFoot } from "./running-foot.tsx";

const nothingKnown = { sources: [], cites: {} };

type Props = AnswerActions & {
  /** Null while it is being written. */
  answer: Answer | null;
  /** The turn that writes it, null until that was accepted and when the answer is finished. */
  turn: RunningTurn | null;
  link: Link | null;
};

/** Give it a key that an answer has while it is written and when it is finished: its turn's id. */
export const AnswerView = memo(function AnswerView({ answer, turn, link, ...actions }: Props) {
  const t = useText();
  const text = useRef<HTMLDivElement>(null);
  const citations = answer?.citations;
  // The text grows with every frame; the sources do not, and the chips depend on them alone.
  const { sources, cites } = turn ?? nothingKnown;
  const find = useCallback(
    (number: number): Source | null => {
      if (citations) return citations.find((one) => one.number === number) ?? null;
      const chunk = citedSource({ sources, cites }, number);
      return chunk ? { ...chunk, number, quote: null, verified: null, stale: false } : null;
    },
    [citations, sources, cites],
  );
  const content = answer?.content ?? turn?.text ?? "";
  return (
    <article
      className={answer ? "message answer" : "message answer running"}
      aria-label={t(answer ? "answer.label" : "answer.running")}
      aria-busy={answer ? undefined : "true"}
      data-message={answer?.id}
    >
      <h2 className="visually-hidden">{t("answer.label")}</h2>
      <div ref={text}>
        {(answer || content !== "") && (
          <SourcesContext value={find}>
            <AnswerText text={content} growing={!answer} />
          </SourcesContext>
        )}
      </div>
      {answer ? (
        <AnswerFoot answer={answer} text={text} {...actions} />
      ) : (
        link && <RunningFoot turn={turn} link={link} />
      )}
    </article>
  );
});
