/**
 * One page of a PDF: its picture, the passage that is cited, its text to be selected, and its links. A page that cannot
 * be drawn says so and shows its extracted text. What it took is let go of when the page leaves the view.
 */
import { memo, useEffect, useRef, useState } from "react";
import { useText } from "../hooks/use-text.ts";
import type { SafeAddress } from "../markdown/safe-address.ts";
import type { DrawQueue } from "./draw-queue.ts";
import { PageLinks } from "./page-links.tsx";
import type { PageTexts } from "./page-texts.ts";
import { Passage } from "./passage.tsx";
import type { PdfFile, PdfPage, Work } from "./pdf-file.ts";
import type { PageLink, Target } from "./pdf-links.ts";
import type { Marked } from "./pdf-view.tsx";
import { PlainText } from "./plain-text.tsx";
import { trackSelection } from "./select-text.ts";
import { pixelScale, type Size } from "./zoom.ts";

/** Pages are drawn again this long after the last change of the zoom. */
const SETTLE_MS = 150;
/** A page that takes longer says so, and lets others be drawn. */
const SLOW_MS = 12_000;

type Props = {
  file: PdfFile;
  index: number;
  /** What the page is called, with its number. */
  name: string;
  texts: PageTexts;
  queue: DrawQueue;
  top: number;
  size: Size;
  scale: number;
  passage: Marked | null;
  onSize: (index: number, size: Size) => void;
  onTarget: (target: Target) => void;
  onWeb: (address: SafeAddress) => void;
  onText: () => void;
};

type Shown = "waiting" | "drawn" | "slow" | "broken";

export const PdfPageView = memo(function PdfPageView(p: Props) {
  const t = useText();
  const { file, index, queue, size, scale, onSize } = p;
  const picture = useRef<HTMLDivElement>(null);
  const letters = useRef<HTMLDivElement>(null);
  const [page, setPage] = useState<PdfPage | null>(null);
  const [shown, setShown] = useState<Shown>("waiting");
  const [links, setLinks] = useState<readonly PageLink[]>([]);

  useEffect(() => {
    let isHere = true;
    let mine: PdfPage | null = null;
    file.page(index).then(
      (found) => {
        if (!isHere) return;
        mine = found;
        onSize(index, found.size);
        setPage(found);
      },
      () => isHere && setShown("broken"),
    );
    return () => {
      isHere = false;
      mine?.release();
    };
  }, [file, index, onSize]);

  const pixels = pixelScale(size, scale, devicePixelRatio);
  useEffect(() => {
    const host = picture.current;
    if (!page || !host) return;
    const canvas = document.createElement("canvas");
    const isFirst = host.firstChild === null;
    let work: Work | null = null;
    let isHere = true;
    const run = async () => {
      // The first picture is seen while it grows; a sharper one takes its place when it is whole.
      if (isFirst) host.replaceChildren(canvas);
      work = page.draw(canvas, pixels);
      const slow = Promise.withResolvers<void>();
      const timer = setTimeout(() => {
        if (isHere) setShown((now) => (now === "waiting" ? "slow" : now));
        slow.resolve();
      }, SLOW_MS);
      const done = work.done.then(
        () => {
          if (!isHere) return;
          if (!isFirst) swap(host, canvas);
          setShown("drawn");
        },
        () => isHere && setShown("broken"),
      );
      await Promise.race([done, slow.promise]);
      clearTimeout(timer);
    };
    let takeBack: (() => void) | null = null;
    const timer = setTimeout(
      () => {
        takeBack = queue.add(index, run);
      },
      isFirst ? 0 : SETTLE_MS,
    );
    return () => {
      isHere = false;
      clearTimeout(timer);
      takeBack?.();
      work?.cancel();
      if (canvas.parentNode === null) free(canvas);
    };
  }, [page, pixels, queue, index]);
  useEffect(() => {
    const host = picture.current;
    return () => {
      for (const canvas of host?.querySelectorAll("canvas") ?? []) free(canvas);
    };
  }, []);

  const isDrawn = shown === "drawn";
  useEffect(() => {
    const layer = letters.current;
    if (!page || !isDrawn || !layer) return;
    let isHere = true;
    const work = page.layText(layer);
    const untrack = trackSelection(layer);
    // Text that cannot be laid out cannot be selected; the picture is there all the same.
    work.done.catch(() => undefined);
    page.links().then(
      (found) => isHere && setLinks(found),
      () => undefined,
    );
    return () => {
      isHere = false;
      work.cancel();
      untrack();
      layer.replaceChildren();
    };
  }, [page, isDrawn]);

  const style = { top: p.top, width: size.width * scale, height: size.height * scale };
  // What pdf.js calculates the places of the letters with.
  const measure = { "--total-scale-factor": scale * (page?.unit ?? 1), width: undefined };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a page is a group of what is on it, not a set of fields
    <div className="pdf-page" role="group" aria-label={p.name} data-index={index} data-shown={shown} style={style}>
      <div className="picture" ref={picture} aria-hidden="true" hidden={shown === "broken"} />
      {shown === "broken" ? (
        <div className="page-note">
          <p>{t("viewer.brokenPage")}</p>
          <PlainText texts={p.texts} page={index + 1} />
        </div>
      ) : (
        <>
          {p.passage && <Passage key={p.passage.key} boxes={p.passage.boxes} quote={p.passage.quote} />}
          <div className="letters" ref={letters} style={measure} />
          <PageLinks file={file} links={links} onTarget={p.onTarget} onWeb={p.onWeb} />
          {shown === "slow" && (
            <div className="page-slow" role="status">
              <p>{t("viewer.slowPage")}</p>
              <button type="button" className="button small" onClick={p.onText}>
                {t("viewer.readText")}
              </button>
            </div>
          )}
        </>
      )}
    </div>
  );
});

function swap(host: HTMLElement, canvas: HTMLCanvasElement): void {
  const old = [...host.querySelectorAll("canvas")];
  host.replaceChildren(canvas);
  old.forEach(free);
}

/** The memory of a canvas is its pixels, and some browsers keep them until it is collected. */
function free(canvas: HTMLCanvasElement): void {
  canvas.width = 0;
  canvas.height = 0;
}
