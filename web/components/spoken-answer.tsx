/** What a screen reader is told while an answer is written: its finished sentences, one after the other, and how it ends. */
import { useEffect, useRef, useState } from "react";
import { useWords } from "../hooks/use-text.ts";
import type { ChatState } from "../state/chat-state.ts";
import { spokenFrom } from "../state/spoken.ts";

/** What was said is not needed for long: it is read when it comes. */
const MOST_KEPT = 12;

type Said = { key: number; text: string };

export function SpokenAnswer({ state, busy }: { state: ChatState; busy: boolean }) {
  const { t, language } = useWords();
  const [said, setSaid] = useState<readonly Said[]>([]);
  const told = useRef({ run: "", upTo: 0, key: 0 });
  const { turn, lastEnded, messages } = state;
  const run = turn ? `${turn.turnId} ${turn.attempt}` : "";
  const text = turn?.text ?? "";
  const tell = useRef((sentences: readonly string[]) => {
    if (sentences.length === 0) return;
    const fresh = sentences.map((one) => ({ key: ++told.current.key, text: one }));
    setSaid((before) => [...before, ...fresh].slice(-MOST_KEPT));
  });
  useEffect(() => {
    if (run === "") return;
    if (told.current.run !== run) told.current = { ...told.current, run, upTo: 0 };
    const next = spokenFrom(text, told.current.upTo, { language, isDone: false, t });
    told.current.upTo = next.upTo;
    tell.current(next.sentences);
  }, [run, text, language, t]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, when it has ended
  useEffect(() => {
    if (!lastEnded) return;
    const { outcome, turnId } = lastEnded;
    const answer = messages.findLast((message) => message.role === "assistant" && message.turnId === turnId);
    // An answer that this page saw grow is told to its end; one that came whole is found where it stands.
    const isKnown = told.current.run.startsWith(`${turnId} `);
    const rest =
      answer && isKnown ? spokenFrom(answer.content, told.current.upTo, { language, isDone: true, t }).sentences : [];
    told.current.run = "";
    tell.current([...rest, t(outcome === "answered" ? "chat.complete" : "chat.noAnswer")]);
  }, [lastEnded]);
  return (
    <div className="visually-hidden">
      <p role="status">{busy && text === "" ? t("chat.working") : ""}</p>
      <div role="log" aria-live="polite" aria-label={t("answer.spoken")}>
        {said.map(({ key, text: sentence }) => (
          <p key={key}>{sentence}</p>
        ))}
      </div>
    </div>
  );
}
