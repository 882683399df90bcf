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
import { useText } from "../hooks/use-text.ts";
import type { Scope } from "../route.ts";
import { Icon } from "./icons.tsx";
import { ScopeSelect } from "./scope-select.tsx";

const DRAFT_AFTER_MS = 300;
const DRAFT_WORDS = 3;
const TALLEST_PX = 220;

type Props = {
  chatId: string | null;
  scope: Scope;
  busy: boolean;
  stopping: boolean;
  /** A text to put into the box (a refused question, a suggestion), each time the object changes. */
  given: { text: string } | null;
  box: RefObject<HTMLTextAreaElement | null>;
  onScope: (scope: Scope) => void;
  onSend: (content: string) => void;
  onStop: () => void;
  onDraft: (content: string) => void;
};

export function Composer({ chatId, scope, busy, stopping, given, box, onScope, onSend, onStop, onDraft }: Props) {
  const t = useText();
  const [text, setText] = useState(() => storedDraft(chatId));
  const canSend = !busy && text.trim() !== "";
  const drafted = useRef("");
  const draft = useRef(onDraft);
  draft.current = onDraft;

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
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKey}
      />
      <div className="composer-row">
        <ScopeSelect scope={scope} onChange={onScope} />
        {text.length > MAX_CONTENT * 0.9 && (
          <span className="quiet">{t("composer.length", { length: text.length, limit: MAX_CONTENT })}</span>
        )}
        {busy ? (
          <button
            type="button"
            className="round"
            aria-label={t("composer.stop")}
            title={t("composer.stop")}
            disabled={stopping}
            onClick={onStop}
          >
            <Icon name="stop" />
          </button>
        ) : (
          <button
            type="submit"
            className="round primary"
            aria-label={t("composer.send")}
            title={t("composer.send")}
            disabled={!canSend}
            onFocus={() => sendDraft(text)}
          >
            <Icon name="send" />
          </button>
        )}
      </div>
    </form>
  );
}
