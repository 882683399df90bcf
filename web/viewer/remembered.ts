/** What a reader chose for the viewer, kept in this browser: the view, the size of text, the width of the panel. */
import { keep, readKept } from "../state/kept.ts";

export type View = "pdf" | "text";

const NAMES = { view: "viewer-view", text: "viewer-text", share: "viewer-share" } as const;

/** Shares of the window that the panel may take, in per cent. */
export const LEAST_SHARE = 25;
export const MOST_SHARE = 75;
export const USUAL_SHARE = 42;

/** Sizes of text, as parts of the usual one. */
export const TEXT_SIZES = [0.85, 1, 1.15, 1.35, 1.6, 2] as const;
const USUAL_SIZE = 1;

export const rememberedView = (): View => (readKept(NAMES.view) === "text" ? "text" : "pdf");
export const rememberView = (view: View): void => keep(NAMES.view, view);

/** A step of `TEXT_SIZES`. */
export function rememberedTextSize(): number {
  const step = Number(readKept(NAMES.text) ?? USUAL_SIZE);
  return Number.isInteger(step) && step >= 0 && step < TEXT_SIZES.length ? step : USUAL_SIZE;
}
export const rememberTextSize = (step: number): void => keep(NAMES.text, String(step));

export const clampShare = (share: number): number => Math.min(Math.max(Math.round(share), LEAST_SHARE), MOST_SHARE);

/** In per cent of the window. */
export function rememberedShare(): number {
  const share = Number(readKept(NAMES.share) ?? USUAL_SHARE);
  return Number.isFinite(share) ? clampShare(share) : USUAL_SHARE;
}
export const rememberShare = (share: number): void => keep(NAMES.share, String(share));
