/** The door: one click to come in as a guest. The address stays, so that the student returns to where they were. */
import { useState } from "react";
import { ApiError } from "../api.ts";
import { explain } from "../explain.ts";
import type { AccountStore } from "../state/account-store.ts";

export function SignIn({ account, wasIn }: { account: AccountStore; wasIn: boolean }) {
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
        code === "not-found"
          ? { title: "Guests cannot enter here", advice: "Ask whoever runs this service for access." }
          : explain(code),
      );
      setBusy(false);
    }
  };
  return (
    <main className="door" id="main">
      <img src="/icon.svg" alt="" width="56" height="56" />
      <h1>Study Assistant</h1>
      <p>
        {wasIn
          ? "Your session has ended. Sign in again to go on where you were."
          : "Ask your course documents. Every answer shows the page it comes from."}
      </p>
      <button type="button" className="button primary large" disabled={busy} onClick={() => void enter()}>
        {busy ? "One moment…" : "Continue as guest"}
      </button>
      {failed && (
        <p role="alert" className="bad">
          {failed.title}. {failed.advice}
        </p>
      )}
      <p className="quiet">No account needed. Your documents are yours alone.</p>
    </main>
  );
}
