/**
 * One document: as it looks, or as its text, with the cited passage marked, and the tools for both. Give it a key that
 * changes with the document; a new wish for the same document only moves (rule W94).
 */
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { fileUrl } from "../api.ts";
import { useApp } from "../hooks/use-app.ts";
import { useWords } from "../hooks/use-text.ts";
import type { SafeAddress } from "../markdown/safe-address.ts";
import { LeaveDialog } from "../markdown/safe-link.tsx";
import { wholePercent } from "../text/format.ts";
import { DocumentSearch } from "./document-search.tsx";
import { isMarkdown } from "./markdown-text.ts";
import { announcement, Notes } from "./notes.tsx";
import { PdfView } from "./pdf-view.tsx";
import { rememberedTextSize, rememberTextSize, TEXT_SIZES, type View } from "./remembered.ts";
import { TextView } from "./text-view.tsx";
import { Tool, Toolbar } from "./toolbar.tsx";
import { useDocument, useNewEdition } from "./use-document.ts";
import { useGoing, type Wish } from "./use-going.ts";
import { useNames } from "./use-names.ts";
import { usePageTexts } from "./use-page-texts.ts";
import { usePassage } from "./use-passage.ts";
import { useViewChoice } from "./use-view-choice.ts";
import type { ViewHandle } from "./view-handle.ts";
import { canStep, POINT, percentOf, type Zoom } from "./zoom.ts";

type Props = {
  classId: string;
  documentId: string;
  name: string;
  wish: Wish;
  /** Called with the page that is read. */
  onPage?: (page: number) => void;
  /** The address of a page of this document. */
  linkTo: (page: number) => string;
  /** What stands above the tools. */
  head: ReactNode;
  /** More tools, behind the others. */
  tools?: ReactNode;
};

const noMarks = { chunk: null, quote: null };

export function Viewer({ classId, documentId, name, wish, onPage, linkTo, head, tools }: Props) {
  const { t, language } = useWords();
  const { say } = useApp();
  const found = useDocument(classId, documentId);
  const document = found.state === "here" ? found.document : null;
  const isGone = found.state === "gone";
  const isReadable = document === null || document.status === "ready";
  const isPdf = document ? document.mediaType === "application/pdf" : /\.pdf$/i.test(name);
  const url = fileUrl({ classId, documentId });

  const texts = usePageTexts(classId, documentId);
  const { going, passage, goTo, show } = useGoing(wish);
  const place = usePassage(texts, passage);
  const shown = useViewChoice({
    pdfUrl: isPdf && !isGone ? url : null,
    hasText: isReadable,
    index: going.index,
    passage,
    place,
  });
  const { view, pdf, choose, reopen } = shown;
  const file = pdf.state === "open" ? pdf.file : null;
  useNewEdition(document, () => {
    texts.forget();
    reopen();
  });
  const pages = Math.max(view === "pdf" ? (file?.pages ?? 0) : 0, document?.pages ?? 0) || null;
  const { labels, labelOf, nameOf } = useNames(file, texts, pages);

  const [current, setCurrent] = useState(wish.page - 1);
  useEffect(() => onPage?.(current + 1), [current, onPage]);
  const [zoom, setZoom] = useState<Zoom>({ mode: "fit" });
  const [scale, setScale] = useState(POINT);
  const [textSize, setTextSize] = useState(rememberedTextSize);
  const handle = useRef<ViewHandle>(null);
  const [isSearching, setSearching] = useState(false);
  const [leaving, setLeaving] = useState<SafeAddress | null>(null);

  const zoomBy = (by: 1 | -1) => {
    if (view === "pdf") return handle.current?.zoomBy?.(by);
    const step = Math.min(Math.max(textSize + by, 0), TEXT_SIZES.length - 1);
    setTextSize(step);
    rememberTextSize(step);
  };
  const fitWidth = () => setZoom({ mode: "fit" });
  // A button that is gone once it was used would take the focus with it.
  const toPages = (run: () => void = () => undefined) => {
    run();
    handle.current?.focus();
  };
  const changeView = (next: View) => {
    choose(next);
    goTo(current + 1, passage?.page === current + 1);
  };
  const toText = useCallback(() => choose("text"), [choose]);
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
      if (scrolls && !target.closest(".pages")) toPages();
      return;
    }
    event.preventDefault();
  };
  const copyLink = () =>
    navigator.clipboard.writeText(new URL(linkTo(current + 1), location.href).href).then(
      () => say(t("viewer.linkCopied")),
      () => say(t("answer.noCopy")),
    );

  const isAwaited = going.toPassage && passage !== null && place.state === "loading";
  const marked = useMemo(
    () =>
      passage && place.state === "found"
        ? { key: going.key, index: passage.page - 1, marks: place.marks, boxes: place.boxes, quote: passage.quote }
        : null,
    [passage, place, going.key],
  );
  const textGoal = useMemo(() => {
    const wanted = (going.toPassage && marked?.marks) || noMarks;
    return { key: going.key, index: going.index, marks: isAwaited ? null : wanted };
  }, [going, isAwaited, marked]);
  const canShowText = isReadable && !isGone && pages !== null;
  const canZoom =
    view === "pdf"
      ? { in: file !== null && canStep(scale, 1), out: file !== null && canStep(scale, -1) }
      : { in: textSize < TEXT_SIZES.length - 1, out: textSize > 0 };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shortcuts; every one of them is a button too
    <div className="viewer" onKeyDown={onKeyDown}>
      {head}
      {!isGone && (
        <Toolbar
          page={current + 1}
          pages={pages}
          label={labelOf(current)}
          labels={labels}
          view={isPdf && isReadable ? view : null}
          onView={changeView}
          onPage={goTo}
          onRefused={() => say(t("viewer.noSuchPage"))}
          zoom={view === "pdf" ? wholePercent(language, percentOf(scale)) : null}
          canZoom={canZoom}
          onZoom={zoomBy}
          onFit={view === "pdf" && zoom.mode !== "fit" ? () => toPages(fitWidth) : null}
          onToPassage={passage && passage.page !== current + 1 ? () => toPages(() => goTo(passage.page, true)) : null}
          isSearching={isSearching}
          onSearch={document?.status === "ready" ? () => setSearching(!isSearching) : null}
          original={isPdf ? `${url}#page=${current + 1}` : url}
        >
          <Tool icon="link" label={t("viewer.copyLink")} onClick={copyLink} />
          {tools}
        </Toolbar>
      )}
      {isSearching && (
        <DocumentSearch
          classId={classId}
          docId={documentId}
          nameOf={nameOf}
          onClose={() => setSearching(false)}
          onOpen={show}
        />
      )}
      <Notes
        document={found}
        passage={passage}
        place={place}
        isStale={wish.stale}
        pdf={pdf}
        isTextInstead={shown.isTextInstead}
        hasText={canShowText}
        onAgain={reopen}
      />
      <p className="visually-hidden" role="status">
        {announcement(t, place.state, nameOf((passage?.page ?? 1) - 1), passage)}
      </p>
      {view === "pdf" && shown.isSettled && pdf.state === "open" ? (
        <PdfView
          file={pdf.file}
          pages={pages ?? pdf.file.pages}
          firstSize={pdf.firstSize}
          texts={texts}
          nameOf={nameOf}
          goal={going}
          isAwaited={isAwaited}
          marked={marked}
          zoom={zoom}
          onZoom={setZoom}
          onCurrent={setCurrent}
          onScale={setScale}
          onWeb={setLeaving}
          onText={toText}
          label={t("viewer.pages")}
          handle={handle}
        />
      ) : view === "text" && canShowText ? (
        <TextView
          texts={texts}
          source={isMarkdown(document?.name ?? name, document?.mediaType ?? null) ? "markdown" : "plain"}
          pages={pages}
          nameOf={nameOf}
          goal={textGoal}
          marked={marked}
          size={textSize}
          onCurrent={setCurrent}
          label={t("viewer.text")}
          handle={handle}
        />
      ) : (
        (view === "pdf" || (found.state === "loading" && isReadable)) && (
          <div className="viewer-loading" role="status" aria-label={t("viewer.opening")} />
        )
      )}
      {leaving !== null && <LeaveDialog address={leaving} onClose={() => setLeaving(null)} />}
    </div>
  );
}
