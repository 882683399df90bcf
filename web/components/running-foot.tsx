/** What stands below an answer that is being written, or in its place while there is no text: how far it is, and why it waits. */
import { useStall } from "../hooks/use-stall.ts";
import { useText } from "../hooks/use-text.ts";
import type { Link } from "../socket/reconnecting-socket.ts";
import type { RunningTurn } from "../state/running-turn.ts";
import { type Stage, stageOf, whyStalled } from "../state/stage.ts";
import type { Text } from "../text/text.ts";
import { Icon } from "./icons.tsx";

/** What is told of the way to the first word; waiting for a place belongs to the first of them. */
const SHOWN = ["retrieving", "reading", "writing"] as const;
const STAGES: readonly Stage[] = ["queued", ...SHOWN];

export function RunningFoot({ turn, link }: { turn: RunningTurn | null; link: Link }) {
  const t = useText();
  const count = turn?.sources.length ?? 0;
  const isStalled = useStall(`${turn?.turnId} ${turn?.attempt} ${turn?.text.length} ${turn?.stage}`);
  const hasText = turn !== null && turn.text !== "";
  const stage = stageOf(turn);
  const at = STAGES.indexOf(stage);
  const reason = isStalled ? whyStalled(turn, link) : null;
  return (
    <>
      {hasText ? null : at < 0 ? (
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
              {stageWords(t, one, count)}
            </li>
          ))}
        </ol>
      )}
      <p className="stall quiet" role="status">
        {reason && t(`stall.${reason}`)}
      </p>
    </>
  );
}

function stageWords(t: Text, stage: (typeof SHOWN)[number], count: number): string {
  if (stage !== "reading") return t(`stage.${stage}`);
  return count > 0 ? t("stage.reading", { count }) : t("stage.read");
}
