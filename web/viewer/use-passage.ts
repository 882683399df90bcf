/** Where a cited passage stands: in the text of its page, and on the page as it looks where that is known. */
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { findHighlight } from "../state/highlight.ts";
import { type Boxes, boxesOf } from "./boxes.ts";
import type { PageTexts } from "./page-texts.ts";
import type { Marks } from "./plain-text.tsx";

/** What is to be found; `quote` is null while its answer is being written. */
export type Passage = { page: number; chunkId: string; quote: string | null };

export type Found =
  | { state: "none" }
  | { state: "loading" }
  /** `boxes` is null where the page does not know where its words stand. */
  | { state: "found"; marks: Marks; boxes: Boxes | null }
  /** The page is there, the words are not. */
  | { state: "missing" }
  | { state: "failed"; code: string };

export function usePassage(texts: PageTexts, passage: Passage | null): Found {
  useSyncExternalStore(texts.subscribe, texts.version);
  const page = passage ? texts.get(passage.page) : null;
  const wanted = passage?.page;
  useEffect(() => {
    if (wanted !== undefined) texts.pin(wanted);
  }, [texts, wanted]);
  const { chunkId, quote } = passage ?? {};
  return useMemo(() => {
    if (chunkId === undefined || quote === undefined) return { state: "none" };
    if (page === null || page.state === "loading") return { state: "loading" };
    if (page.state === "failed") return page;
    const marks = findHighlight(page.page, { chunkId, quote });
    if (!marks.quote && !marks.chunk) return { state: "missing" };
    return { state: "found", marks, boxes: boxesOf(page.page, marks) };
  }, [page, chunkId, quote]);
}
