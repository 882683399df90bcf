/** The middle of the page. It takes the focus when the student goes elsewhere, and keeps its faults to itself. */
import { type ReactNode, Suspense, useEffect, useRef } from "react";
import { useText } from "../hooks/use-text.ts";
import { Boundary } from "./boundary.tsx";

export function Main({ place, inert, children }: { place: string; inert: boolean; children: ReactNode }) {
  const t = useText();
  const main = useRef<HTMLElement>(null);
  const first = useRef(place);
  useEffect(() => {
    if (first.current === place) return;
    first.current = place;
    // Where the new place has put the focus itself, e.g. into its box, it stays.
    const at = document.activeElement;
    if (at === null || at === document.body || !main.current?.contains(at))
      main.current?.focus({ preventScroll: true });
  }, [place]);
  return (
    <main id="main" ref={main} tabIndex={-1} inert={inert}>
      <Boundary name="region.page" key={place}>
        <Suspense fallback={<div className="region-loading" role="status" aria-label={t("app.loading")} />}>
          {children}
        </Suspense>
      </Boundary>
    </main>
  );
}
