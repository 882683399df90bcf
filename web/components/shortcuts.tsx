/**
 * What can be done from the keyboard anywhere. Keys without Ctrl are off while something is typed, and can be switched off
 * altogether, since speech input may press them by chance.
 */
import { useEffect, useState } from "react";
import { useApp } from "../hooks/use-app.ts";
import { keep, readKept } from "../state/kept.ts";
import { overlay } from "./part.tsx";

const Overview = overlay(() => import("../overlays/shortcuts-list.tsx"));
const QuickSwitch = overlay(() => import("../overlays/quick-switch.tsx"));

const OFF = "single-keys-off";
const ASK = "ask-for-shortcuts";
const home = { page: "new", scope: { classId: null, docId: null } } as const;

/** Opens the list of shortcuts from anywhere. */
export function askForShortcuts(): void {
  dispatchEvent(new Event(ASK));
}

export function Shortcuts() {
  const { go } = useApp();
  const [shown, setShown] = useState<"list" | "switch" | null>(null);
  const [isOff, setOff] = useState(() => readKept(OFF) !== null);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || document.querySelector('[role="dialog"], [role="alertdialog"]'))
        return;
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setShown("switch");
        return;
      }
      if (isOff || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
      if (event.key === "?") setShown("list");
      else if (event.key === "/") focusBox();
      else if (event.key === "n") go(home);
      else return;
      event.preventDefault();
    };
    const ask = () => setShown("list");
    addEventListener("keydown", press);
    addEventListener(ASK, ask);
    return () => {
      removeEventListener("keydown", press);
      removeEventListener(ASK, ask);
    };
  }, [go, isOff]);
  const close = () => setShown(null);
  const turn = (off: boolean) => {
    keep(OFF, off ? "1" : null);
    setOff(off);
  };
  return (
    <>
      {shown === "list" && <Overview isOff={isOff} onOff={turn} onClose={close} />}
      {shown === "switch" && <QuickSwitch onClose={close} />}
    </>
  );
}

function focusBox(): void {
  document.querySelector<HTMLElement>(".composer textarea")?.focus();
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
