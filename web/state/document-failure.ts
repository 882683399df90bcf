/**
 * Why a document could not be taken in, in the student's language, with what to do. Pure. A code that this page does not know,
 * as a newer service may give, is shown as the service's own sentence, which is English.
 */
import { DOCUMENT_FAILURES, type DocumentFailure } from "../../src/protocol.ts";
import type { Words } from "../text/text.ts";

/** What the service says of a document, of a new version of it, or of a part of an archive. */
export type Told = { error: string | null; code?: string | null };

const isKnown = (code: string): code is DocumentFailure => DOCUMENT_FAILURES.some((one) => one === code);

/** The text to show, and its language where that is not the page's. */
export function documentFailure(
  { t, language }: Pick<Words, "t" | "language">,
  { error, code }: Told,
): { text: string; lang?: "en" } {
  if (code && isKnown(code)) return { text: t(`document.failed.${code}`) };
  if (error === null || error === "") return { text: t("document.failed") };
  return language === "en" ? { text: error } : { text: error, lang: "en" };
}
