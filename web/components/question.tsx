/** A question as the student wrote it, with its versions and the way to change it. */
import { type KeyboardEvent, memo, useRef, useState } from "react";
import { MAX_CONTENT, type Question } from "../../src/protocol.ts";
import { useHold } from "../hooks/use-hold.ts";
import { useText } from "../hooks/use-text.ts";
import { IconButton } from "./icon-button.tsx";
import { VersionSwitch } from "./version-switch.tsx";

type Props = {
  question: Question;
  busy: boolean;
  onEdit: (messageId: string, content: string) => void;
  onSelect: (messageId: string) => void;
};

export const QuestionMessage = memo(function QuestionMessage({ question, busy, onEdit, onSelect }: Props) {
  const t = useText();
  const [editing, setEditing] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setEditing(false);
    // The button is there again after the next paint.
    requestAnimationFrame(() => opener.current?.focus());
  };
  if (editing) {
    return (
      <EditBox
        value={question.content}
        onCancel={close}
        onDone={(content) => {
          setEditing(false);
          onEdit(question.id, content);
        }}
      />
    );
  }
  return (
    <article className="message question" aria-label={t("question.label")} data-message={question.id}>
      <div className="bubble" dir="auto">
        {question.content}
      </div>
      <div className="actions">
        <VersionSwitch message={question} disabled={busy} onSelect={onSelect} />
        <IconButton
          ref={opener}
          icon="edit"
          label={t("question.edit")}
          disabled={busy}
          onClick={() => setEditing(true)}
        />
      </div>
    </article>
  );
});

/** A question that the service has not acknowledged yet. */
export function SendingQuestion({ text }: { text: string }) {
  const t = useText();
  return (
    <article className="message question sending" aria-label={t("question.sending")}>
      <div className="bubble" dir="auto">
        {text}
      </div>
      <div className="actions" />
    </article>
  );
}

function EditBox({
  value,
  onDone,
  onCancel,
}: {
  value: string;
  onDone: (content: string) => void;
  onCancel: () => void;
}) {
  const t = useText();
  const [text, setText] = useState(value);
  const canSend = text.trim() !== "" && text !== value;
  useHold("typing", true);
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") onCancel();
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (canSend) onDone(text);
  };
  return (
    <div className="message question edit">
      <textarea
        aria-label={t("question.editLabel")}
        dir="auto"
        // biome-ignore lint/a11y/noAutofocus: the student has just asked to edit it
        autoFocus
        rows={Math.min(10, text.split("\n").length + 1)}
        value={text}
        maxLength={MAX_CONTENT}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKey}
      />
      <p className="quiet">{t("question.editHint")}</p>
      <div className="dialog-actions">
        <button type="button" className="button small" onClick={onCancel}>
          {t("action.cancel")}
        </button>
        <button type="button" className="button small primary" disabled={!canSend} onClick={() => onDone(text)}>
          {t("question.editAction")}
        </button>
      </div>
    </div>
  );
}
