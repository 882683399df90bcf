/** The page's few icons, drawn in the text's colour; always beside or inside something that names them. */
import type { ReactNode } from "react";

const PATHS = {
  plus: "M12 5v14M5 12h14",
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6L6 18",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  send: "M12 19V5M6 11l6-6 6 6",
  stop: "M8 8h8v8H8z",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4",
  book: "M4 5.5C7 4.500 10 4.800 12 6.500v13c-2-1.700-5-2-8-1zM20 5.500c-3-1-6-.7-8 1v13c2-1.700 5-2 8-1z",
  chat: "M5 5h14v10H10l-5 4z",
  file: "M7 3.500h7l4 4V20.500H7zM14 3.500v4h4",
  upload: "M12 16V5M7.500 9.500L12 5l4.500 4.500M5 19h14",
  up: "M7 11v8H4v-8zM7 11l4-7c1.500 0 2.200 1 2 2.500L12.500 10H18c1.300 0 2 1 1.700 2.200l-1.400 5.300c-.3 1-1 1.500-2 1.500H7",
  down: "M17 13V5h3v8zM17 13l-4 7c-1.500 0-2.200-1-2-2.500l.5-3.500H6c-1.300 0-2-1-1.700-2.200l1.400-5.300c.3-1 1-1.500 2-1.500H17",
  copy: "M9 9h10v11H9zM5 15V4h10",
  retry: "M19 12a7 7 0 1 1-2.200-5.100M19 4v4h-4",
  edit: "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
  left: "M14.500 6l-6 6 6 6",
  right: "M9.500 6l6 6-6 6",
  above: "M6 14.500l6-6 6 6",
  below: "M6 9.500l6 6 6-6",
  minus: "M5 12h14",
  fit: "M4 6v12M20 6v12M7.500 12h9M10 9l-3 3 3 3M14 9l3 3-3 3",
  link: "M10.500 13.500l3-3M9 11l-2.500 2.500a2.800 2.800 0 0 0 4 4L13 15M15 13l2.500-2.500a2.800 2.800 0 0 0-4-4L11 9",
  download: "M12 4v11M7.500 11L12 15.500 16.500 11M5 19h14",
  end: "M12 5v13M6 12l6 6 6-6",
  open: "M10 6H5.500v12.500H18V14M13.500 5H19v5.500M19 5l-8 8",
  warn: "M12 4l9 16H3zM12 10v4M12 17h.01",
  check: "M5 12.500l4.500 4.500L19 7.500",
  leave: "M10 5H5v14h5M14 8l4 4-4 4M18 12H9",
} as const;

export type IconName = keyof typeof PATHS;

/** An icon of 1.25 em; hidden from screen readers. */
export function Icon({ name }: { name: IconName }): ReactNode {
  return (
    <svg className={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
