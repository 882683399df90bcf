/** What wrote an answer, and how long that took: quietly, for who wants to know. */
import type { Answer } from "../../src/protocol.ts";
import { useWords } from "../hooks/use-text.ts";
import { seconds } from "../text/format.ts";

/** The answerer that needs no language model: it puts sentences of the documents together. */
const EXTRACTIVE = "extractive";

export function AnswerInfo({ answer }: { answer: Answer }) {
  const { t, language } = useWords();
  const { firstTokenMs, totalMs } = answer.timings;
  const who = answer.model === EXTRACTIVE ? t("answer.extractive") : answer.model;
  const total = totalMs === undefined ? null : seconds(language, totalMs);
  const first = firstTokenMs === undefined ? null : t("answer.firstWord", { time: seconds(language, firstTokenMs) });
  return (
    <span className="quiet answer-info" title={[t("answer.writer"), first].filter(Boolean).join(" · ")}>
      {[who, total].filter(Boolean).join(" · ")}
    </span>
  );
}
