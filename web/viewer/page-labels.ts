/** What pages are called, and which page a reader means by what they type. Pure; pages count from 1. */
import type { Text } from "../text/text.ts";

/** The label where it says more than the number. */
export function ownLabel(label: string | null | undefined, page: number): string | null {
  const text = label?.trim() ?? "";
  return text === "" || text === String(page) ? null : text;
}

/**
 * The page that is meant by `typed`: the page with this label, else with this number; null when there is none.
 * A label wins, since that is what stands on the page.
 */
export function pageFrom(typed: string, pages: number, labels: readonly string[] | null): number | null {
  const text = typed.trim();
  if (text === "") return null;
  const fold = (label: string) => label.trim().toLocaleLowerCase();
  const at = labels?.findIndex((label) => fold(label) === fold(text)) ?? -1;
  if (at >= 0 && at < pages) return at + 1;
  const digits = text.normalize("NFKC").replace(/\p{Nd}/gu, digitOf);
  const number = /^\d{1,9}$/.test(digits) ? Number(digits) : 0;
  return number >= 1 && number <= pages ? number : null;
}

/** The value of a digit in any script: the digits of a script stand in a row, ten by ten. */
function digitOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  if (code < 0x80) return digit;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String(code - zero);
}

/** What a page is called, with its number where it has a name of its own; `count` is null while nobody knows. */
export function pageName(t: Text, page: number, label: string | null, count: number | null): string {
  if (label === null) return count === null ? t("source.pageNumber", { page }) : t("source.pageOf", { page, count });
  return count === null ? t("viewer.labelled", { label, page }) : t("viewer.labelledOf", { label, page, count });
}

/** What stands behind the field that shows the page. */
export function behindField(t: Text, page: number, label: string | null, count: number | null): string {
  if (count === null) return label === null ? "" : `(${page})`;
  return label === null ? t("viewer.of", { count }) : t("viewer.numberOf", { page, count });
}
