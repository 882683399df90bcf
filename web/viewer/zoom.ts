/**
 * How large a page is shown. Pure. A scale is CSS pixels a point; what is called 100 % is a page in its real size.
 * A canvas is bounded whatever a document asks for, since its pixels are memory.
 */

/** Fitted to the width of the view, or a scale that the reader chose. */
export type Zoom = { mode: "fit" } | { mode: "scale"; scale: number };

export type Size = { width: number; height: number };

/** CSS pixels of a point. */
export const POINT = 96 / 72;
const STEPS = [0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 5];
const LEAST = 0.25 * POINT;
const MOST = 5 * POINT;
/** A small page is not blown up further than this when it is fitted. */
const MOST_FITTED = 3 * POINT;
/** 64 MB of pixels. */
const MAX_PIXELS = 2 ** 24;
/** No browser draws a wider or higher canvas reliably. */
const MAX_SIDE = 8_192;

export const clampScale = (scale: number): number => Math.min(Math.max(scale, LEAST), MOST);

/** The scale at which a page is shown in a view of this width. Fitted pages are each as wide as the view. */
export function scaleOf(zoom: Zoom, page: Size, viewWidth: number): number {
  if (zoom.mode === "scale") return clampScale(zoom.scale);
  return Math.min(Math.max(viewWidth / page.width, 0.05), MOST_FITTED);
}

/** The next step up (1) or down (-1) from a scale. */
export function stepped(scale: number, by: 1 | -1): number {
  const now = scale / POINT;
  const next = by > 0 ? STEPS.find((step) => step > now * 1.01) : STEPS.findLast((step) => step < now * 0.99);
  return clampScale((next ?? now) * POINT);
}

export const canStep = (scale: number, by: 1 | -1): boolean => Math.abs(stepped(scale, by) - scale) > 0.001;

export const percentOf = (scale: number): number => Math.round((scale / POINT) * 100);

/** Canvas pixels a point for a page at `scale` on a screen with `density` pixels a CSS pixel. */
export function pixelScale(page: Size, scale: number, density: number): number {
  const wanted = scale * density;
  const byArea = Math.sqrt(MAX_PIXELS / (page.width * page.height));
  const bySide = MAX_SIDE / Math.max(page.width, page.height);
  return Math.min(wanted, byArea, bySide);
}

/** Sizes that can be laid out: what a document claims may be nothing, endless, or no number at all. */
export function saneSize({ width, height }: Size): Size {
  const sane = (side: number) => (Number.isFinite(side) && side > 0 ? Math.min(Math.max(side, 1), 20_000) : 612);
  return { width: sane(width), height: sane(height) };
}
