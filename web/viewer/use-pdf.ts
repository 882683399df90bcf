/** Opens a PDF while it is wanted; one document after the other, and closed with the component. pdf.js is loaded here. */
import { useEffect, useState } from "react";
import type { PdfFile } from "./pdf-file.ts";
import type { Size } from "./zoom.ts";

export type PdfState =
  | { state: "closed" }
  | { state: "opening" }
  | { state: "open"; file: PdfFile; firstSize: Size }
  | { state: "failed"; code: string };

const load = () => import("./pdf-file.ts");

/** Fetches the part of the page that shows PDFs, ahead of the first one. */
export function preloadPdf(): void {
  void load().catch(() => undefined);
}

const A4: Size = { width: 595, height: 842 };

/** The file at `url`, or none with null. `index` is the page that is looked at first; `attempt` opens it anew. */
export function usePdf(url: string | null, index: number, attempt: number): PdfState {
  const [state, setState] = useState<PdfState>({ state: "closed" });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first page matters when it is opened, later it is only scrolled to
  useEffect(() => {
    if (url === null) return setState({ state: "closed" });
    const cord = new AbortController();
    const { signal } = cord;
    const fail = (code: string) => {
      if (!signal.aborted) setState({ state: "failed", code });
    };
    const open = async () => {
      setState({ state: "opening" });
      const { openPdf, failureCode } = await load();
      if (signal.aborted) return;
      try {
        const file = await openPdf(url, { signal, onFailure: fail });
        const first = await file.page(Math.min(index, file.pages - 1)).catch(() => null);
        if (!signal.aborted) setState({ state: "open", file, firstSize: first?.size ?? A4 });
      } catch (cause) {
        fail(failureCode(cause));
      }
    };
    open().catch(() => fail("unavailable"));
    return () => cord.abort();
  }, [url, attempt]);
  return state;
}
