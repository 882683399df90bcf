/** What can be done with the document that is shown: turn pages, zoom, choose between its looks and its text, take it along. */
import type { ReactNode } from "react";
import { Icon, type IconName } from "../components/icons.tsx";
import { useText } from "../hooks/use-text.ts";
import { PageField } from "./page-field.tsx";
import type { View } from "./remembered.ts";

type Props = {
  page: number;
  pages: number | null;
  label: string | null;
  labels: readonly string[] | null;
  /** Null where there is no choice. */
  view: View | null;
  onView: (view: View) => void;
  onPage: (page: number) => void;
  onRefused: () => void;
  /** What is between the two buttons: the zoom, where there is one to be told. */
  zoom: string | null;
  canZoom: { in: boolean; out: boolean };
  onZoom: (by: 1 | -1) => void;
  /** Null where it is fitted already, or cannot be. */
  onFit: (() => void) | null;
  onToPassage: (() => void) | null;
  isSearching: boolean;
  onSearch: (() => void) | null;
  original: string;
  children?: ReactNode;
};

export function Toolbar(p: Props) {
  const t = useText();
  const { page, pages } = p;
  return (
    <div className="viewer-tools">
      <div className="tool-group">
        <Tool icon="above" label={t("source.previousPage")} disabled={page <= 1} onClick={() => p.onPage(page - 1)} />
        <PageField
          page={page}
          pages={pages}
          label={p.label}
          labels={p.labels}
          onPage={p.onPage}
          onRefused={p.onRefused}
        />
        <Tool
          icon="below"
          label={t("source.nextPage")}
          disabled={pages === null || page >= pages}
          onClick={() => p.onPage(page + 1)}
        />
      </div>
      <div className="tool-group">
        <Tool icon="minus" label={t("viewer.zoomOut")} disabled={!p.canZoom.out} onClick={() => p.onZoom(-1)} />
        {p.zoom !== null && <span className="zoom">{p.zoom}</span>}
        <Tool icon="plus" label={t("viewer.zoomIn")} disabled={!p.canZoom.in} onClick={() => p.onZoom(1)} />
        {p.onFit && <Tool icon="fit" label={t("viewer.fit")} onClick={p.onFit} />}
      </div>
      {p.view !== null && (
        <fieldset className="view-switch">
          <legend className="visually-hidden">{t("viewer.view")}</legend>
          {(["pdf", "text"] as const).map((view) => (
            <button key={view} type="button" aria-pressed={p.view === view} onClick={() => p.onView(view)}>
              {view === "pdf" ? t("viewer.asPdf") : t("viewer.asText")}
            </button>
          ))}
        </fieldset>
      )}
      {p.onToPassage && (
        <button type="button" className="button small" onClick={p.onToPassage}>
          {t("source.back")}
        </button>
      )}
      <div className="tool-group at-end">
        {p.onSearch && <Tool icon="search" label={t("viewer.search")} pressed={p.isSearching} onClick={p.onSearch} />}
        {p.children}
        <a
          className="icon-button"
          href={p.original}
          target="_blank"
          rel="noopener"
          aria-label={t("document.original")}
          title={t("document.original")}
        >
          <Icon name="download" />
        </a>
      </div>
    </div>
  );
}

/** A button that is an icon with a name. */
export function Tool(p: { icon: IconName; label: string; disabled?: boolean; pressed?: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={p.label}
      title={p.label}
      aria-pressed={p.pressed}
      disabled={p.disabled}
      onClick={p.onClick}
    >
      <Icon name={p.icon} />
    </button>
  );
}
