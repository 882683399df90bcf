/** Whether the page is too narrow for its regions side by side; the same width as in the style sheets. */
import { useSyncExternalStore } from "react";

const query = matchMedia("(max-width: 860px)");

const subscribe = (watcher: () => void) => {
  query.addEventListener("change", watcher);
  return () => query.removeEventListener("change", watcher);
};

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches);
}
