/** What went wrong with a turn, in words, with what to do next. */
import { explain } from "../explain.ts";
import { useWords } from "../hooks/use-text.ts";
import type { TurnFailure } from "../state/chat-state.ts";
import { Icon } from "./icons.tsx";

/** `onRetry` is offered when trying the same again may help. */
export function FailureNote({ failure, onRetry }: { failure: TurnFailure; onRetry: (() => void) | null }) {
  const texts = useWords();
  const words = explain(texts, failure.code, failure.error);
  return (
    <div className="failure">
      <Icon name="warn" />
      <div>
        <strong>{words.title}</strong>
        <p dir="auto">
          {words.advice} <span className="quiet">{texts.t("answer.notCounted")}</span>
        </p>
      </div>
      {onRetry && (failure.retryable || words.canRetry) && (
        <button type="button" className="button small" onClick={onRetry}>
          <Icon name="retry" /> {texts.t("action.retry")}
        </button>
      )}
    </div>
  );
}
