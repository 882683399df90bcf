/**
 * The document beside the chat, at the cited place: on a wide page a panel whose edge is moved, on a narrow one a sheet over
 * the chat that a drag or the phone's back button closes. The focus goes in; whoever opened it gets it back.
 */
import { useEffect, useId, useMemo, useRef } from "react";
import { Icon } from "../components/icons.tsx";
import { Link } from "../components/link.tsx";
import { type Source, useApp } from "../hooks/use-app.ts";
import { useNarrow } from "../hooks/use-narrow.ts";
import { pathOf } from "../route.ts";
import "../styles/viewer.css";
import { useText } from "../hooks/use-text.ts";
import { Splitter } from "./splitter.tsx";
import { isCompletedBy, type Wish } from "./use-going.ts";
import { useBackCloses, useSheetDrag } from "./use-sheet.ts";
import { Viewer } from "./viewer.tsx";

/** One element is both, so that turning a phone does not open the document anew. */
const BESIDE = { role: "complementary" } as const;
const DIALOG = { role: "dialog", "aria-modal": true } as const;

/** `onClose` gives the focus back to what opened the panel. */
export default function SourcePanel({ source, onClose }: { source: Source; onClose: () => void }) {
  const t = useText();
  const { go } = useApp();
  const isNarrow = useNarrow();
  const title = useRef<HTMLHeadingElement>(null);
  const panelId = useId();
  const close = useBackCloses(isNarrow, onClose);
  const sheet = useSheetDrag(close);
  const { classId, documentId, documentName, page, chunkId, quote, stale } = source;
  // biome-ignore lint/correctness/useExhaustiveDependencies: opening the same passage again is a new wish
  const wish = useMemo<Wish>(() => ({ page, passage: { page, chunkId, quote }, stale }), [source]);
  const before = useRef<Wish | null>(null);
  useEffect(() => {
    // A quote that comes later does not take the focus.
    if (before.current === null || !isCompletedBy(before.current, wish)) title.current?.focus({ preventScroll: true });
    before.current = wish;
  }, [wish]);
  const place = (at: number) => ({
    page: "document" as const,
    classId,
    docId: documentId,
    at,
    chunkId: at === page ? chunkId : null,
    quote: at === page ? quote : null,
  });
  return (
    <section
      id={panelId}
      className={isNarrow ? (sheet.isTall ? "panel sheet tall" : "panel sheet") : "panel"}
      {...(isNarrow ? DIALOG : BESIDE)}
      aria-label={t("source.panel")}
      style={sheet.offset > 0 ? { translate: `0 ${sheet.offset}px` } : undefined}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) close();
      }}
    >
      {isNarrow ? (
        <button
          type="button"
          className="sheet-handle"
          aria-label={t(sheet.isTall ? "viewer.shrink" : "viewer.grow")}
          onClick={sheet.toggle}
          {...sheet.handle}
        />
      ) : (
        <Splitter controls={panelId} />
      )}
      <Viewer
        key={documentId}
        classId={classId}
        documentId={documentId}
        name={documentName}
        wish={wish}
        linkTo={(at) => pathOf(place(at))}
        head={
          <>
            <div className="panel-head">
              {source.number !== null && <span className="chip">{source.number}</span>}
              <h2 ref={title} tabIndex={-1} dir="auto">
                {documentName}
              </h2>
              <button type="button" className="icon-button" aria-label={t("source.close")} onClick={close}>
                <Icon name="close" />
              </button>
            </div>
            {source.verified === false && <p className="panel-note">{t("source.unverifiedNote")}</p>}
          </>
        }
        tools={
          <Link
            className="icon-button"
            to={place(page)}
            aria-label={t("viewer.ownPage")}
            title={t("viewer.ownPage")}
            onClick={(event) => {
              if (!isNarrow) return;
              // In the place of the sheet's step of the history, so that one step back leads to the chat.
              event.preventDefault();
              go(place(page), "replace");
            }}
          >
            <Icon name="open" />
          </Link>
        }
      />
    </section>
  );
}
