import { describe, expect, it } from "vitest";
import {
  endOf,
  isPeriod,
  latestPeriod,
  monthNumber,
  periodOf,
  previousPeriod,
  startOf,
} from "../../../src/account/period.ts";

const at = (iso: string) => Date.parse(iso);

describe("the month a place is counted in", () => {
  it("[Q10] is the calendar month in UTC, whatever a local clock shows", () => {
    expect(periodOf(at("2026-11-30T23:59:59.999Z"))).toBe("2026-11");
    expect(periodOf(at("2026-12-01T00:00:00Z"))).toBe("2026-12");
    expect(periodOf(at("2026-12-01T01:30:00+02:00"))).toBe("2026-11");
    expect(periodOf(at("2026-03-29T01:59:59Z"))).toBe("2026-03");
  });

  it("[Q10] December is followed by January of the next year", () => {
    expect(new Date(endOf("2026-12")).toISOString()).toBe("2027-01-01T00:00:00.000Z");
    expect(previousPeriod("2027-01")).toBe("2026-12");
  });

  it("[Q10] February has 29 days in a leap year only", () => {
    expect(endOf("2028-02") - startOf("2028-02")).toBe(29 * 86_400_000);
    expect(endOf("2027-02") - startOf("2027-02")).toBe(28 * 86_400_000);
    expect(periodOf(at("2028-02-29T23:59:59Z"))).toBe("2028-02");
  });

  it("[Q10] every month begins where the one before it ends, and numbers count up by one", () => {
    for (let ms = at("2024-01-01T00:00:00Z"); ms < at("2032-01-01T00:00:00Z"); ms = endOf(periodOf(ms))) {
      const period = periodOf(ms);
      expect(startOf(period)).toBe(ms);
      expect(endOf(previousPeriod(period))).toBe(ms);
      expect(monthNumber(period)).toBe(monthNumber(previousPeriod(period)) + 1);
    }
  });

  it("[Q10] the latest of several is found, and what is not a period is passed over", () => {
    expect(latestPeriod("2026-11", "2026-09", null, "2027-01", "2026-12")).toBe("2027-01");
    expect(latestPeriod("2026-11", "9999-99", "zzz", "")).toBe("2026-11");
    expect([isPeriod("2026-01"), isPeriod("2026-13"), isPeriod("2026-00"), isPeriod("2026-1")]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
