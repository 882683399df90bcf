/** The short questions to the student: a name, a yes, what to do with a file that is there already. */
import { type FormEvent, useState } from "react";
import { useText } from "../hooks/use-text.ts";
import { Modal } from "./modal.tsx";

export type NameQuestion = {
  title: string;
  label: string;
  value?: string;
  action: string;
  /** What the name is for, below the field. */
  hint?: string;
  /** Whether an empty text is an answer too. */
  mayBeEmpty?: boolean;
  maxLength?: number;
  onDone: (name: string) => void;
  onClose: () => void;
};

/** Asks for a name. `onDone` gets it trimmed, and the dialog has closed before. */
export function NameDialog(p: NameQuestion) {
  const t = useText();
  const [value, setValue] = useState(p.value ?? "");
  const isReady = p.mayBeEmpty === true || value.trim() !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    p.onClose();
    p.onDone(value.trim());
  };
  return (
    <Modal title={p.title} onClose={p.onClose}>
      <form onSubmit={submit}>
        <label className="field">
          <span>{p.label}</span>
          <input
            value={value}
            dir="auto"
            maxLength={p.maxLength ?? 200}
            onChange={(event) => setValue(event.target.value)}
            onFocus={(event) => event.target.select()}
          />
          {p.hint && <span className="quiet">{p.hint}</span>}
        </label>
        <div className="dialog-actions">
          <button type="button" className="button" onClick={p.onClose}>
            {t("action.cancel")}
          </button>
          <button type="submit" className="button primary" disabled={!isReady}>
            {p.action}
          </button>
        </div>
      </form>
    </Modal>
  );
}

/** Asks before something is lost; closes before `onDone` is called. */
export function ConfirmDialog(p: {
  title: string;
  text: string;
  action: string;
  onDone: () => void;
  onClose: () => void;
}) {
  const t = useText();
  const confirm = () => {
    p.onClose();
    p.onDone();
  };
  return (
    <Modal isAlert title={p.title} text={p.text} onClose={p.onClose}>
      <div className="dialog-actions">
        <button type="button" className="button" onClick={p.onClose}>
          {t("action.cancel")}
        </button>
        <button type="button" className="button danger" onClick={confirm}>
          {p.action}
        </button>
      </div>
    </Modal>
  );
}

/** Files whose names the class already has: replaced by a new version, kept beside each other, or left out. */
export function SameNameDialog(p: {
  names: readonly string[];
  onDone: (choice: "replace" | "both") => void;
  onClose: () => void;
}) {
  const t = useText();
  return (
    <Modal
      isAlert
      title={
        p.names.length === 1 ? t("same.one", { name: p.names[0] ?? "" }) : t("same.many", { count: p.names.length })
      }
      text={t("same.text")}
      onClose={p.onClose}
    >
      {p.names.length > 1 && (
        <ul className="plain-list">
          {p.names.map((name) => (
            <li key={name} dir="auto">
              {name}
            </li>
          ))}
        </ul>
      )}
      <div className="dialog-actions">
        <button type="button" className="button" onClick={p.onClose}>
          {t("action.cancel")}
        </button>
        <button type="button" className="button" onClick={() => p.onDone("both")}>
          {t("same.both")}
        </button>
        <button type="button" className="button primary" onClick={() => p.onDone("replace")}>
          {t("same.replace")}
        </button>
      </div>
    </Modal>
  );
}
