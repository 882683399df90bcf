/**
 * A document as its extracted text, page after page in one scroll; pages near the view are loaded, the others are not
 * there. Their heights are known once they were shown, and are guessed until then.
 */
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
import type { PageTexts } from "./page-texts.ts";
import { type Marks, PlainText, type Source } from "./plain-text.tsx";
import { TEXT_SIZES } from "./remembered.ts";
import { usePageList } from "./use-page-list.ts";
import type { ViewHandle } from "./view-handle.ts";

/** A page that was never shown is taken to be so high. */
const GUESS = 700;
const GAP = 0;
const PASSAGE_AT = 0.25;

/** Where to go. `marks`: of the passage that is gone to, null until they are known. */
export type TextGoal = { key: number; index: number; marks: Marks | null };

type Props = {
  texts: PageTexts;
  /** How the text is written. */
  source: Source;
  pages: number;
  nameOf: (index: number) => string;
  goal: TextGoal;
  /** What is marked, and on which page. */
  marked: { index: number; marks: Marks } | null;
  /** A step of TEXT_SIZES. */
  size: number;
  onCurrent: (index: number) => void;
  label: string;
  handle: RefObject<ViewHandle | null>;
};

export function TextView(p: Props) {
  const { texts, pages, goal, onCurrent } = p;
  const [known, setKnown] = useState<readonly (number | undefined)[]>([]);
  const heights = useMemo(() => {
    const shown = known.filter((height) => height !== undefined);
    const guess = shown.length > 0 ? shown.reduce((sum, height) => sum + height, 0) / shown.length : GUESS;
    return Array.from({ length: pages }, (_, i) => known[i] ?? guess);
  }, [known, pages]);
  const { scroller, layout, inView, scrollTo } = usePageList({
    heights,
    gap: GAP,
    start: { index: goal.index, share: 0, at: 0 },
  });
  useEffect(() => onCurrent(inView.current), [inView.current, onCurrent]);

  const onHeight = useCallback(
    (index: number, height: number) =>
      setKnown((old) => {
        if (Math.abs((old[index] ?? -1) - height) < 1) return old;
        const next = [...old];
        next[index] = height;
        return next;
      }),
    [],
  );
  /** The wishes whose page and whose marks were gone to. */
  const went = useRef({ page: -1, marks: -1 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: gone to once for each wish: its page, and its marks when they are there
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || went.current.marks === goal.key) return;
    if (went.current.page !== goal.key) scrollTo({ index: goal.index, share: 0, at: 0 });
    went.current.page = goal.key;
    if (goal.marks === null) return;
    if (goal.marks.quote === null && goal.marks.chunk === null) went.current.marks = goal.key;
    const page = element.querySelector(`[data-index="${goal.index}"]`);
    const mark = page?.querySelector('[data-box="first"]')?.getBoundingClientRect();
    if (!page || !mark) return;
    went.current.marks = goal.key;
    const box = page.getBoundingClientRect();
    const share = (mark.top - box.top) / box.height;
    scrollTo({ index: goal.index, share, at: element.clientHeight * PASSAGE_AT });
  }, [goal, known]);
  useImperativeHandle(
    p.handle,
    () => ({
      focus: () => scroller.current?.focus({ preventScroll: true }),
    }),
    [scroller],
  );
  const shown = [];
  for (let index = inView.first; index <= Math.min(inView.last, pages - 1); index++) shown.push(index);
  return (
    <section
      className="pages text-pages"
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the text is scrolled with the keyboard too
      tabIndex={0}
      aria-label={p.label}
      style={{ fontSize: `${TEXT_SIZES[p.size] ?? 1}rem` }}
    >
      <div className="page-list" style={{ height: layout.total }}>
        {shown.map((index) => (
          <TextPage
            key={index}
            index={index}
            name={p.nameOf(index)}
            texts={texts}
            source={p.source}
            top={layout.tops[index] ?? 0}
            marks={p.marked?.index === index ? p.marked.marks : null}
            onHeight={onHeight}
          />
        ))}
      </div>
    </section>
  );
}

function TextPage(p: {
  index: number;
  name: string;
  texts: PageTexts;
  source: Source;
  top: number;
  marks: Marks | null;
  onHeight: (index: number, height: number) => void;
}) {
  const { index, onHeight } = p;
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => {
      // What is only a placeholder tells nothing about the page.
      if (!element.querySelector(".page-loading")) onHeight(index, element.offsetHeight);
    };
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    return () => resized.disconnect();
  }, [index, onHeight]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a page is a group of what is on it, not a set of fields
    <div className="text-page" ref={box} role="group" aria-label={p.name} data-index={index} style={{ top: p.top }}>
      <p className="text-page-name" aria-hidden="true">
        {p.name}
      </p>
      <PlainText texts={p.texts} page={index + 1} marks={p.marks ?? undefined} source={p.source} />
    </div>
  );
}
