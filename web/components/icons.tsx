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
  library: "M5 4v16M9 4v16M13 4.500l5 15M3 20h18",
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
  clock: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 8v4.500l3 2",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.500 11v5M13.500 11v5",
  compare: "M8 5H4v14h4M16 5h4v14h-4M12 3v18",
  guide: "M6 4h9l3 3v13H6zM9 9h6M9 12.500h6M9 16h4",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20c.8-3.600 3.500-5.500 7-5.500s6.200 1.900 7 5.500",
  settings: "M4 7h9M17 7h3M4 17h3M11 17h9M15 9.500v-5M9 19.500v-5",
  keyboard: "M3 7h18v10H3zM6.500 10.500h.01M10 10.500h.01M13.500 10.500h.01M17 10.500h.01M8 14h8",
  leave: "M10 5H5v14h5M14 8l4 4-4 4M18 12H9",
} as const;

export type IconName = keyof typeof PATHS;

/** Icons that point along the line turn with it. */
const TURNS: ReadonlySet<IconName> = new Set(["left", "right", "leave", "open"]);

/** An icon of 1.25 em; hidden from screen readers. */
export function Icon({ name }: { name: IconName }): ReactNode {
  const turns = TURNS.has(name) ? " icon-turns" : "";
  return (
    <svg className={`icon icon-${name}${turns}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
