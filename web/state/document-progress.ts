/** How far a document, or its new version, is: in words and as a share. Pure. */
import type { Document } from "../../src/protocol.ts";
import { percent } from "../text/format.ts";
import type { Words } from "../text/text.ts";

/** `share`: 0 to 1, null while nothing is known of it. */
export type Progress = { words: string; share: number | null };

type Read = { pages?: number | null; pagesRead?: number };

/** Of a document that is on its way to being ready; null for one that is ready or failed. */
export function progressOf({ t, language }: Pick<Words, "t" | "language">, document: Document): Progress | null {
  const { status, progress, unpacking } = document;
  if (status === "ready" || status === "failed") return null;
  if (status === "queued") return { words: t("document.queued"), share: null };
  if (unpacking) {
    const { taken: count, of: total } = unpacking;
    if (total === null) return { words: t("document.unpacking"), share: null };
    return { words: t("document.unpackingOf", { count, total }), share: progress };
  }
  const at = pageOf(document);
  if (at === "all") return { words: t("document.preparing"), share: progress };
  if (at) return { words: t("document.readingPage", at), share: progress };
  return { words: t("document.processing", { percent: percent(language, progress) }), share: progress };
}

/** Of a new version that is being read while the document stands as it was. */
export function updateOf({ t }: Pick<Words, "t">, { update }: Document): Progress | null {
  if (!update || update.error !== null) return null;
  const at = pageOf(update);
  const words = at && at !== "all" ? t("document.updatingPage", at) : t("document.updating");
  return { words, share: update.progress };
}

/** The page that has been reached; nothing where there is only one, or none was told. */
function pageOf({ pages, pagesRead }: Read): { page: number; count: number } | "all" | null {
  if (!pages || !pagesRead) return null;
  if (pagesRead >= pages) return "all";
  return { page: pagesRead, count: pages };
}
