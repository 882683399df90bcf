/**
 * Whether a document is shown as it looks or as its text: what the reader chose, as far as it can be. A passage whose words
 * have no places on their page is shown in the text, unless the reader insists.
 */
import { useCallback, useState } from "react";
import { rememberedView, rememberView, type View } from "./remembered.ts";
import type { Found, Passage } from "./use-passage.ts";
import { type PdfState, usePdf } from "./use-pdf.ts";

type Props = {
  /** Of the original; null where there is nothing to be shown as it looks. */
  pdfUrl: string | null;
  hasText: boolean;
  index: number;
  passage: Passage | null;
  place: Found;
};

export function useViewChoice({ pdfUrl, hasText, index, passage, place }: Props): {
  view: View;
  /** It is known which view fits: nothing is shown before. */
  isSettled: boolean;
  pdf: PdfState;
  wantsPdf: boolean;
  /** The text is shown because the passage has no places. */
  isTextInstead: boolean;
  choose: (view: View) => void;
  reopen: () => void;
} {
  const [chosen, setChosen] = useState<View>(rememberedView);
  /** The passage whose page the reader wants to see although its words cannot be marked there. */
  const [insistedOn, setInsistedOn] = useState<Passage | null>(null);
  const [attempt, setAttempt] = useState(0);
  const wantsPdf = pdfUrl !== null && (chosen === "pdf" || !hasText);
  // Once open it stays so: from its text back to its looks is one step.
  const [isWanted, setWanted] = useState(false);
  if (wantsPdf && !isWanted) setWanted(true);
  const pdf = usePdf(isWanted ? pdfUrl : null, index, attempt);
  const lacksPlaces = place.state === "found" && place.boxes === null && insistedOn !== passage;
  const fitting: View = wantsPdf && pdf.state !== "failed" && !lacksPlaces ? "pdf" : "text";
  // Until it is known whether the passage's words have places, what is shown stays.
  const isFinding = passage !== null && place.state === "loading";
  const [settled, setSettled] = useState<View | null>(null);
  if (!isFinding && settled !== fitting) setSettled(fitting);
  const choose = useCallback(
    (next: View) => {
      setChosen(next);
      rememberView(next);
      setInsistedOn(next === "pdf" ? passage : null);
    },
    [passage],
  );
  const reopen = useCallback(() => setAttempt((count) => count + 1), []);
  return {
    view: isFinding && settled !== null ? settled : fitting,
    isSettled: settled !== null,
    pdf: wantsPdf ? pdf : { state: "closed" },
    wantsPdf,
    isTextInstead: wantsPdf && lacksPlaces,
    choose,
    reopen,
  };
}
