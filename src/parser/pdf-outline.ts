/**
 * The outline that a PDF carries (its bookmarks): where each entry leads, and the lines of a page that it names. A file may say
 * anything here, so entries are bounded, and one that leads nowhere is passed over. `namedLines` is pure.
 */
import { mend } from "./pdf-breaks.ts";
import type { Line } from "./pdf-lines.ts";
import type { Group, Pdf } from "./pdf-page.ts";
import { turned, unfold } from "./pdf-place.ts";

/** Entries that are followed, and how deep; a textbook has some hundreds, six deep. */
const MAX_ENTRIES = 1_000;
const MAX_DEPTH = 6;
const MAX_TITLE = 200;
/** Entries of one page that are looked for on it. */
const MAX_ON_PAGE = 50;
/** Lines that a heading may have. */
const MAX_LINES = 4;

/** An entry with the place on its page that it leads to, in the units of the page; `null` where it leads to the page alone. */
export type OutlineEntry = { title: string; level: number; x: number | null; y: number | null };

type Item = { title: string; dest: unknown; items?: Item[] };

/** The entries by the page that they lead to. Never throws: a broken outline is none. */
export async function readOutline(pdf: Pdf): Promise<Map<number, OutlineEntry[]>> {
  const byPage = new Map<number, OutlineEntry[]>();
  const items: Item[] | null = await pdf.getOutline().catch(() => null);
  for (const { item, level } of inOrder(items ?? [])) {
    const title = unfold(item.title).replace(/\s+/g, " ").trim().slice(0, MAX_TITLE).toWellFormed();
    const place = title === "" ? null : await placeOf(pdf, item.dest).catch(() => null);
    if (place === null) continue;
    const own = byPage.get(place.page);
    const entry = { title, level, x: place.x, y: place.y };
    if (own === undefined) byPage.set(place.page, [entry]);
    else if (own.length < MAX_ON_PAGE) own.push(entry);
  }
  return byPage;
}

function inOrder(items: readonly Item[]): { item: Item; level: number }[] {
  const found: { item: Item; level: number }[] = [];
  const open = [...items].reverse().map((item) => ({ item, level: 1 }));
  for (let next = open.pop(); next !== undefined && found.length < MAX_ENTRIES; next = open.pop()) {
    found.push(next);
    const level = Math.min(next.level + 1, MAX_DEPTH);
    for (const item of (next.item.items ?? []).slice(0, MAX_ENTRIES).reverse()) open.push({ item, level });
  }
  return found;
}

async function placeOf(pdf: Pdf, dest: unknown): Promise<{ page: number; x: number | null; y: number | null } | null> {
  const explicit: unknown = typeof dest === "string" ? await pdf.getDestination(dest) : dest;
  if (!Array.isArray(explicit)) return null;
  const [target, kind, ...rest]: unknown[] = explicit;
  const index = typeof target === "number" ? target : isRef(target) ? await pdf.getPageIndex(target) : Number.NaN;
  if (!Number.isInteger(index) || index < 0 || index >= pdf.numPages) return null;
  const name = typeof kind === "object" && kind !== null && "name" in kind ? kind.name : "";
  const [x, y] =
    name === "XYZ"
      ? rest
      : name === "FitH" || name === "FitBH"
        ? [null, rest[0]]
        : name === "FitR"
          ? [rest[0], rest[3]]
          : [];
  return { page: index + 1, x: finite(x), y: finite(y) };
}

const isRef = (value: unknown): value is { num: number; gen: number } =>
  typeof value === "object" && value !== null && "num" in value && "gen" in value;

const finite = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : null);

/** Entries as they stand among the lines of a page: in the view of the page, turned as the lines are. */
export function entriesAmong(
  entries: readonly OutlineEntry[],
  view: readonly number[],
  group: Pick<Group, "quarter" | "mirrored">,
): OutlineEntry[] {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = view;
  return entries.map((entry) => {
    if (entry.y === null) return entry;
    const [px, py] = [entry.x ?? 0, entry.y];
    const [x, y] = turned(a * px + c * py + e, b * px + d * py + f, group.quarter);
    return { ...entry, x: entry.x === null ? null : group.mirrored ? null : x, y };
  });
}

/**
 * The lines that an entry names. `isAlone`: they say its title and nothing else; `isHere`: it begins the line. Neither where
 * what it names begins without its being printed.
 */
export type NamedLines = { from: number; to: number; title: string; level: number; isAlone: boolean; isHere: boolean };

/**
 * Where in the lines of a page, in reading order, its entries stand. `x` and `y` of an entry are those of the lines here. An
 * entry whose words are not there begins at the first line under its place, since slides and pictures do not print them.
 */
export function namedLines(lines: readonly Line[], entries: readonly OutlineEntry[]): NamedLines[] {
  if (lines.length === 0) return [];
  const folded = lines.map(({ text }) => fold(text.slice(0, MAX_TITLE * 2)));
  const taken = new Set<number>();
  const named: NamedLines[] = [];
  for (const { title, level, x, y } of entries) {
    const want = fold(title);
    let best: { from: number; to: number; off: number; isAlone: boolean } | null = null;
    for (const [from, line] of lines.entries()) {
      if (want === "" || taken.has(from)) continue;
      const length = heads(folded, from, want);
      const near = y === null ? Number.POSITIVE_INFINITY : Math.abs(line.y - y);
      // A heading that runs into its paragraph is believed only where the entry leads to.
      const runsIn = length === 0 && near < line.size * 3 && beginsWith(folded[from] ?? "", want);
      if (length === 0 && !runsIn) continue;
      const off = y === null ? from : near;
      if (best === null || off < best.off) best = { from, to: from + Math.max(1, length), off, isAlone: length > 0 };
    }
    if (best === null) {
      named.push({ ...firstUnder(lines, x, y), title, level, isAlone: false, isHere: false });
      continue;
    }
    taken.add(best.from);
    const said = lines
      .slice(best.from, best.to)
      .map((line) => line.text)
      .reduce((text, next) => mend(text, next, new Set()));
    const whole = best.isAlone && said.length <= MAX_TITLE ? said : title;
    named.push({ from: best.from, to: best.to, title: whole, level, isAlone: best.isAlone, isHere: true });
  }
  // What is not printed begins before what it holds.
  for (let i = named.length - 2; i >= 0; i -= 1) {
    const [one, next] = [named[i], named[i + 1]];
    if (one !== undefined && next !== undefined && !one.isHere && next.from < one.from)
      named[i] = { ...one, from: next.from, to: next.from + 1 };
  }
  return named.sort((a, b) => a.from - b.from);
}

const beginsWith = (said: string, want: string) =>
  want.length > 3 && (said.startsWith(want) || withoutNumber(said).startsWith(withoutNumber(want)));

/** How many lines from one on say a title and nothing else, but for the number before it; 0: they do not. */
function heads(folded: readonly string[], from: number, want: string): number {
  let said = "";
  for (let at = from; at < Math.min(folded.length, from + MAX_LINES); at += 1) {
    said += folded[at] ?? "";
    if (said === want || withoutNumber(said) === withoutNumber(want)) return at + 1 - from;
    if (said.length > want.length + MAX_NUMBER) return 0;
  }
  return 0;
}

/** The number of a chapter or a section, folded. */
const MAX_NUMBER = 12;
const withoutNumber = (text: string) =>
  text.replace(/^(?:chapter|kapitel|chapitre|appendix|section|part)?[\d]{1,6}(?=\D)/, "");

const fold = (text: string) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");

/** The first line at or under a place, to the right of it in a column; a destination is a little over the line that it is for. */
function firstUnder(lines: readonly Line[], x: number | null, y: number | null): { from: number; to: number } {
  let best = y === null ? 0 : -1;
  for (const [i, line] of lines.entries()) {
    if (y === null || line.y < y - line.size * 0.3 || (x !== null && line.x1 < x)) continue;
    if (best < 0 || line.y < (lines[best]?.y ?? 0)) best = i;
  }
  const from = best < 0 ? lines.length - 1 : best;
  return { from, to: from + 1 };
}
