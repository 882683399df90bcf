/** Says when the line is down and what happens next; nothing while it is up. */
import { useEffect, useState } from "react";
import { useOnline } from "../hooks/use-online.ts";
import { useText } from "../hooks/use-text.ts";
import type { Link } from "../socket/reconnecting-socket.ts";
import type { Text } from "../text/text.ts";

const CALM_MS = 1_200;

/** A short interruption is not worth a word, so the note comes after a moment; that the network is away is said at once. */
export function ConnectionNote({ link, onRetry }: { link: Link; onRetry: () => void }) {
  const t = useText();
  const isOnline = useOnline();
  const isUp = link.state === "open" || (link.state === "closed" && link.reason === null);
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    if (isUp) {
      setLong(false);
      return;
    }
    const timer = setTimeout(() => setLong(true), CALM_MS);
    return () => clearTimeout(timer);
  }, [isUp]);
  if (isUp || !(isLong || !isOnline)) return <div role="status" />;
  return (
    <div role="status" className="connection">
      <span className="pulse" aria-hidden="true" />
      <span>{isOnline ? words(t, link) : t("link.offline")}</span>
      {link.state === "waiting" && isOnline && (
        <button type="button" className="button small" onClick={onRetry}>
          {t("link.tryNow")}
        </button>
      )}
    </div>
  );
}

function words(t: Text, link: Link): string {
  switch (link.state) {
    case "open":
      return "";
    case "connecting":
      return t("link.connecting");
    case "waiting":
      if (link.reason === "too-many") return t("link.tooMany");
      if (link.reason === "restarting") return t("link.restarting");
      return t("link.lost");
    case "closed":
      return t(link.reason === "forbidden" ? "link.forbidden" : "link.closed");
  }
}
