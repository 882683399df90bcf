/** Follows the end of a growing text while the reader is there, and stays put once they scroll away. */
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

const NEAR_PX = 64;

/** Whether the end is in view, a way back to it, and one to stay where one is. `content` is what grows inside `box`. */
export function useStickToBottom(
  box: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
): {
  atBottom: boolean;
  toBottom: () => void;
  stay: () => void;
} {
  const [atBottom, setAtBottom] = useState(true);
  const following = useRef(true);
  const toBottom = useCallback(() => {
    following.current = true;
    setAtBottom(true);
    const element = box.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, [box]);
  const stay = useCallback(() => {
    following.current = false;
  }, []);
  useEffect(() => {
    const [outer, inner] = [box.current, content.current];
    if (!outer || !inner) return;
    let last = outer.scrollTop;
    const onScroll = () => {
      const near = outer.scrollHeight - outer.scrollTop - outer.clientHeight < NEAR_PX;
      // Text that grows moves the end away without the reader having scrolled: only a move up lets go.
      if (near) following.current = true;
      else if (outer.scrollTop < last) following.current = false;
      last = outer.scrollTop;
      setAtBottom(near || following.current);
    };
    const grown = new ResizeObserver(() => {
      if (following.current) outer.scrollTop = outer.scrollHeight;
      else onScroll();
    });
    outer.addEventListener("scroll", onScroll, { passive: true });
    grown.observe(inner);
    grown.observe(outer);
    return () => {
      outer.removeEventListener("scroll", onScroll);
      grown.disconnect();
    };
  }, [box, content]);
  return { atBottom, toBottom, stay };
}
