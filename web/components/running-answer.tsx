/** The answer that is being written. Its chips are live as soon as their numbers stand in the text. */
import { useCallback } from "react";
import type { Source } from "../hooks/use-app.ts";
import { useStall } from "../hooks/use-stall.ts";
import { useText } from "../hooks/use-text.ts";
import type { Link } from "../socket/reconnecting-socket.ts";
import { citedSource, type RunningTurn } from "../state/running-turn.ts";
import { type Stage, stageOf, whyStalled } from "../state/stage.ts";
import type { Text } from "../text/text.ts";
import { AnswerText } from "./answer-text.tsx";
import { SourcesContext } from "./citation-chip.tsx";
import { Icon } from "./icons.tsx";

const nothingKnown = { sources: [], cites: {} };
/** What is told of the way to the first word; waiting for a place belongs to the first of them. */
const SHOWN = ["retrieving", "reading", "writing"] as const;
const STAGES: readonly Stage[] = ["queued", ...SHOWN];

export function RunningAnswer({ turn, link }: { turn: RunningTurn | null; link: Link }) {
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
  const isStalled = useStall(`${turn?.turnId} ${turn?.attempt} ${turn?.text.length} ${turn?.stage}`);
  const hasText = turn !== null && turn.text !== "";
  const stage = stageOf(turn);
  const at = STAGES.indexOf(stage);
  const reason = isStalled ? whyStalled(turn, link) : null;
  return (
    <article className="message answer running" aria-label={t("answer.running")} aria-busy="true">
      {hasText ? (
        <SourcesContext value={find}>
          <AnswerText text={turn.text} growing />
        </SourcesContext>
      ) : at < 0 ? (
        <p className="stage">
          <span className="pulse" aria-hidden="true" />
          {t(stage === "stopping" ? "stage.stopping" : "stage.sending")}
        </p>
      ) : (
        <ol className="stages">
          {SHOWN.map((one, index) => (
            <li
              key={one}
              data-state={index + 1 < at ? "done" : index + 1 === at || (at === 0 && index === 0) ? "now" : "later"}
            >
              {index + 1 < at ? (
                <Icon name="check" />
              ) : (
                <span className={index + 1 === Math.max(1, at) ? "pulse" : "dot"} />
              )}
              {stageWords(t, one, sources.length)}
            </li>
          ))}
        </ol>
      )}
      <p className="stall quiet" role="status">
        {reason && t(`stall.${reason}`)}
      </p>
    </article>
  );
}

function stageWords(t: Text, stage: (typeof SHOWN)[number], count: number): string {
  if (stage !== "reading") return t(`stage.${stage}`);
  return count > 0 ? t("stage.reading", { count }) : t("stage.read");
}
