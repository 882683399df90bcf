/**
 * The month that a place is counted in, in UTC: "2026-11". Pure arithmetic.
 * Periods compare as text. That an account's period never goes back is the ledger's business.
 */

const FIRST_YEAR = 1970;

/** The period that an instant (ms since the epoch) lies in. */
export function periodOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 7);
}

/** Whether a stored or received string is a period. */
export function isPeriod(text: string): boolean {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
}

/** Months from January 1970 to this period. */
export function monthNumber(period: string): number {
  return (Number(period.slice(0, 4)) - FIRST_YEAR) * 12 + Number(period.slice(5, 7)) - 1;
}

/** The period's first instant, ms since the epoch. */
export function startOf(period: string): number {
  return Date.UTC(FIRST_YEAR, monthNumber(period), 1);
}

/** The first instant after the period, ms since the epoch: when a quota renews. */
export function endOf(period: string): number {
  return Date.UTC(FIRST_YEAR, monthNumber(period) + 1, 1);
}

/** The period before this one. */
export function previousPeriod(period: string): string {
  return periodOf(startOf(period) - 1);
}

/** The latest of some periods; what is not a period is passed over. `first` is one for certain. */
export function latestPeriod(first: string, ...others: (string | null)[]): string {
  let latest = first;
  for (const other of others) if (other !== null && isPeriod(other) && other > latest) latest = other;
  return latest;
}
