/** A short sentence at the edge of the page, told to everybody, perhaps with something that can be done about it. */
import { useEffect, useState } from "react";
import type { SaidAction } from "../hooks/use-app.ts";
import { UNDO_MS } from "../state/removals.ts";

export type SaidText = { text: string; action?: SaidAction };

const SAID_MS = 5_000;
/** What is longer takes longer to read. */
const LETTER_MS = 70;

/** It goes by itself, but not while the pointer or the focus is on it. */
export function Said({ said, onDone }: { said: SaidText | null; onDone: () => void }) {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (said === null || isHeld) return;
    const timer = setTimeout(onDone, said.action ? UNDO_MS : Math.max(SAID_MS, LETTER_MS * said.text.length));
    return () => clearTimeout(timer);
  }, [said, isHeld, onDone]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: resting on it only gives more time to read
    <div
      className="said"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div role="status">{said && <p>{said.text}</p>}</div>
      {said?.action && (
        <button
          type="button"
          className="said-action"
          onClick={() => {
            // What it does may have something to say itself.
            setHeld(false);
            onDone();
            said.action?.run();
          }}
        >
          {said.action.label}
        </button>
      )}
    </div>
  );
}
