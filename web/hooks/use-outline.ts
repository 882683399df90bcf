/** The headings of a rendered text as a table of contents; each gets an id that it can be gone to by. */
import { type RefObject, useEffect, useState } from "react";

export type Heading = { id: string; name: string; level: number };

/** Looks again whenever the text is drawn anew, since the part that draws it may come later. */
export function useOutline(root: RefObject<HTMLElement | null>, text: string): readonly Heading[] {
  const [outline, setOutline] = useState<readonly Heading[]>([]);
  useEffect(() => {
    const element = root.current;
    if (!element || text === "") return;
    const look = () => {
      const headings = [...element.querySelectorAll<HTMLElement>("h2, h3, h4, h5, h6")];
      const found = headings.map((heading, index) => {
        heading.id = `part-${index + 1}`;
        return { id: heading.id, name: (heading.textContent ?? "").trim(), level: Number(heading.tagName.slice(1)) };
      });
      setOutline((before) => (JSON.stringify(before) === JSON.stringify(found) ? before : found));
    };
    look();
    const drawn = new MutationObserver(look);
    drawn.observe(element, { childList: true, subtree: true });
    return () => drawn.disconnect();
  }, [root, text]);
  return outline;
}
