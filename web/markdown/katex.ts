/**
 * KaTeX, bounded: the only module that imports it, loaded with its styles when a formula appears (W46).
 * Nothing is trusted: no links, images, classes or data of a formula's own; no macros, whose expansion could be endless.
 */
import { render } from "katex";
import "katex/dist/katex.min.css";
import type { Formula } from "./nodes.ts";

/** Longer ones are shown as they were written. */
const MAX_TEX = 4_000;
const DEFINES = /\\(?:[egx]?def|(?:re)?newcommand|providecommand|let|futurelet|global|long|char)(?![a-zA-Z])/;

const OPTIONS = {
  output: "htmlAndMathml",
  trust: false,
  throwOnError: false,
  errorColor: "currentColor",
  strict: "ignore",
  maxExpand: 300,
  maxSize: 20,
} as const;

/** Puts the formula into the element in place of what it holds. False, with the element as it was, when it cannot be drawn. */
export function drawTex(element: HTMLElement, { tex, display, source }: Formula): boolean {
  element.textContent = source;
  if (tex.length > MAX_TEX || DEFINES.test(tex)) return false;
  const box = document.createElement("span");
  try {
    render(tex, box, { ...OPTIONS, displayMode: display });
  } catch {
    // Nested deeper than the stack, for example.
    return false;
  }
  if (box.querySelector(".katex-error")) return false;
  element.replaceChildren(...box.childNodes);
  return true;
}
