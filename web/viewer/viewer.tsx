/**
 * One document: as it looks, or as its text, with the cited passage marked. It decides which of the two is shown and where
 * to go. Give it a key that changes with the document; a new wish for the same document only moves (rule W94).
 */
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ApiError, api, fileUrl } from "../api.ts";
import { useApp } from "../hooks/use-app.ts";
import { useWords } from "../hooks/use-text.ts";
import type { SafeAddress } from "../markdown/safe-address.ts";
import { LeaveDialog } from "../markdown/safe-link.tsx";
import { wholePercent } from "../text/format.ts";
import { DocumentSearch } from "./document-search.tsx";
import { announcement, Notes } from "./notes.tsx";
import { ownLabel, pageName } from "./page-labels.ts";
import { type PageText, PageTexts } from "./page-texts.ts";
import { PdfView, type PdfViewHandle } from "./pdf-view.tsx";
import {
  rememberedTextSize,
  rememberedView,
  rememberTextSize,
  rememberView,
  TEXT_SIZES,
  type View,
} from "./remembered.ts";
import { TextView, type TextViewHandle } from "./text-view.tsx";
import { Tool, Toolbar } from "./toolbar.tsx";
import { useDocument } from "./use-document.ts";
import { type Passage, usePassage } from "./use-passage.ts";
import { usePdf } from "./use-pdf.ts";
import { canStep, POINT, percentOf, type Zoom } from "./zoom.ts";

/** What is to be shown: a page, and what is cited on it. A new object is a new wish. */
export type Wish = { page: number; passage: Passage | null; stale: boolean };

type Props = {
  classId: string;
  documentId: string;
  name: string;
  wish: Wish;
  /** Called with the page that is read. */
  onPage?: (page: number) => void;
  /** The address of a page of this document. */
  linkTo: (page: number) => string;
  /** More tools, behind the others. */
  tools?: ReactNode;
};

/** Where the view was told to go; `key` changes with every telling. */
type Going = { key: number; index: number; toPassage: boolean };

const noMarks = { chunk: null, quote: null };

export function Viewer({ classId, documentId, name, wish, onPage, linkTo, tools }: Props) {
  const { t, language } = useWords();
  const { say } = useApp();
  const found = useDocument(classId, documentId);
  const document = found.state === "here" ? found.document : null;
  const texts = usePageTexts(classId, documentId);

  const [passage, setPassage] = useState(wish.passage);
  const [last, setLast] = useState(wish);
  const [going, setGoing] = useState<Going>({ key: 0, index: wish.page - 1, toPassage: true });
  const [current, setCurrent] = useState(wish.page - 1);
  const [chosen, setChosen] = useState<View>(rememberedView);
  /** The reader wants the looks of this page although its words cannot be marked there. */
  const [insists, setInsists] = useState(false);
  const goTo = useCallback(
    (page: number, toPassage = false) => setGoing(({ key }) => ({ key: key + 1, index: page - 1, toPassage })),
    [],
  );
  if (wish !== last) {
    setLast(wish);
    setPassage(wish.passage);
    setInsists(false);
    if (!isCompletedBy(last, wish)) goTo(wish.page, true);
  }
  const place = usePassage(texts, passage);

  const isPdf = document ? document.mediaType === "application/pdf" : /\.pdf$/i.test(name);
  const isGone = found.state === "gone";
  const isReadable = document === null || document.status === "ready";
  const url = fileUrl({ classId, documentId });
  const [attempt, setAttempt] = useState(0);
  const wantsPdf = isPdf && !isGone && (chosen === "pdf" || !isReadable);
  // Once open it stays so: from its text back to its looks is one step.
  const [isWanted, setWanted] = useState(false);
  if (wantsPdf && !isWanted) setWanted(true);
  const pdf = usePdf(isWanted && !isGone ? url : null, going.index, attempt);
  const lacksPlaces = place.state === "found" && place.boxes === null && !insists;
  const view: View = wantsPdf && pdf.state !== "failed" && !lacksPlaces ? "pdf" : "text";
  const file = pdf.state === "open" ? pdf.file : null;
  const labels = useLabels(file);
  const pages = (view === "pdf" ? file?.pages : null) ?? document?.pages ?? null;
  const labelOf = useCallback(
    (index: number) => {
      const text = texts.get(index + 1);
      return ownLabel(labels?.[index] ?? (text?.state === "here" ? text.page.label : null), index + 1);
    },
    [labels, texts],
  );
  const nameOf = useCallback((index: number) => pageName(t, index + 1, labelOf(index), pages), [t, labelOf, pages]);
  useEffect(() => onPage?.(current + 1), [current, onPage]);

  const [zoom, setZoom] = useState<Zoom>({ mode: "fit" });
  const [scale, setScale] = useState(POINT);
  const [textSize, setTextSize] = useState(rememberedTextSize);
  const pdfView = useRef<PdfViewHandle>(null);
  const textView = useRef<TextViewHandle>(null);
  const [isSearching, setSearching] = useState(false);
  const [leaving, setLeaving] = useState<SafeAddress | null>(null);

  const zoomBy = (by: 1 | -1) => {
    if (view === "pdf") return pdfView.current?.zoomBy(by);
    const step = Math.min(Math.max(textSize + by, 0), TEXT_SIZES.length - 1);
    setTextSize(step);
    rememberTextSize(step);
  };
  const fitWidth = () => setZoom({ mode: "fit" });
  const choose = (next: View) => {
    setChosen(next);
    rememberView(next);
    setInsists(next === "pdf");
    goTo(current + 1, passage?.page === current + 1);
  };
  const toText = useCallback(() => {
    setChosen("text");
    rememberView("text");
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    const isTyping = target.closest("input, dialog") !== null;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
    if (event.key === "+" || event.key === "=") zoomBy(1);
    else if (event.key === "-") zoomBy(-1);
    else if (event.key === "0") fitWidth();
    else {
      // Inside of the pages the browser scrolls by itself; from the tools these keys lead there.
      const scrolls = event.key === "PageDown" || event.key === "PageUp";
      if (scrolls && !target.closest(".pages")) (view === "pdf" ? pdfView : textView).current?.focus();
      return;
    }
    event.preventDefault();
  };
  const copyLink = () =>
    navigator.clipboard.writeText(new URL(linkTo(current + 1), location.href).href).then(
      () => say(t("viewer.linkCopied")),
      () => say(t("answer.noCopy")),
    );

  const marks = place.state === "found" ? place.marks : null;
  const marked = useMemo(
    () =>
      passage && place.state === "found"
        ? { key: going.key, index: passage.page - 1, marks: place.marks, boxes: place.boxes, quote: passage.quote }
        : null,
    [passage, place, going.key],
  );
  const isAwaited = going.toPassage && passage !== null && place.state === "loading";
  const textGoal = useMemo(() => {
    const wanted = going.toPassage && marks ? marks : noMarks;
    return { key: going.key, index: going.index, marks: isAwaited ? null : wanted };
  }, [going, isAwaited, marks]);
  const canShowText = isReadable && !isGone && pages !== null;
  const isOpening = view === "pdf" || (found.state !== "failed" && isReadable && !isGone);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shortcuts; every one of them is a button too
    <div className="viewer" onKeyDown={onKeyDown}>
      <Toolbar
        page={current + 1}
        pages={pages}
        label={labelOf(current)}
        labels={labels}
        view={isPdf && isReadable && !isGone ? view : null}
        onView={choose}
        onPage={goTo}
        onRefused={() => say(t("viewer.noSuchPage"))}
        zoom={view === "pdf" ? wholePercent(language, percentOf(scale)) : null}
        canZoom={
          view === "pdf"
            ? { in: file !== null && canStep(scale, 1), out: file !== null && canStep(scale, -1) }
            : { in: textSize < TEXT_SIZES.length - 1, out: textSize > 0 }
        }
        onZoom={zoomBy}
        onFit={view === "pdf" && zoom.mode !== "fit" ? fitWidth : null}
        onToPassage={passage && passage.page !== current + 1 ? () => goTo(passage.page, true) : null}
        isSearching={isSearching}
        onSearch={document?.status === "ready" ? () => setSearching(!isSearching) : null}
        original={isPdf ? `${url}#page=${current + 1}` : url}
      >
        <Tool icon="link" label={t("viewer.copyLink")} onClick={copyLink} />
        {tools}
      </Toolbar>
      {isSearching && (
        <DocumentSearch
          classId={classId}
          docId={documentId}
          nameOf={nameOf}
          onClose={() => setSearching(false)}
          onOpen={(hit) => {
            setPassage(hit);
            setInsists(false);
            goTo(hit.page, true);
          }}
        />
      )}
      <Notes
        document={found}
        passage={passage}
        place={place}
        isStale={wish.stale}
        pdf={wantsPdf ? pdf : { state: "closed" }}
        isTextInstead={wantsPdf && lacksPlaces}
        hasText={canShowText}
        onAgain={() => setAttempt(attempt + 1)}
      />
      <p className="visually-hidden" role="status">
        {announcement(t, place.state, nameOf((passage?.page ?? 1) - 1), passage)}
      </p>
      {view === "pdf" && place.state !== "loading" && pdf.state === "open" ? (
        <PdfView
          file={pdf.file}
          firstSize={pdf.firstSize}
          texts={texts}
          nameOf={nameOf}
          goal={going}
          marked={marked}
          zoom={zoom}
          onZoom={setZoom}
          onCurrent={setCurrent}
          onScale={setScale}
          onWeb={setLeaving}
          onText={toText}
          label={t("viewer.pages")}
          handle={pdfView}
        />
      ) : view === "text" && canShowText ? (
        <TextView
          texts={texts}
          pages={pages}
          nameOf={nameOf}
          goal={textGoal}
          marked={marked}
          size={textSize}
          onCurrent={setCurrent}
          label={t("viewer.text")}
          handle={textView}
        />
      ) : (
        isOpening && <div className="viewer-loading" role="status" aria-label={t("viewer.opening")} />
      )}
      {leaving !== null && <LeaveDialog address={leaving} onClose={() => setLeaving(null)} />}
    </div>
  );
}

/** Whether a wish only brings the quote of the passage that is shown: its answer is complete by now. */
export function isCompletedBy(last: Wish, next: Wish): boolean {
  const [before, after] = [last.passage, next.passage];
  if (before === null || after === null) return false;
  return before.quote === null && after.quote !== null && before.chunkId === after.chunkId;
}

/** The extracted pages of one document for as long as it is shown. */
function usePageTexts(classId: string, documentId: string): PageTexts {
  const [texts] = useState(
    () =>
      new PageTexts((page, signal) =>
        api.page(classId, documentId, page, signal).then(
          (found): PageText => ({ state: "here", page: found }),
          (cause): PageText => ({ state: "failed", code: cause instanceof ApiError ? cause.code : "internal" }),
        ),
      ),
  );
  useEffect(() => {
    texts.open();
    return () => texts.close();
  }, [texts]);
  return texts;
}

/** What a PDF calls its pages, once it has said so. */
function useLabels(file: { labels: () => Promise<readonly string[] | null> } | null): readonly string[] | null {
  const [known, setKnown] = useState<{ file: object | null; labels: readonly string[] | null }>({
    file: null,
    labels: null,
  });
  useEffect(() => {
    let isHere = true;
    void file?.labels().then((labels) => isHere && setKnown({ file, labels }));
    return () => {
      isHere = false;
    };
  }, [file]);
  return known.file === file ? known.labels : null;
}
