/** The viewer of documents is a part of the page of its own, and the one of PDFs another: fetched when they are needed. */
export const loadPanel = () => import("../viewer/source-panel.tsx");

/** Fetches both ahead, e.g. when a citation gets the focus. */
export function preloadPanel(): void {
  void loadPanel().catch(() => undefined);
  void import("../viewer/use-pdf.ts").then(({ preloadPdf }) => preloadPdf()).catch(() => undefined);
}
