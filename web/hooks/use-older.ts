/** Loads older messages before the reader gets to the first. */
import { type RefObject, useEffect, useRef } from "react";

/** `top` goes onto what stands before the first message. */
export function useOlder(p: {
  scroller: RefObject<HTMLElement | null>;
  firstId: string | null;
  hasOlder: boolean;
  loadOlder: () => void;
}): RefObject<HTMLButtonElement | null> {
  const { scroller, firstId, hasOlder, loadOlder } = p;
  const top = useRef<HTMLButtonElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each load the observer looks anew
  useEffect(() => {
    const [box, element] = [scroller.current, top.current];
    if (!box || !element || !hasOlder) return;
    const seen = new IntersectionObserver((entries) => entries.some((one) => one.isIntersecting) && loadOlder(), {
      root: box,
      rootMargin: "1200px 0px 0px",
    });
    seen.observe(element);
    return () => seen.disconnect();
  }, [scroller, firstId, hasOlder, loadOlder]);
  return top;
}
