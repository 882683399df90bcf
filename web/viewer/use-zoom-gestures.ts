/**
 * Zooming by two fingers, by the wheel with Ctrl, and by a double tap, which goes to the real size and back. While it goes on the pages are only stretched; the new zoom is told
 * when it ends, with the point of the view that it was about, so that what is under the fingers stays there.
 */
import { type RefObject, useEffect } from "react";

export type Point = { x: number; y: number };

/** A wheel that rests this long has come to its end. */
const WHEEL_RESTS_MS = 140;
/** Two taps in this time, this close together, are a double one. */
const DOUBLE_MS = 300;
const DOUBLE_PX = 30;
/** How much one pixel of the wheel zooms. */
const WHEEL_SPEED = 0.0025;

export function useZoomGestures(
  view: RefObject<HTMLElement | null>,
  list: RefObject<HTMLElement | null>,
  onZoom: (factor: number, about: Point) => void,
  onDoubleTap: (about: Point) => void,
): void {
  useEffect(() => {
    const [outer, inner] = [view.current, list.current];
    if (!outer || !inner) return;
    const going = { factor: 1, about: { x: 0, y: 0 }, spread: 0, timer: 0 };
    const tap = { at: 0, x: 0, y: 0 };
    const within = (x: number, y: number): Point => {
      const { left, top } = outer.getBoundingClientRect();
      return { x: x - left, y: y - top };
    };
    const stretch = () => {
      const { factor, about } = going;
      inner.style.transformOrigin = `${about.x + outer.scrollLeft}px ${about.y + outer.scrollTop}px`;
      inner.style.transform = factor === 1 ? "" : `scale(${factor})`;
    };
    const end = () => {
      const { factor, about } = going;
      Object.assign(going, { factor: 1, spread: 0 });
      stretch();
      if (Math.abs(factor - 1) > 0.01) onZoom(factor, about);
    };
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      if (going.factor === 1) going.about = within(event.clientX, event.clientY);
      going.factor = clamp(going.factor * Math.exp(-event.deltaY * WHEEL_SPEED));
      stretch();
      clearTimeout(going.timer);
      going.timer = window.setTimeout(end, WHEEL_RESTS_MS);
    };
    const onTap = (event: TouchEvent, { clientX: x, clientY: y }: Touch) => {
      const isDouble = event.timeStamp - tap.at < DOUBLE_MS && Math.hypot(x - tap.x, y - tap.y) < DOUBLE_PX;
      Object.assign(tap, { at: isDouble ? 0 : event.timeStamp, x, y });
      if (!isDouble) return;
      event.preventDefault();
      onDoubleTap(within(x, y));
    };
    const onTouch = (event: TouchEvent) => {
      const [one, other] = [event.touches[0], event.touches[1]];
      if (!one || !other) {
        if (going.spread > 0) end();
        else if (event.type === "touchstart" && one) onTap(event, one);
        return;
      }
      // The browser would zoom the whole page.
      event.preventDefault();
      const spread = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      if (going.spread === 0) {
        going.spread = Math.max(spread, 1);
        going.about = within((one.clientX + other.clientX) / 2, (one.clientY + other.clientY) / 2);
        return;
      }
      going.factor = clamp(spread / going.spread);
      stretch();
    };
    const active = { passive: false } as const;
    outer.addEventListener("wheel", onWheel, active);
    for (const name of TOUCHES) outer.addEventListener(name, onTouch, active);
    return () => {
      clearTimeout(going.timer);
      outer.removeEventListener("wheel", onWheel);
      for (const name of TOUCHES) outer.removeEventListener(name, onTouch);
    };
  }, [view, list, onZoom, onDoubleTap]);
}

const TOUCHES = ["touchstart", "touchmove", "touchend", "touchcancel"] as const;

const clamp = (factor: number): number => Math.min(Math.max(factor, 0.1), 10);
