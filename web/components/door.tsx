/**
 * The door: one click to a cited answer, or in as a guest. The address stays, so that the student returns to where they were,
 * and what they had typed is kept.
 */
import { useState } from "react";
import { ApiError } from "../api.ts";
import { explain } from "../explain.ts";
import { useApp } from "../hooks/use-app.ts";
import { useWords } from "../hooks/use-text.ts";
import { isLanguage, LANGUAGE_NAMES, LANGUAGES } from "../text/languages.ts";
import { DoorHead } from "./shell.tsx";

export function Door({ wasIn, onSample }: { wasIn: boolean; onSample: () => void }) {
  const words = useWords();
  const { t } = words;
  const { account } = useApp();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ title: string; advice: string } | null>(null);
  const enter = async (then?: () => void) => {
    setBusy(true);
    setFailed(null);
    try {
      await account.enterAsGuest(then);
    } catch (cause) {
      const code = cause instanceof ApiError ? cause.code : "internal";
      setFailed(
        code === "not-found" ? { title: t("door.noGuests"), advice: t("door.noGuestsAdvice") } : explain(words, code),
      );
      setBusy(false);
    }
  };
  return (
    <main className="door" id="main">
      <DoorHead />
      {wasIn && <p className="door-ended">{t("door.ended")}</p>}
      <div className="door-actions">
        {!wasIn && (
          <button type="button" className="button primary large" disabled={busy} onClick={() => void enter(onSample)}>
            {t("door.sample")}
          </button>
        )}
        <button
          type="button"
          className={wasIn ? "button primary large" : "button large"}
          disabled={busy}
          onClick={() => void enter()}
        >
          {t("door.guest")}
        </button>
      </div>
      <div className="door-said" role="status">
        {busy && <p className="quiet">{t("door.busy")}</p>}
      </div>
      {failed && (
        <p role="alert" className="bad">
          <strong>{failed.title}.</strong> {failed.advice}
        </p>
      )}
      <p className="quiet">{t("door.note")}</p>
      <label className="door-language">
        <span className="visually-hidden">{t("settings.language")}</span>
        <select
          value={words.language}
          onChange={({ target }) => isLanguage(target.value) && words.choose(target.value)}
        >
          {LANGUAGES.map((one) => (
            <option key={one} value={one} lang={one}>
              {LANGUAGE_NAMES[one]}
            </option>
          ))}
        </select>
      </label>
    </main>
  );
}
