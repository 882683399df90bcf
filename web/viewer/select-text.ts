/**
 * Keeps a selection in a page's text from jumping: between the pieces of text there is nothing to select, and a browser
 * would take the end of the page instead. While the mouse selects, a catcher lies behind the pieces.
 */

/** Watches one layer of text; the answer ends that. */
export function trackSelection(layer: HTMLElement): () => void {
  const catcher = document.createElement("div");
  catcher.className = "catcher";
  const begin = () => {
    layer.append(catcher);
    layer.classList.add("selecting");
  };
  const end = () => {
    layer.classList.remove("selecting");
    catcher.remove();
  };
  layer.addEventListener("pointerdown", begin);
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", end);
  return () => {
    end();
    layer.removeEventListener("pointerdown", begin);
    document.removeEventListener("pointerup", end);
    document.removeEventListener("pointercancel", end);
  };
}
