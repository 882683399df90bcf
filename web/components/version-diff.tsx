/** What differs between the shown version of an answer and another one: words that came and words that went. */
import { useEffect, useState } from "react";
import type { Answer } from "../../src/protocol.ts";
import { api } from "../api.ts";
import { useApp } from "../hooks/use-app.ts";
import { useWords } from "../hooks/use-text.ts";
import { type DiffPart, wordDiff } from "../state/word-diff.ts";
import { IconButton } from "./icon-button.tsx";

export default function VersionDiff(p: { answer: Answer; chatId: string; onClose: () => void }) {
  const { answer, chatId, onClose } = p;
  const { t, language } = useWords();
  const { attempt } = useApp();
  const at = answer.versionIds.indexOf(answer.id);
  const [otherAt, setOtherAt] = useState(at > 0 ? at - 1 : at + 1);
  const [parts, setParts] = useState<readonly DiffPart[] | "same" | "too-long" | null>(null);
  const otherId = answer.versionIds[otherAt];
  useEffect(() => {
    if (otherId === undefined) return;
    const cord = new AbortController();
    setParts(null);
    void attempt(async () => {
      const other = await api.message(chatId, otherId, cord.signal).catch((cause: unknown) => {
        if (cord.signal.aborted) return null;
        throw cause;
      });
      if (!other || cord.signal.aborted) return;
      const found = wordDiff(other.content, answer.content, language);
      setParts(found === null ? "too-long" : found.some(({ kind }) => kind !== "same") ? found : "same");
    });
    return () => cord.abort();
  }, [otherId, chatId, answer.content, language, attempt]);
  return (
    <section className="diff" aria-label={t("versions.compare")}>
      <header>
        <label>
          {t("versions.with")}{" "}
          <select value={otherAt} onChange={({ target }) => setOtherAt(Number(target.value))}>
            {answer.versionIds.map(
              (id, index) =>
                id !== answer.id && (
                  <option key={id} value={index}>
                    {t("versions.number", { number: index + 1 })}
                  </option>
                ),
            )}
          </select>
        </label>
        <IconButton icon="close" label={t("versions.close")} onClick={onClose} />
      </header>
      {parts === null && <p className="quiet">{t("app.loading")}</p>}
      {parts === "same" && <p>{t("versions.same")}</p>}
      {parts === "too-long" && <p>{t("versions.tooLong")}</p>}
      {Array.isArray(parts) && (
        <p className="diff-text" dir="auto">
          {parts.map((part: DiffPart, index: number) =>
            part.kind === "same" ? (
              part.text
            ) : part.kind === "added" ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a comparison never move
              <ins key={index}>
                <span className="visually-hidden">{t("versions.added")} </span>
                {part.text}
              </ins>
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <del key={index}>
                <span className="visually-hidden">{t("versions.removed")} </span>
                {part.text}
              </del>
            ),
          )}
        </p>
      )}
    </section>
  );
}
