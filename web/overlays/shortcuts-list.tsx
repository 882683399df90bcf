/** Which keys do what, and the switch for those that are pressed alone. */
import { useText } from "../hooks/use-text.ts";
import { Modal } from "./modal.tsx";

const KEYS = [
  { keys: ["Enter"], does: "shortcuts.send" },
  { keys: ["Shift", "Enter"], does: "shortcuts.line" },
  { keys: ["Esc"], does: "shortcuts.escape" },
  { keys: ["Ctrl", "K"], does: "shortcuts.switch" },
  { keys: ["/"], does: "shortcuts.box" },
  { keys: ["N"], does: "shortcuts.new" },
  { keys: ["+"], does: "shortcuts.larger" },
  { keys: ["−"], does: "shortcuts.smaller" },
  { keys: ["0"], does: "shortcuts.fit" },
  { keys: ["?"], does: "shortcuts.list" },
] as const;

export default function ShortcutsList(p: { isOff: boolean; onOff: (off: boolean) => void; onClose: () => void }) {
  const t = useText();
  return (
    <Modal title={t("shortcuts.title")} onClose={p.onClose}>
      <dl className="shortcuts">
        {KEYS.map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(does)}</dd>
          </div>
        ))}
      </dl>
      <label className="switch">
        <input type="checkbox" checked={!p.isOff} onChange={({ target }) => p.onOff(!target.checked)} />
        <span>{t("shortcuts.single")}</span>
      </label>
    </Modal>
  );
}
