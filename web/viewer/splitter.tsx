/** The edge between the chat and the panel: dragged, or moved with the arrow keys; the width is remembered. */
import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef, useState } from "react";
import { useWords } from "../hooks/use-text.ts";
import { wholePercent } from "../text/format.ts";
import { clampShare, LEAST_SHARE, MOST_SHARE, rememberedShare, rememberShare, USUAL_SHARE } from "./remembered.ts";

const STEP = 2;
const LARGE_STEP = 10;

export function Splitter({ controls }: { controls: string }) {
  const { t, language } = useWords();
  const [share, setShare] = useState(rememberedShare);
  const isDragged = useRef(false);
  // The grid is outside of the panel, and nothing else of the app needs to know.
  useLayoutEffect(() => {
    const { style } = document.documentElement;
    style.setProperty("--panel-share", `${share}%`);
    return () => void style.removeProperty("--panel-share");
  }, [share]);
  const set = (next: number) => {
    setShare(clampShare(next));
    rememberShare(clampShare(next));
  };
  const isRtl = (element: Element) => getComputedStyle(element).direction === "rtl";
  const onKeyDown = (event: KeyboardEvent) => {
    const away = isRtl(event.currentTarget) ? "ArrowRight" : "ArrowLeft";
    const back = away === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const step = event.shiftKey ? LARGE_STEP : STEP;
    if (event.key === away) set(share + step);
    else if (event.key === back) set(share - step);
    else if (event.key === "Home") set(LEAST_SHARE);
    else if (event.key === "End") set(MOST_SHARE);
    else if (event.key === "Enter") set(USUAL_SHARE);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onPointerDown = (event: PointerEvent) => {
    isDragged.current = true;
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!isDragged.current) return;
    const x = isRtl(event.currentTarget) ? event.clientX : innerWidth - event.clientX;
    set((x / innerWidth) * 100);
  };
  const onPointerEnd = () => {
    isDragged.current = false;
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a line that is moved is no <hr>
    <div
      className="splitter"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t("viewer.splitter")}
      aria-controls={controls}
      aria-valuenow={share}
      aria-valuemin={LEAST_SHARE}
      aria-valuemax={MOST_SHARE}
      aria-valuetext={wholePercent(language, share)}
      onKeyDown={onKeyDown}
      onDoubleClick={() => set(USUAL_SHARE)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerEnd}
      onPointerCancel={onPointerEnd}
    />
  );
}
