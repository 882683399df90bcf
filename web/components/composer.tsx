/** The box a question is typed into. Enter sends, Shift+Enter makes a line; what was typed survives a reload. */
import {
  type FormEvent,
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { MAX_CONTENT } from "../../src/protocol.ts";
import { storeDraft, storedDraft, wordCount } from "../draft.ts";
import { useHold } from "../hooks/use-hold.ts";
import { useText } from "../hooks/use-text.ts";
import type { Scope } from "../route.ts";
import { IconButton } from "./icon-button.tsx";
import { ScopePicker } from "./scope-picker.tsx";

const DRAFT_AFTER_MS = 300;
const DRAFT_WORDS = 3;
const TALLEST_PX = 220;

type Props = {
  chatId: string | null;
  scope: Scope;
  busy: boolean;
  stopping: boolean;
  /** Why nothing can be asked at the moment, e.g. because all questions of the month are used. */
  closed: boolean;
  /** A text to put into the box (a refused question, a suggestion), each time the object changes. */
  given: { text: string } | null;
  box: RefObject<HTMLTextAreaElement | null>;
  onScope: (scope: Scope) => void;
  onSend: (content: string) => void;
  onStop: () => void;
  onDraft: (content: string) => void;
  /** Somebody begins to type: what an answer needs can be fetched. */
  onBegin: () => void;
};

export function Composer(p: Props) {
  const { chatId, scope, busy, given, box, onSend, onDraft } = p;
  const t = useText();
  const [text, setText] = useState(() => storedDraft(chatId));
  const canSend = !busy && !p.closed && text.trim() !== "";
  const drafted = useRef("");
  const draft = useRef(onDraft);
  draft.current = onDraft;
  useHold("typing", text.trim() !== "");

  const sendDraft = (content: string) => {
    if (content === drafted.current || wordCount(content) < DRAFT_WORDS) return;
    drafted.current = content;
    draft.current(content);
  };
  const later = useRef(sendDraft);
  later.current = sendDraft;

  useEffect(() => {
    if (given) setText((typed) => (typed.trim() === "" ? given.text : typed));
  }, [given]);
  useEffect(() => {
    const timer = setTimeout(() => {
      storeDraft(chatId, text);
      if (!busy) later.current(text);
    }, DRAFT_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, chatId, busy]);
  // What is left before the timer has come round, by going elsewhere or by leaving the page, is kept too.
  const latest = useRef({ chatId, text });
  latest.current = { chatId, text };
  useEffect(() => {
    const keepDraft = () => storeDraft(latest.current.chatId, latest.current.text);
    addEventListener("pagehide", keepDraft);
    return () => {
      removeEventListener("pagehide", keepDraft);
      keepDraft();
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, TALLEST_PX)}px`;
  }, [text, box]);

  const send = () => {
    if (!canSend) return;
    onSend(text);
    setText("");
    storeDraft(chatId, "");
    drafted.current = "";
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape" && busy && !p.stopping) p.onStop();
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  return (
    <form className="composer" onSubmit={submit}>
      <textarea
        ref={box}
        rows={1}
        dir="auto"
        aria-label={t("composer.label")}
        placeholder={t("composer.placeholder")}
        value={text}
        maxLength={MAX_CONTENT}
        enterKeyHint="send"
        onFocus={p.onBegin}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKey}
      />
      <div className="composer-row">
        <ScopePicker scope={scope} onChange={p.onScope} />
        {text.length > MAX_CONTENT * 0.9 && (
          <span className="quiet">{t("composer.length", { length: text.length, limit: MAX_CONTENT })}</span>
        )}
        {busy ? (
          <IconButton
            icon="stop"
            label={t("composer.stop")}
            className="round stop"
            disabled={p.stopping}
            onClick={p.onStop}
          />
        ) : (
          <IconButton
            icon="send"
            label={t("composer.send")}
            type="submit"
            className="round primary"
            disabled={!canSend}
            onFocus={() => sendDraft(text)}
          />
        )}
      </div>
    </form>
  );
}
