/** Where the page is, by the History API. */
import { useCallback, useEffect, useState } from "react";
import { type PageRoute, parseRoute, pathOf } from "../route.ts";

const here = (): PageRoute => parseRoute(location.pathname, location.search, location.hash);

/** The route and the way to another; `replace` leaves no step back. */
export function useRoute(): [PageRoute, (route: PageRoute, how?: "push" | "replace") => void] {
  const [route, setRoute] = useState(here);
  useEffect(() => {
    const follow = () => setRoute(here());
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);
  const go = useCallback((next: PageRoute, how: "push" | "replace" = "push") => {
    const path = pathOf(next);
    if (how === "replace") history.replaceState(null, "", path);
    else history.pushState(null, "", path);
    setRoute(next);
  }, []);
  return [route, go];
}
