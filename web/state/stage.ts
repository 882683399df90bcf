/** How far a running answer is, and why nothing comes at the moment. Pure. */
import type { Link } from "../socket/reconnecting-socket.ts";
import type { RunningTurn } from "./running-turn.ts";

export type Stage = "sending" | "stopping" | "queued" | "retrieving" | "reading" | "writing";

/** The stage in the student's eyes: the passages are read once they are known and before the first word. */
export function stageOf(turn: RunningTurn | null): Stage {
  if (turn === null) return "sending";
  if (turn.stopping) return "stopping";
  if (turn.stage === "retrieving") return "retrieving";
  if (turn.stage !== "writing") return "queued";
  return turn.text === "" && turn.sources.length > 0 ? "reading" : "writing";
}

/** Why no text has come for a while; null where there is nothing to say about it. */
export function whyStalled(
  turn: RunningTurn | null,
  link: Link,
): "offline" | "sending" | "again" | "queued" | "retrieving" | "reading" | "pause" | null {
  if (link.state !== "open") return "offline";
  const stage = stageOf(turn);
  switch (stage) {
    case "sending":
      return "sending";
    case "stopping":
      return null;
    case "queued":
    case "retrieving":
    case "reading":
      return turn !== null && turn.attempt > 1 ? "again" : stage;
    case "writing":
      return turn?.text === "" ? "reading" : "pause";
  }
}
