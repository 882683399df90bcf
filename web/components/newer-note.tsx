/**
 * A newer page is served than this one. It changes over by itself where nobody sees it and nothing is lost: when the student
 * goes elsewhere, or while the tab is hidden, and nothing is typed, written, uploaded or open. Until then there is a button.
 */
import { useEffect, useRef, useState } from "react";
import { useApp, useWatched } from "../hooks/use-app.ts";
import { useText } from "../hooks/use-text.ts";

export function NewerNote({ place }: { place: string }) {
  const t = useText();
  const { freshness } = useApp();
  const isNewer = useWatched(freshness.state);
  const [isDismissed, setDismissed] = useState(false);
  const last = useRef(place);
  useEffect(() => {
    const hasMoved = last.current !== place;
    last.current = place;
    if (!isNewer) return;
    const change = () => {
      if (freshness.isQuiet()) location.reload();
    };
    if (hasMoved) change();
    const hidden = () => {
      if (document.visibilityState === "hidden") change();
    };
    document.addEventListener("visibilitychange", hidden);
    return () => document.removeEventListener("visibilitychange", hidden);
  }, [isNewer, place, freshness]);
  if (!isNewer || isDismissed) return null;
  return (
    <div className="newer" role="status">
      <span>{t("newer.text")}</span>
      <button type="button" className="button small primary" onClick={() => location.reload()}>
        {t("newer.reload")}
      </button>
      <button type="button" className="button small" onClick={() => setDismissed(true)}>
        {t("newer.later")}
      </button>
    </div>
  );
}
