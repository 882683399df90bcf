/** Where the view is told to go: by a wish from outside, by the reader, by what a search found. */
import { useCallback, useState } from "react";
import type { Passage } from "./use-passage.ts";

/** What is to be shown: a page, and what is cited on it. A new object is a new wish. */
export type Wish = { page: number; passage: Passage | null; stale: boolean };

/** `key` changes with every telling. */
export type Going = { key: number; index: number; toPassage: boolean };

export function useGoing(wish: Wish): {
  going: Going;
  passage: Passage | null;
  goTo: (page: number, toPassage?: boolean) => void;
  /** Marks another passage than the wished one, and goes there. */
  show: (passage: Passage) => void;
} {
  const [passage, setPassage] = useState(wish.passage);
  const [last, setLast] = useState(wish);
  const [going, setGoing] = useState<Going>({ key: 0, index: wish.page - 1, toPassage: true });
  const goTo = useCallback(
    (page: number, toPassage = false) => setGoing(({ key }) => ({ key: key + 1, index: page - 1, toPassage })),
    [],
  );
  const show = useCallback(
    (next: Passage) => {
      setPassage(next);
      goTo(next.page, true);
    },
    [goTo],
  );
  if (wish !== last) {
    setLast(wish);
    setPassage(wish.passage);
    if (!isCompletedBy(last, wish)) goTo(wish.page, true);
  }
  return { going, passage, goTo, show };
}

/** Whether a wish only brings the quote of the passage that is shown: its answer is complete by now. */
export function isCompletedBy(last: Wish, next: Wish): boolean {
  const [before, after] = [last.passage, next.passage];
  if (before === null || after === null) return false;
  return before.quote === null && after.quote !== null && before.chunkId === after.chunkId;
}
