/** The whole page while the service could not be reached even once. */
import { explain } from "../explain.ts";
import { useWords } from "../hooks/use-text.ts";

export function Unreachable({ onRetry }: { onRetry: () => void }) {
  const texts = useWords();
  const words = explain(texts, "unavailable");
  return (
    <main className="door" id="main">
      <h1>{words.title}</h1>
      <p>{words.advice}</p>
      <button type="button" className="button primary large" onClick={onRetry}>
        {texts.t("action.retry")}
      </button>
    </main>
  );
}
