/**
 * The links of a PDF's page. Pure but for asking the document where a name leads. Of all that a link may be told to do,
 * going to a place of the document and to an address of the web or of mail are kept; nothing else is ever done.
 */
import { type SafeAddress, safeAddress } from "../markdown/safe-address.ts";
import type { Box } from "./boxes.ts";
import type { PageRef } from "./flat-tree.ts";

export type PageLink = { id: string; box: Box } & (
  | { to: "inside"; dest: string | unknown[] }
  | { to: "web"; address: SafeAddress }
);

/** A place of the document: the page from 0, and how far down it, as a share of its height. */
export type Target = { index: number; share: number };

/** What pdf.js tells of an annotation, as far as it is looked at. */
export type Annotation = {
  id?: unknown;
  subtype?: unknown;
  rect?: unknown;
  dest?: unknown;
  url?: unknown;
};

type Viewport = {
  width: number;
  height: number;
  convertToViewportPoint: (x: number, y: number) => number[];
};

/** Links of one page that are shown. */
const MAX_LINKS = 500;

export function linksOf(annotations: readonly Annotation[], viewport: Viewport): PageLink[] {
  const links: PageLink[] = [];
  for (const { id, subtype, rect, dest, url } of annotations) {
    if (subtype !== "Link" || links.length >= MAX_LINKS) continue;
    const box = boxOf(rect, viewport);
    if (!box) continue;
    const base = { id: String(id), box };
    const address = typeof url === "string" ? safeAddress(url) : null;
    if (address) links.push({ ...base, to: "web", address });
    else if (url === undefined && (typeof dest === "string" || Array.isArray(dest)))
      links.push({ ...base, to: "inside", dest });
  }
  return links;
}

function boxOf(rect: unknown, viewport: Viewport): Box | null {
  if (!Array.isArray(rect) || rect.length !== 4 || !rect.every(Number.isFinite)) return null;
  const [x1 = 0, y1 = 0] = viewport.convertToViewportPoint(rect[0], rect[1]);
  const [x2 = 0, y2 = 0] = viewport.convertToViewportPoint(rect[2], rect[3]);
  const left = clamp(Math.min(x1, x2) / viewport.width);
  const top = clamp(Math.min(y1, y2) / viewport.height);
  const width = clamp(Math.max(x1, x2) / viewport.width) - left;
  const height = clamp(Math.max(y1, y2) / viewport.height) - top;
  return width > 0 && height > 0 ? { left, top, width, height } : null;
}

const clamp = (share: number): number => Math.min(Math.max(share, 0), 1);

/** What a destination is looked up in. */
export type PageNumbers = {
  pages: number;
  getDestination: (name: string) => Promise<unknown>;
  getPageIndex: (ref: PageRef) => Promise<number>;
  getPage: (number: number) => Promise<{ getViewport: (p: { scale: number }) => Viewport }>;
};

/** Where a destination lies; null when it names no page of the document. */
export async function targetOf(pdf: PageNumbers, dest: string | unknown[]): Promise<Target | null> {
  const explicit: unknown = typeof dest === "string" ? await pdf.getDestination(dest) : dest;
  if (!Array.isArray(explicit)) return null;
  const [ref, kind] = explicit;
  const index = typeof ref === "number" ? ref : await pdf.getPageIndex(ref as PageRef);
  if (!Number.isInteger(index) || index < 0 || index >= pdf.pages) return null;
  const name = (kind as { name?: unknown } | null)?.name;
  const top: unknown = name === "XYZ" ? explicit[3] : name === "FitH" || name === "FitBH" ? explicit[2] : null;
  if (typeof top !== "number") return { index, share: 0 };
  const viewport = (await pdf.getPage(index + 1)).getViewport({ scale: 1 });
  const [, y = 0] = viewport.convertToViewportPoint(0, top);
  return { index, share: clamp(y / viewport.height) };
}
