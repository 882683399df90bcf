/**
 * Joins the geometry of a long list of pages (page-window.ts) to a scrolling element: which pages exist, which one is
 * read, and a place that stays where it is while heights become known, the zoom changes or the panel is resized.
 */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { currentIndex, type Layout, layoutOf, type Place, placeAt, scrollFor, windowOf } from "./page-window.ts";

type InView = { first: number; last: number; current: number };

/** Pages this much beyond the view exist too, as a part of its height. */
const BEYOND = 0.75;
/** A browser that glides, e.g. after PageDown, goes on for so long after it was sent elsewhere, by what was left of its way. */
const GLIDE_MS = 1_000;
/** What a reader scrolls with; the bar at the side is a pointer too. */
const READER = ["wheel", "touchmove", "pointerdown", "keydown"] as const;

export function usePageList(p: { heights: readonly number[]; gap: number; start: Place }): {
  scroller: RefObject<HTMLDivElement | null>;
  layout: Layout;
  inView: InView;
  /** Scrolls to a place, which is then held until the reader scrolls. */
  scrollTo: (place: Place) => void;
  /** Holds what is now at this pixel of the view while the next change of heights is laid out. */
  hold: (at: number) => void;
} {
  const { heights, gap, start } = p;
  const scroller = useRef<HTMLDivElement>(null);
  const layout = useMemo(() => layoutOf(heights, gap), [heights, gap]);
  const latest = useRef(layout);
  const held = useRef<Place>(start);
  /** Where the last scrolling of our own ended: a scroll event there is not the reader's. */
  const own = useRef(0);
  /** What is held was asked for, and the reader has not gone on from there. */
  const isAimed = useRef(true);
  /** When it was asked for, and nobody has scrolled since, in ms of the page's clock. */
  const aimed = useRef(Number.NEGATIVE_INFINITY);
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
    // Near the end a page that was gone to cannot come up to the top, and is the one that is read all the same.
    const current = isAimed.current ? held.current.index : currentIndex(latest.current, scrollTop, clientHeight);
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

  const scrollTo = useCallback(
    (place: Place) => {
      held.current = place;
      isAimed.current = true;
      aimed.current = performance.now();
      settle();
    },
    [settle],
  );

  useLayoutEffect(() => {
    latest.current = layout;
    settle();
  }, [layout, settle]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let frame = 0;
    const onScroll = () => {
      const isMoved = Math.abs(element.scrollTop - own.current) >= 1;
      if (isMoved && performance.now() - aimed.current < GLIDE_MS) settle();
      else if (isMoved) {
        own.current = -1;
        isAimed.current = false;
        const { scrollTop, clientHeight } = element;
        // Who went to the end is kept there while its pages get their heights, others where the top of the view is.
        const isEnd = scrollTop + clientHeight >= latest.current.total - 1;
        held.current = placeAt(latest.current, scrollTop, isEnd ? clientHeight : 0);
      }
      // One look a frame, however many events there are.
      if (frame === 0) {
        frame = requestAnimationFrame(() => {
          frame = 0;
          look();
        });
      }
    };
    // A browser glides there, past pages whose heights become known on the way, and ends where the end was before.
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.altKey || event.metaKey || (event.key !== "Home" && event.key !== "End")) return;
      event.preventDefault();
      const last = latest.current.tops.length - 2;
      if (event.key === "Home") scrollTo({ index: 0, share: 0, at: gap });
      else scrollTo({ index: last, share: 1, at: element.clientHeight - gap });
    };
    const onReader = () => {
      aimed.current = Number.NEGATIVE_INFINITY;
    };
    const resized = new ResizeObserver(settle);
    element.addEventListener("scroll", onScroll, { passive: true });
    // Before the keys that are a wish of their own.
    for (const type of READER) element.addEventListener(type, onReader, { passive: true });
    element.addEventListener("keydown", onKeyDown);
    resized.observe(element);
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener("scroll", onScroll);
      for (const type of READER) element.removeEventListener(type, onReader);
      element.removeEventListener("keydown", onKeyDown);
      resized.disconnect();
    };
  }, [look, settle, scrollTo, gap]);

  const hold = useCallback((at: number) => {
    const element = scroller.current;
    if (element) held.current = placeAt(latest.current, element.scrollTop, at);
  }, []);
  return { scroller, layout, inView, scrollTo, hold };
}
