/** Questions to the student in the browser's own modal dialog: focus stays in it, Escape leaves it, focus returns. */
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useText } from "../hooks/use-text.ts";

export function Modal({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      className="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={titleId}>{title}</h2>
      {children}
    </dialog>
  );
}

/** Asks for a name. `onDone` gets it trimmed, is not called for an empty one, and the dialog has closed before. */
export function NameDialog(p: {
  title: string;
  label: string;
  value?: string;
  action: string;
  onDone: (name: string) => void;
  onClose: () => void;
}) {
  const t = useText();
  const [value, setValue] = useState(p.value ?? "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const name = value.trim();
    if (!name) return;
    p.onClose();
    p.onDone(name);
  };
  return (
    <Modal title={p.title} onClose={p.onClose}>
      <form onSubmit={submit}>
        <label className="field">
          <span>{p.label}</span>
          <input
            // biome-ignore lint/a11y/noAutofocus: the dialog was opened to type this name
            autoFocus
            value={value}
            maxLength={200}
            required
            onChange={(event) => setValue(event.target.value)}
            onFocus={(event) => event.target.select()}
          />
        </label>
        <div className="dialog-actions">
          <button type="button" className="button" onClick={p.onClose}>
            {t("action.cancel")}
          </button>
          <button type="submit" className="button primary" disabled={value.trim() === ""}>
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
    <Modal title={p.title} onClose={p.onClose}>
      <p>{p.text}</p>
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
