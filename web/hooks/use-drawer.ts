/** The drawer of a narrow page: Escape closes it from wherever the focus is, which then returns to what opened it. */
import { useCallback, useEffect, useRef, useState } from "react";

export function useDrawer(): { isOpen: boolean; open: () => void; close: () => void } {
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<Element | null>(null);
  const open = useCallback(() => {
    opener.current = document.activeElement;
    setOpen(true);
  }, []);
  const close = useCallback(() => setOpen(false), []);
  useEffect(() => {
    if (!isOpen) return;
    const press = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) setOpen(false);
    };
    addEventListener("keydown", press);
    return () => {
      removeEventListener("keydown", press);
      // The page behind the drawer can take the focus only after it was drawn without it.
      requestAnimationFrame(() => {
        const at = document.activeElement;
        if (at !== null && at !== document.body && !at.closest("[inert]")) return;
        if (opener.current instanceof HTMLElement && opener.current.isConnected) opener.current.focus();
      });
    };
  }, [isOpen]);
  return { isOpen, open, close };
}
