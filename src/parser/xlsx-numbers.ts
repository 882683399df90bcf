/**
 * Numbers of Excel as they are shown: dates, times, percentages and fixed decimals. Dates are written as year-month-day,
 * which can be read in one way only; formats that are more than that leave the number as it is.
 */
import type { Archive } from "./archive.ts";
import { readXml } from "./xml.ts";

/** Formats that Excel knows by number alone. */
const BUILT_IN: Readonly<Record<number, string>> = {
  1: "0",
  2: "0.00",
  3: "#,##0",
  4: "#,##0.00",
  9: "0%",
  10: "0.00%",
  14: "yyyy-mm-dd",
  15: "d-mmm-yy",
  16: "d-mmm",
  17: "mmm-yy",
  18: "h:mm",
  19: "h:mm:ss",
  20: "h:mm",
  21: "h:mm:ss",
  22: "yyyy-mm-dd h:mm",
  37: "#,##0",
  38: "#,##0",
  39: "#,##0.00",
  40: "#,##0.00",
  45: "mm:ss",
  46: "[h]:mm:ss",
};

/** The format of each cell style, by its number. */
export function readFormats(archive: Archive, part: string | undefined): string[] {
  const custom = new Map<number, string>();
  const styles: string[] = [];
  if (part === undefined) return styles;
  let isCells = false;
  readXml(archive.pieces(part), {
    open(name, attributes) {
      if (name === "s:numFmt")
        custom.set(Number.parseInt(attributes.numFmtId ?? "", 10), (attributes.formatCode ?? "").slice(0, 200));
      else if (name === "s:cellXfs") isCells = true;
      else if (name === "s:xf" && isCells) {
        const id = Number.parseInt(attributes.numFmtId ?? "0", 10);
        const eastAsianDate = (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
        styles.push(custom.get(id) ?? BUILT_IN[id] ?? (eastAsianDate ? "yyyy-mm-dd" : "General"));
      }
      return undefined;
    },
    close(name) {
      if (name === "s:cellXfs") isCells = false;
    },
  });
  return styles;
}

const DAY_MS = 86_400_000;

/** A stored number as a reader of the sheet sees it. `is1904`: days are counted as old Macs did. */
export function shownNumber(value: number, format: string, is1904: boolean): string {
  if (format === "General") return plain(value);
  const section = format.split(";")[0] ?? "";
  const bare = section.replace(/"[^"]*"|\\.|_.|\*./g, "").replace(/\[(?!h|m|s)[^\]]*\]/gi, "");
  if (/[ymdhs]/i.test(bare) && !/general/i.test(bare)) return shownDate(value, bare, is1904) ?? plain(value);
  const decimals = /[0#?]\.([0#?]+)/.exec(bare)?.[1]?.replace(/[^0]/g, "").length ?? 0;
  if (bare.includes("%") && /^[\s#,0.?%]+$/.test(bare)) return `${(value * 100).toFixed(Math.min(decimals, 10))}%`;
  if (/^[^0-9A-Za-z]*[#,?0]*0(?:\.0+)?[^0-9A-Za-z]*$/.test(bare) && Math.abs(value) < 1e15) {
    const fixed = value.toFixed(Math.min(decimals, 10));
    return /[#0?],[#0?]/.test(bare) ? fixed.replace(/\B(?=(?:\d{3})+(?!\d)(?=\.|$))(?<!\.\d*)/g, ",") : fixed;
  }
  return plain(value);
}

/** Without the digits that only binary fractions have. */
const plain = (value: number) => String(Number(value.toPrecision(15)));

function shownDate(value: number, format: string, is1904: boolean): string | null {
  if (value < 0 || value > 2_958_466) return null;
  const hasDate = /[yd]/i.test(format) || /m/i.test(format.replace(/h+:?m+|m+:?s+|\[m+\]/gi, ""));
  const hasTime = /[hs]/i.test(format);
  // The first of March 1900 is where the calendar of Excel, which knows a 29th of February 1900, meets the real one.
  const days = is1904 ? value + 1_462 : value < 60 ? value + 1 : value;
  const moment = new Date(Math.round((days - 25_569) * 86_400) * 1_000);
  const [date = "", clock = ""] = moment.toISOString().split("T");
  const time = /s/i.test(format) ? clock.slice(0, 8) : clock.slice(0, 5);
  if (hasDate) return hasTime && value % 1 !== 0 ? `${date} ${time}` : date;
  if (value < 1) return time;
  const seconds = Math.round((value * DAY_MS) / 1_000);
  const pad = (part: number) => String(part).padStart(2, "0");
  return `${Math.floor(seconds / 3_600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
}
