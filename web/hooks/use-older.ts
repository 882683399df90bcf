/** Loads older messages before the reader gets to the first, and keeps what is being read where it is. */
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/** `top` goes onto what stands before the first message. */
export function useOlder(p: {
  scroller: RefObject<HTMLElement | null>;
  firstId: string | null;
  hasOlder: boolean;
  loadOlder: () => void;
}): RefObject<HTMLButtonElement | null> {
  const { scroller, firstId, hasOlder, loadOlder } = p;
  const top = useRef<HTMLButtonElement>(null);
  const last = useRef<{ firstId: string | null; fromEnd: number }>({ firstId, fromEnd: 0 });
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const before = last.current;
    // What came in front moves everything down by its height.
    if (before.firstId !== null && before.firstId !== firstId && before.fromEnd > box.clientHeight)
      box.scrollTop = box.scrollHeight - before.fromEnd;
    last.current = { firstId, fromEnd: box.scrollHeight - box.scrollTop };
    const note = () => {
      last.current.fromEnd = box.scrollHeight - box.scrollTop;
    };
    box.addEventListener("scroll", note, { passive: true });
    return () => box.removeEventListener("scroll", note);
  }, [scroller, firstId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each load the observer looks anew
  useEffect(() => {
    const [box, element] = [scroller.current, top.current];
    if (!box || !element || !hasOlder) return;
    const seen = new IntersectionObserver((entries) => entries.some((one) => one.isIntersecting) && loadOlder(), {
      root: box,
      rootMargin: "600px 0px 0px",
    });
    seen.observe(element);
    return () => seen.disconnect();
  }, [scroller, firstId, hasOlder, loadOlder]);
  return top;
}
