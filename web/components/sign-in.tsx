/** The door: one click to come in as a guest. The address stays, so that the student returns to where they were. */
import { useState } from "react";
import { ApiError } from "../api.ts";
import { explain } from "../explain.ts";
import { useWords } from "../hooks/use-text.ts";
import type { AccountStore } from "../state/account-store.ts";

export function SignIn({ account, wasIn }: { account: AccountStore; wasIn: boolean }) {
  const words = useWords();
  const { t } = words;
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ title: string; advice: string } | null>(null);
  const enter = async () => {
    setBusy(true);
    setFailed(null);
    try {
      await account.enterAsGuest();
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
      <img src="/icon.svg" alt="" width="56" height="56" />
      <h1>{t("app.name")}</h1>
      <p>{t(wasIn ? "door.ended" : "app.claim")}</p>
      <button type="button" className="button primary large" disabled={busy} onClick={() => void enter()}>
        {t(busy ? "door.busy" : "door.guest")}
      </button>
      {failed && (
        <p role="alert" className="bad">
          {failed.title}. {failed.advice}
        </p>
      )}
      <p className="quiet">{t("door.note")}</p>
    </main>
  );
}
