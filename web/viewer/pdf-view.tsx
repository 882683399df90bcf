/** The pages of a PDF below each other, of which those near the view are drawn; a cited passage is marked on its page. */
import {
  type RefObject,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { SafeAddress } from "../markdown/safe-address.ts";
import type { Boxes } from "./boxes.ts";
import { DrawQueue } from "./draw-queue.ts";
import type { PageTexts } from "./page-texts.ts";
import type { PdfFile } from "./pdf-file.ts";
import type { Target } from "./pdf-links.ts";
import { PdfPageView } from "./pdf-page.tsx";
import type { Going } from "./use-going.ts";
import { usePageList } from "./use-page-list.ts";
import { type Point, useZoomGestures } from "./use-zoom-gestures.ts";
import type { ViewHandle } from "./view-handle.ts";
import { clampScale, POINT, type Size, scaleOf, stepped, type Zoom } from "./zoom.ts";

/** Between pages and around them. */
const GAP = 12;
/** A passage is put this far down the view. */
const PASSAGE_AT = 0.25;
/** A passage that is not found at once: its page is gone to first. */
const PATIENCE_MS = 300;
/** A document that was not drawn for so long lets go of what its pages share. */
const REST_MS = 20_000;

/** The passage that is marked, and on which page. */
export type Marked = { key: number; index: number; boxes: Boxes | null; quote: string | null };

type Props = {
  file: PdfFile;
  /** How many there are; those that the file does not have after all are shown as their text. */
  pages: number;
  /** Of the page that is gone to first. */
  firstSize: Size;
  texts: PageTexts;
  nameOf: (index: number) => string;
  goal: Going;
  /** The passage that is gone to is still looked for. */
  isAwaited: boolean;
  marked: Marked | null;
  zoom: Zoom;
  onZoom: (zoom: Zoom) => void;
  onCurrent: (index: number) => void;
  onScale: (scale: number) => void;
  onWeb: (address: SafeAddress) => void;
  onText: () => void;
  label: string;
  handle: RefObject<ViewHandle | null>;
};

export function PdfView(p: Props) {
  const { file, firstSize, goal, marked, zoom, onZoom, onCurrent, onScale } = p;
  const [sizes, setSizes] = useState<readonly (Size | undefined)[]>([]);
  const [width, setWidth] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const [queue] = useState(() => new DrawQueue());
  const pages = useMemo(
    () => Array.from({ length: p.pages }, (_, i) => sizes[i] ?? firstSize),
    [p.pages, sizes, firstSize],
  );
  const heights = useMemo(() => pages.map((size) => size.height * scaleOf(zoom, size, width)), [pages, zoom, width]);
  const { scroller, layout, inView, scrollTo, hold } = usePageList({
    heights,
    gap: GAP,
    start: { index: goal.index, share: 0, at: GAP },
  });
  const scale = scaleOf(zoom, pages[inView.current] ?? firstSize, width);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => setWidth(Math.max(element.clientWidth - 2 * GAP, 50));
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    return () => resized.disconnect();
  }, [scroller]);
  useEffect(() => {
    queue.focus(inView.current);
    onCurrent(inView.current);
  }, [queue, inView.current, onCurrent]);
  useEffect(() => onScale(scale), [scale, onScale]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every move puts the rest off
  useEffect(() => {
    const timer = setTimeout(() => file.rest(), REST_MS);
    return () => clearTimeout(timer);
  }, [file, inView, scale]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: gone to once for each wish, and when its boxes are known
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const toPage = () => scrollTo({ index: goal.index, share: 0, at: GAP });
    if (p.isAwaited) {
      const timer = setTimeout(toPage, PATIENCE_MS);
      return () => clearTimeout(timer);
    }
    const first = goal.toPassage && marked?.index === goal.index ? marked.boxes?.first : undefined;
    if (!first) toPage();
    else if (!isInSight(element, goal.index)) {
      scrollTo({ index: goal.index, share: first.top, at: element.clientHeight * PASSAGE_AT });
      const pageWidth = (pages[goal.index] ?? firstSize).width * scale;
      if (pageWidth > element.clientWidth) element.scrollLeft = Math.max(0, first.left * pageWidth - GAP);
    }
  }, [goal.key, p.isAwaited, marked?.boxes, width > 0]);

  /** The part of the list's width that stays at a pixel of the view over a change of the zoom. */
  const across = useRef<{ share: number; x: number } | null>(null);
  const zoomTo = useCallback(
    (next: number, about?: Point) => {
      const element = scroller.current;
      if (!element) return;
      const x = about?.x ?? element.clientWidth / 2;
      across.current = { share: (element.scrollLeft + x) / element.scrollWidth, x };
      hold(about?.y ?? element.clientHeight / 2);
      onZoom({ mode: "scale", scale: clampScale(next) });
    },
    [scroller, hold, onZoom],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: after the new widths are laid out
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && across.current) element.scrollLeft = across.current.share * element.scrollWidth - across.current.x;
    across.current = null;
  }, [layout]);
  const latest = useRef({ scale, zoom });
  latest.current = { scale, zoom };
  const onGesture = useCallback(
    (factor: number, about: Point) => zoomTo(latest.current.scale * factor, about),
    [zoomTo],
  );
  const onDoubleTap = useCallback(
    (about: Point) => {
      if (latest.current.zoom.mode === "fit") return zoomTo(Math.max(latest.current.scale * 2, POINT), about);
      hold(about.y);
      onZoom({ mode: "fit" });
    },
    [zoomTo, hold, onZoom],
  );
  useZoomGestures(scroller, list, onGesture, onDoubleTap);
  useImperativeHandle(
    p.handle,
    () => ({
      zoomBy: (step) => zoomTo(stepped(latest.current.scale, step)),
      focus: () => scroller.current?.focus({ preventScroll: true }),
    }),
    [zoomTo, scroller],
  );

  const onSize = useCallback(
    (index: number, size: Size) =>
      setSizes((old) => {
        if (old[index]?.width === size.width && old[index]?.height === size.height) return old;
        const next = [...old];
        next[index] = size;
        return next;
      }),
    [],
  );
  const onTarget = useCallback(({ index, share }: Target) => scrollTo({ index, share, at: GAP }), [scrollTo]);
  const shown = [];
  for (let index = inView.first; index <= Math.min(inView.last, p.pages - 1) && width > 0; index++) shown.push(index);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the pages are scrolled with the keyboard too
    <section className="pages pdf-pages" ref={scroller} tabIndex={0} aria-label={p.label} dir="ltr">
      <div
        ref={list}
        className="page-list"
        style={{ height: layout.total, minWidth: widest(pages, zoom, width) + 2 * GAP }}
      >
        {shown.map((index) => (
          <PdfPageView
            key={index}
            file={file}
            index={index}
            name={p.nameOf(index)}
            texts={p.texts}
            queue={queue}
            top={layout.tops[index] ?? 0}
            size={pages[index] ?? firstSize}
            scale={scaleOf(zoom, pages[index] ?? firstSize, width)}
            passage={marked?.index === index ? marked : null}
            onSize={onSize}
            onTarget={onTarget}
            onWeb={p.onWeb}
            onText={p.onText}
          />
        ))}
      </div>
    </section>
  );
}

/** Whether the passage's first box is in the middle of the view already: then nothing needs to move. */
function isInSight(view: HTMLElement, index: number): boolean {
  const box = view.querySelector(`[data-index="${index}"] [data-box="first"]`)?.getBoundingClientRect();
  if (!box) return false;
  const { top, bottom, left, right } = view.getBoundingClientRect();
  const margin = (bottom - top) * 0.1;
  return box.top >= top + margin && box.bottom <= bottom - margin && box.left >= left && box.left <= right;
}

function widest(pages: readonly Size[], zoom: Zoom, width: number): number {
  if (zoom.mode === "fit") return 0;
  let most = 0;
  for (const size of pages) most = Math.max(most, size.width * scaleOf(zoom, size, width));
  return most;
}
