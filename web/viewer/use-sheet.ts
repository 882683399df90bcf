/**
 * What makes the panel a sheet on a phone: the phone's back button closes it instead of leaving the chat, and its handle
 * drags it lower, higher or away.
 */
import { type PointerEvent, useCallback, useEffect, useRef, useState } from "react";

/** Dragged further than this it changes. */
const DRAG_PX = 48;
/** What moves less is a tap. */
const TAP_PX = 6;

/** A step of the history for as long as something is open; going back closes it. The answer closes it by going back. */
export function useBackCloses(isOn: boolean, onClose: () => void): () => void {
  const close = useRef(onClose);
  close.current = onClose;
  const mine = useRef<string | null>(null);
  const leaving = useRef(0);
  useEffect(() => {
    if (!isOn) return;
    clearTimeout(leaving.current);
    // A step that is there already, of before a reload, serves as well.
    const id = sheetOf(history.state) ?? crypto.randomUUID();
    if (sheetOf(history.state) === null) history.pushState({ sheet: id }, "");
    mine.current = id;
    const back = () => {
      if (mine.current !== id || sheetOf(history.state) === id) return;
      mine.current = null;
      close.current();
    };
    addEventListener("popstate", back);
    return () => {
      removeEventListener("popstate", back);
      mine.current = null;
      // It was closed by other means: the step that was made for it is taken back, unless it is opened again at once.
      leaving.current = window.setTimeout(() => {
        if (sheetOf(history.state) === id) history.back();
      });
    };
  }, [isOn]);
  return useCallback(() => {
    if (mine.current !== null && sheetOf(history.state) === mine.current) history.back();
    else close.current();
  }, []);
}

function sheetOf(state: unknown): string | null {
  return typeof state === "object" && state !== null && "sheet" in state ? String(state.sheet) : null;
}

/** How high the sheet stands, and what its handle listens to. */
export function useSheetDrag(onClose: () => void) {
  const [isTall, setTall] = useState(true);
  const [offset, setOffset] = useState(0);
  const from = useRef<number | null>(null);
  const wasDragged = useRef(false);
  const onPointerDown = (event: PointerEvent) => {
    from.current = event.clientY;
    wasDragged.current = false;
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (from.current !== null) setOffset(event.clientY - from.current);
  };
  const onPointerUp = () => {
    const by = offset;
    wasDragged.current = Math.abs(by) > TAP_PX;
    from.current = null;
    setOffset(0);
    if (by < -DRAG_PX) setTall(true);
    else if (by > DRAG_PX && isTall && by < innerHeight / 2) setTall(false);
    else if (by > DRAG_PX) onClose();
  };
  const onPointerCancel = () => {
    from.current = null;
    setOffset(0);
  };
  /** For a tap or a key; the end of a drag is a click too, and is none. */
  const toggle = () => {
    if (!wasDragged.current) setTall((tall) => !tall);
    wasDragged.current = false;
  };
  return { isTall, offset, toggle, handle: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel } };
}
