/** Numbers, sizes, shares and days as the student's language writes them. Pure; makers are kept, since they cost much. */
import type { Language } from "./languages.ts";
import { numeralsOf } from "./text.ts";

const numbers = new Map<string, Intl.NumberFormat>();

function numberIn(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  const known = numbers.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(numeralsOf(language), options);
  numbers.set(key, made);
  return made;
}

/** A share from 0 to 1 in percent, never rounded up to the whole. */
export function percent(language: Language, share: number): string {
  const whole = share >= 1 ? 1 : Math.floor(share * 100) / 100;
  return numberIn(language, { style: "percent" }).format(whole);
}

/** A number of percent, as large as it is. */
export function wholePercent(language: Language, count: number): string {
  return numberIn(language, { style: "percent" }).format(count / 100);
}

/** Bytes in the unit that fits; the smallest is a kilobyte. */
export function bytes(language: Language, count: number): string {
  const isLarge = count >= 1_000_000;
  const unit = isLarge ? "megabyte" : "kilobyte";
  const size = isLarge ? count / 1_000_000 : Math.ceil(count / 1_000);
  return numberIn(language, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 }).format(size);
}

/** Seconds with one digit, as they are measured. */
export function seconds(language: Language, ms: number): string {
  return numberIn(language, { style: "unit", unit: "second", unitDisplay: "short", maximumFractionDigits: 1 }).format(
    ms / 1_000,
  );
}

/** Day and month of a moment that is counted in UTC; empty for what is no date. */
export function dayInUtc(language: Language, iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return "";
  return date.toLocaleDateString(numeralsOf(language), { day: "numeric", month: "long", timeZone: "UTC" });
}
