/** Says when the line is down and what happens next; nothing while it is up. */
import { useEffect, useState } from "react";
import type { Link } from "../socket/reconnecting-socket.ts";

const CALM_MS = 1_200;

/** A short interruption is not worth a word, so the note comes after a moment. */
export function ConnectionNote({ link, onRetry }: { link: Link; onRetry: () => void }) {
  const isUp = link.state === "open";
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (isUp) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), CALM_MS);
    return () => clearTimeout(timer);
  }, [isUp]);
  if (isUp || !shown) return <div role="status" />;
  return (
    <div role="status" className="connection">
      <span className="pulse" aria-hidden="true" />
      <span>{words(link)}</span>
      {link.state === "waiting" && (
        <button type="button" className="button small" onClick={onRetry}>
          Try now
        </button>
      )}
    </div>
  );
}

function words(link: Link): string {
  switch (link.state) {
    case "open":
      return "";
    case "connecting":
      return "Connecting…";
    case "waiting":
      if (link.reason === "too-many") return "This chat is open in too many windows. Close one; trying again soon.";
      if (link.reason === "restarting") return "The service is restarting. Your answer goes on in a moment.";
      return "Connection lost. Answers go on without you and are picked up when it is back.";
    case "closed":
      return link.reason === "forbidden" ? "This page may not open the chat from this address." : "Not connected.";
  }
}
