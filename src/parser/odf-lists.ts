/**
 * Lists and styles of OpenDocument: what a list's levels look like, where their counts stand, which paragraph styles are
 * the title, and which spans are raised or lowered.
 */
import { numeral } from "./numerals.ts";

type LevelStyle = { isBullet: boolean; format: string; prefix: string; suffix: string; shown: number; start: number };
type OpenList = { style: string; id: string; counts: number[] };

const MAX_LEVELS = 10;

export class OdfLists {
  #styles = new Map<string, Map<number, LevelStyle>>();
  #naming: Map<number, LevelStyle> | null = null;
  #parents = new Map<string, string>();
  #shifts = new Map<string, string>();
  #styleName = "";
  #open: OpenList[] = [];
  #saved = new Map<string, number[]>();
  #outline: number[] = [];

  /** Hands over an element of the styles; it returns nothing and skips nothing. */
  style(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === "text:list-style" || name === "text:outline-style") {
      this.#naming = new Map();
      this.#styles.set(name === "text:outline-style" ? OUTLINE : (attributes["style:name"] ?? ""), this.#naming);
    } else if (/^text:(?:list-level-style-(?:number|bullet|image)|outline-level-style)$/.test(name)) {
      this.#naming?.set(Number.parseInt(attributes["text:level"] ?? "1", 10), {
        isBullet: !/number$|^text:outline/.test(name),
        format: attributes["style:num-format"] ?? "",
        prefix: attributes["style:num-prefix"] ?? "",
        suffix: attributes["style:num-suffix"] ?? "",
        shown: Number.parseInt(attributes["text:display-levels"] ?? "1", 10) || 1,
        start: Number.parseInt(attributes["text:start-value"] ?? "1", 10) || 1,
      });
    } else if (name === "style:style") {
      this.#styleName = attributes["style:name"] ?? "";
      this.#parents.set(this.#styleName, attributes["style:parent-style-name"] ?? "");
    } else if (name === "style:text-properties") {
      const position = attributes["style:text-position"] ?? "";
      const height = Number.parseFloat(position);
      if (position.startsWith("super") || height > 0) this.#shifts.set(this.#styleName, "superscript");
      else if (position.startsWith("sub") || height < 0) this.#shifts.set(this.#styleName, "subscript");
    }
  }

  /** How a span of a style stands: `superscript`, `subscript` or empty. */
  shiftOf(style: string): string {
    return this.#shifts.get(style) ?? "";
  }

  isTitle(style: string): boolean {
    return style === "Title" || this.#parents.get(style) === "Title";
  }

  /** Levels of lists that are open. */
  get depth(): number {
    return this.#open.length;
  }

  openList(attributes: Readonly<Record<string, string>>): void {
    const above = this.#open.at(-1);
    const style = attributes["text:style-name"] ?? above?.style ?? "";
    const id = attributes["xml:id"] ?? "";
    if (above !== undefined) {
      this.#open.push({ style, id, counts: above.counts });
      above.counts.length = Math.min(above.counts.length, this.#open.length - 1);
      return;
    }
    const resumed =
      attributes["text:continue-list"] ?? (attributes["text:continue-numbering"] === "true" ? style : null);
    this.#open.push({ style, id, counts: resumed === null ? [] : [...(this.#saved.get(resumed) ?? [])] });
  }

  closeList(): void {
    const list = this.#open.pop();
    if (list === undefined || this.#open.length > 0) return;
    for (const key of [list.style, list.id])
      if (key !== "" && this.#saved.size < 10_000) this.#saved.set(key, list.counts);
  }

  /** What stands before an item: its number, a dash for any bullet, or nothing. */
  openItem(attributes: Readonly<Record<string, string>>): string {
    const list = this.#open.at(-1);
    const level = this.#open.length;
    if (list === undefined || level > MAX_LEVELS) return "";
    const styles = this.#styles.get(list.style);
    return count(styles, list.counts, level, attributes["text:start-value"]);
  }

  /** The number of a heading, where the document numbers its headings. */
  heading(level: number): string {
    const styles = this.#styles.get(OUTLINE);
    if (styles === undefined || level > MAX_LEVELS) return "";
    return count(styles, this.#outline, level, undefined);
  }
}

const OUTLINE = "\n";

function count(
  styles: Map<number, LevelStyle> | undefined,
  counts: number[],
  level: number,
  startsAt: string | undefined,
): string {
  const style = styles?.get(level);
  counts.length = Math.min(counts.length, level);
  while (counts.length < level - 1) counts.push(styles?.get(counts.length + 1)?.start ?? 1);
  const asked = startsAt === undefined ? Number.NaN : Number.parseInt(startsAt, 10);
  counts[level - 1] = Number.isNaN(asked) ? (counts[level - 1] ?? (style?.start ?? 1) - 1) + 1 : asked;
  if (style === undefined || style.isBullet) return style === undefined ? "" : "-";
  if (style.format === "") return "";
  const numbers: string[] = [];
  for (let at = Math.max(1, level - style.shown + 1); at <= level; at += 1) {
    const format = styles?.get(at)?.format ?? "";
    if (format !== "") numbers.push(numeral(counts[at - 1] ?? 1, format));
  }
  return `${style.prefix}${numbers.join(".")}${style.suffix}`.trim();
}
