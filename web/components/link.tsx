/** A link inside the page: a real address for the browser, followed without loading the page again. */
import type { ComponentProps, MouseEvent } from "react";
import { useApp } from "../hooks/use-app.ts";
import { type PageRoute, pathOf } from "../route.ts";

/** Opens elsewhere when the student asks the browser for that (middle click, Ctrl, Shift). */
export function Link({ to, onClick, ...rest }: Omit<ComponentProps<"a">, "href"> & { to: PageRoute }) {
  const { go } = useApp();
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    event.preventDefault();
    go(to);
  };
  return <a {...rest} href={pathOf(to)} onClick={follow} />;
}
