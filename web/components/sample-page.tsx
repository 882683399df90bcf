/** While the sample class is made: what is happening, step by step. Then a new chat takes its first question. */
import { useEffect, useState } from "react";
import { ApiError } from "../api.ts";
import { explain } from "../explain.ts";
import { useApp } from "../hooks/use-app.ts";
import { useWords } from "../hooks/use-text.ts";
import { type SampleStage, startSample } from "../sample/start-sample.ts";
import { Icon } from "./icons.tsx";

const STAGES = ["making", "reading", "asking"] as const satisfies readonly SampleStage[];

export default function SamplePage({ onEnd }: { onEnd: () => void }) {
  const words = useWords();
  const { t } = words;
  const { account, go } = useApp();
  const [stage, setStage] = useState<SampleStage>("making");
  const [failed, setFailed] = useState<{ code: string; error: string } | null>(null);
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each try, in the language that it began in
  useEffect(() => {
    const cord = new AbortController();
    setFailed(null);
    // A moment later, so that a start that is taken back at once makes nothing.
    const timer = setTimeout(() => {
      startSample({ account, words, onStage: setStage, signal: cord.signal }).then(
        (classId) => {
          if (cord.signal.aborted) return;
          go({ page: "new", scope: { classId, docId: null } });
          onEnd();
        },
        (cause: unknown) => {
          if (cord.signal.aborted) return;
          setFailed(
            cause instanceof ApiError ? { code: cause.code, error: cause.message } : { code: "internal", error: "" },
          );
        },
      );
    });
    return () => {
      clearTimeout(timer);
      cord.abort();
    };
  }, [tries]);
  const why = failed && explain(words, failed.code, failed.error);
  const at = STAGES.indexOf(stage);
  return (
    <div className="scroller">
      <div className="welcome">
        <h1>{t("sample.title")}</h1>
        <ol className="stages" role="status">
          {STAGES.map((one, index) => (
            <li key={one} data-state={index < at ? "done" : index === at ? "now" : "later"}>
              {index < at ? <Icon name="check" /> : <span className={index === at && !failed ? "pulse" : "dot"} />}
              {t(`sample.${one}`)}
            </li>
          ))}
        </ol>
        {why && (
          <div className="failure" role="alert">
            <Icon name="warn" />
            <div>
              <strong>{why.title}</strong>
              <p>{why.advice}</p>
            </div>
            <button type="button" className="button small" onClick={() => setTries(tries + 1)}>
              {t("action.retry")}
            </button>
            <button type="button" className="button small" onClick={onEnd}>
              {t("action.cancel")}
            </button>
          </div>
        )}
      </div>
    </div>
  );
}
