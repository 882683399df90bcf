/** The cited page beside the chat: its text with the passage marked and in view, and the way to the original file. */
import { useEffect, useMemo, useRef, useState } from "react";
import type { Page } from "../../src/protocol.ts";
import { ApiError, api, fileUrl } from "../api.ts";
import { explain } from "../explain.ts";
import { type Source, useAccount } from "../hooks/use-app.ts";
import { useText, useWords } from "../hooks/use-text.ts";
import { findHighlight, markedParts } from "../state/highlight.ts";
import { Icon } from "./icons.tsx";

type Loaded = { page: Page } | { failed: { code: string; error: string } } | null;

/** `onClose` gives the focus back to what opened the panel. */
export function SourcePanel({ source, onClose }: { source: Source; onClose: () => void }) {
  const t = useText();
  const [page, setPage] = useState(source.page);
  const [loaded, setLoaded] = useState<Loaded>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const { documents } = useAccount();
  const pages = documents[source.classId]?.find(({ id }) => id === source.documentId)?.pages ?? null;

  useEffect(() => {
    setPage(source.page);
    title.current?.focus({ preventScroll: true });
  }, [source]);
  useEffect(() => {
    const cord = new AbortController();
    setLoaded(null);
    api.page(source.classId, source.documentId, page, cord.signal).then(
      (found) => setLoaded({ page: found }),
      (cause: unknown) => {
        if (cord.signal.aborted) return;
        const failed =
          cause instanceof ApiError ? { code: cause.code, error: cause.message } : { code: "internal", error: "" };
        setLoaded({ failed });
      },
    );
    return () => cord.abort();
  }, [source.classId, source.documentId, page]);

  const original = fileUrl({ ...source, page, isPdf: /\.pdf$/i.test(source.documentName) });
  return (
    <aside
      className="panel"
      aria-label={t("source.panel")}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <header className="panel-head">
        {source.number !== null && <span className="chip">{source.number}</span>}
        <h2 ref={title} tabIndex={-1}>
          {source.documentName}
        </h2>
        <button type="button" className="icon-button" aria-label={t("source.close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div className="panel-tools">
        <button
          type="button"
          className="icon-button"
          aria-label={t("source.previousPage")}
          disabled={page <= 1}
          onClick={() => setPage(page - 1)}
        >
          <Icon name="left" />
        </button>
        <span aria-live="polite">
          {pages === null ? t("source.pageNumber", { page }) : t("source.pageOf", { page, count: pages })}
        </span>
        <button
          type="button"
          className="icon-button"
          aria-label={t("source.nextPage")}
          disabled={pages !== null && page >= pages}
          onClick={() => setPage(page + 1)}
        >
          <Icon name="right" />
        </button>
        {page !== source.page && (
          <button type="button" className="button small" onClick={() => setPage(source.page)}>
            {t("source.back")}
          </button>
        )}
        <a className="button small" href={original} target="_blank" rel="noopener">
          <Icon name="open" /> {t("document.original")}
        </a>
      </div>
      {source.verified === false && <p className="panel-note">{t("source.unverifiedNote")}</p>}
      {source.stale && <p className="panel-note">{t("source.staleNote")}</p>}
      <PageText source={source} loaded={loaded} isCitedPage={page === source.page} />
    </aside>
  );
}

function PageText({ source, loaded, isCitedPage }: { source: Source; loaded: Loaded; isCitedPage: boolean }) {
  const texts = useWords();
  const { t } = texts;
  const mark = useRef<HTMLElement>(null);
  const page = loaded && "page" in loaded ? loaded.page : null;
  const parts = useMemo(() => {
    if (!page) return [];
    return markedParts(page.text, isCitedPage ? findHighlight(page, source) : { chunk: null, quote: null });
  }, [page, source, isCitedPage]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new parts are what is scrolled to
  useEffect(() => {
    mark.current?.scrollIntoView({ block: "center" });
  }, [parts]);
  if (!loaded) return <div className="page-text loading" role="status" aria-label={t("source.loading")} />;
  if ("failed" in loaded) {
    const words =
      loaded.failed.code === "not-found"
        ? { title: t("source.gone"), advice: t("source.goneText") }
        : explain(texts, loaded.failed.code, loaded.failed.error);
    return (
      <div className="page-text">
        <p>
          <strong>{words.title}.</strong> {words.advice}
        </p>
        {source.quote && isCitedPage && <blockquote dir="auto">{source.quote}</blockquote>}
      </div>
    );
  }
  const wanted = parts.some((part) => part.mark === "quote") ? "quote" : "chunk";
  const first = parts.findIndex((part) => part.mark === wanted);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the page is scrolled with the keyboard too
    <div className="page-text" dir="auto" tabIndex={0} role="document" aria-label={t("source.text")}>
      {page?.text.trim() === "" && <p className="quiet">{t("source.noText")}</p>}
      {parts.map((part, index) =>
        part.mark === "none" ? (
          part.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a page never move
          <mark key={index} ref={index === first ? mark : undefined} className={part.mark}>
            {part.text}
          </mark>
        ),
      )}
    </div>
  );
}
