/**
 * Keeps a message where it is in the view while another of its versions takes its place, however long what follows each is;
 * the focus stays on its switch. What the new version stands behind is loaded until it is there.
 */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from "react";
import type { Message } from "../../src/protocol.ts";

/** `top`: how far below the view's upper edge the version that is left stands; `focused`: which of its buttons had the focus, or -1. */
type Switch = { to: string; top: number; focused: number };

const elementOf = (box: HTMLElement | null, id: string): HTMLElement | null =>
  box?.querySelector<HTMLElement>(`[data-message="${CSS.escape(id)}"]`) ?? null;

/** The way to another version; messages carry `data-message`. */
export function useSwitched(p: {
  scroller: RefObject<HTMLElement | null>;
  messages: readonly Message[];
  hasOlder: boolean;
  loadOlder: () => void;
  onSelect: (messageId: string) => void;
  /** Stop following the end. */
  onStay: () => void;
}): (messageId: string) => void {
  const { scroller, messages, hasOlder, loadOlder, onSelect, onStay } = p;
  const going = useRef<Switch | null>(null);
  const shown = useRef(messages);
  shown.current = messages;
  const select = useCallback(
    (to: string) => {
      const left = shown.current.find(({ versionIds }) => versionIds.includes(to));
      const element = left ? elementOf(scroller.current, left.id) : null;
      going.current = element && {
        to,
        top: topIn(scroller.current, element),
        focused: switchesOf(element).findIndex((button) => button.matches(":focus")),
      };
      onSelect(to);
    },
    [scroller, onSelect],
  );
  useLayoutEffect(() => {
    const [box, now] = [scroller.current, going.current];
    if (!box || !now || !messages.some(({ id }) => id === now.to)) return;
    const element = elementOf(box, now.to);
    if (!element) return;
    going.current = null;
    onStay();
    box.scrollTop += topIn(box, element) - now.top;
    if (now.focused < 0) return;
    const switches = switchesOf(element);
    // At the last version the way on is closed, and the way back is next to it.
    const [same, other] = [switches[now.focused], switches.find(({ disabled }) => !disabled)];
    (same && !same.disabled ? same : other)?.focus({ preventScroll: true });
  }, [scroller, messages, onStay]);
  useEffect(() => {
    const now = going.current;
    if (!now || messages.some(({ id, versionIds }) => id === now.to || versionIds.includes(now.to))) return;
    if (hasOlder) loadOlder();
    else going.current = null;
  }, [messages, hasOlder, loadOlder]);
  return select;
}

function topIn(box: HTMLElement | null, element: HTMLElement): number {
  return element.getBoundingClientRect().top - (box?.getBoundingClientRect().top ?? 0);
}

/** The buttons that lead on to other versions. */
const switchesOf = (element: HTMLElement) => [...element.querySelectorAll<HTMLButtonElement>(".versions button")];
