/**
 * Joins the geometry of a long list of pages (page-window.ts) to a scrolling element: which pages exist, which one is
 * read, and a place that stays where it is while heights become known, the zoom changes or the panel is resized.
 */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { currentIndex, type Layout, layoutOf, type Place, placeAt, scrollFor, windowOf } from "./page-window.ts";

type InView = { first: number; last: number; current: number };

/** Pages this much beyond the view exist too, as a part of its height. */
const BEYOND = 0.75;

export function usePageList(p: { heights: readonly number[]; gap: number; start: Place }): {
  scroller: RefObject<HTMLDivElement | null>;
  layout: Layout;
  inView: InView;
  /** Scrolls to a place, which is then held until the reader scrolls. */
  scrollTo: (place: Place) => void;
  /** Holds what is now at this pixel of the view while the next change of heights is laid out. */
  hold: (at: number) => void;
  /** What is at the top of the view. */
  place: () => Place;
} {
  const { heights, gap, start } = p;
  const scroller = useRef<HTMLDivElement>(null);
  const layout = useMemo(() => layoutOf(heights, gap), [heights, gap]);
  const latest = useRef(layout);
  const held = useRef<Place>(start);
  /** Where the last scrolling of our own ended: a scroll event there is not the reader's. */
  const own = useRef(0);
  const [inView, setInView] = useState<InView>({ first: start.index, last: start.index, current: start.index });

  const look = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const { scrollTop, clientHeight } = element;
    const { first, last } = windowOf(latest.current, {
      scrollTop,
      height: clientHeight,
      beyond: clientHeight * BEYOND,
    });
    const current = currentIndex(latest.current, scrollTop, clientHeight);
    setInView((old) =>
      old.first === first && old.last === last && old.current === current ? old : { first, last, current },
    );
  }, []);
  const settle = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const top = scrollFor(latest.current, held.current, element.clientHeight);
    if (Math.abs(element.scrollTop - top) >= 1) element.scrollTop = top;
    own.current = element.scrollTop;
    look();
  }, [look]);

  useLayoutEffect(() => {
    latest.current = layout;
    settle();
  }, [layout, settle]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let frame = 0;
    const onScroll = () => {
      if (Math.abs(element.scrollTop - own.current) >= 1) {
        own.current = -1;
        held.current = placeAt(latest.current, element.scrollTop, 0);
      }
      // One look a frame, however many events there are.
      if (frame === 0) {
        frame = requestAnimationFrame(() => {
          frame = 0;
          look();
        });
      }
    };
    const resized = new ResizeObserver(settle);
    element.addEventListener("scroll", onScroll, { passive: true });
    resized.observe(element);
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener("scroll", onScroll);
      resized.disconnect();
    };
  }, [look, settle]);

  const scrollTo = useCallback(
    (place: Place) => {
      held.current = place;
      settle();
    },
    [settle],
  );
  const hold = useCallback((at: number) => {
    const element = scroller.current;
    if (element) held.current = placeAt(latest.current, element.scrollTop, at);
  }, []);
  const place = useCallback(() => held.current, []);
  return { scroller, layout, inView, scrollTo, hold, place };
}
