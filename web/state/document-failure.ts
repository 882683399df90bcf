/**
 * Why a document could not be read, in the student's language, with what to do. Pure. The service says it in an English
 * sentence, which an English page shows as it is; for the others its kind is told from its words, the only thing there is.
 */
import type { Words } from "../text/text.ts";

const KINDS = [
  ["scan", /\bOCR\b/],
  ["locked", /password|against copying/i],
  ["empty", /no text|nothing in|is empty|no document in/i],
  ["large", /too (?:long|large)|larger than|far more/i],
  ["archive", /archive/i],
  ["broken", /damaged|cut off|nested|entities|parts with names|not a PDF|could not be read/i],
  ["gone", /no longer there|could not be reached/i],
  ["format", /save (?:it|this)|unusual way/i],
] as const;

/** The sentence to show; `error` is the service's own. */
export function documentFailure({ t, language }: Pick<Words, "t" | "language">, error: string | null): string {
  if (language === "en") return error ?? t("document.failed");
  const kind = KINDS.find(([, sign]) => error !== null && sign.test(error))?.[0];
  return kind ? t(`document.failed.${kind}`) : t("document.failed");
}
