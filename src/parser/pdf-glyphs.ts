/**
 * The letters of a page one by one, as its drawing instructions place them. pdf.js's text content does not tell which letters
 * came from one glyph, which glyph stands for no letter, and how far apart letters stand; right-to-left scripts and letters
 * that were set apart cannot be read without. The instructions are taken as they come and nothing else of them is kept, so
 * that the lines and pictures of a page cost no memory; letters are bounded by `MAX_LETTERS`.
 */
import { OPS } from "unpdf/pdfjs";
import { holdsToLeft } from "./pdf-direction.ts";
import { texLetter } from "./pdf-tex.ts";

const MAX_LETTERS = 200_000;
/** A ligature has fewer letters; a map that gives one glyph a whole text is broken. */
const MAX_LIGATURE = 32;
const MAX_NESTING = 1_000;

export type Glyph = {
  /** What it stands for; several letters of a ligature in the order that they are read in. Empty: for no letter. */
  text: string;
  /** Where it begins on its baseline, in the units of the page, and how far it advances along it. */
  x: number;
  y: number;
  advance: number;
  /** Of its letters: the way along the baseline, then the way up, each as long as the size. */
  matrix: readonly [number, number, number, number];
  fontName: string;
  vertical: boolean;
  /** It was told as a code, and its letter is what TeX has there. */
  isTex?: boolean;
};

/** What this needs of a page of pdf.js. */
type Page = {
  getOperatorList(options: { annotationMode: number }): Promise<unknown>;
  commonObjs: { has(name: string): boolean; get(name: string, callback?: (font: unknown) => void): unknown };
};

/**
 * Reads the glyphs of a page; `null` when pdf.js does not hand its instructions out as this version of it does. What is
 * between the two is pdf.js's own: each chunk of instructions is taken out before it is kept. A font may arrive behind the
 * instructions that name it: they wait for it, and no longer than until all instructions are there.
 */
export async function readGlyphs(page: Page): Promise<Glyph[] | null> {
  const keep: unknown = Reflect.get(page, "_renderPageChunk");
  if (typeof keep !== "function") return null;
  const fonts = page.commonObjs;
  const reader = new GlyphReader((name) => {
    const font = fonts.has(name) ? fonts.get(name) : null;
    return typeof font === "object" && font !== null ? font : {};
  });
  const { promise: whole, resolve: isWhole } = Promise.withResolvers<void>();
  const arrived = (name: string) => Promise.race([whole, new Promise<unknown>((here) => fonts.get(name, here))]);
  const taken: Promise<void>[] = [];
  const take = async ({ length, fnArray, argsArray }: Chunk, before: Promise<void> | undefined) => {
    await before;
    for (let i = 0; i < length; i += 1) {
      const [operator, args] = [fnArray[i] ?? -1, argsArray[i] ?? []];
      if (operator === OPS.setFont && !fonts.has(String(args[0]))) await arrived(String(args[0]));
      reader.take(operator, args);
    }
  };
  Reflect.set(page, "_renderPageChunk", (chunk: Chunk, state: unknown) => {
    taken.push(take(chunk, taken.at(-1)));
    keep.call(page, { ...chunk, length: 0, fnArray: [], argsArray: [] }, state);
  });
  try {
    await page.getOperatorList({ annotationMode: 0 });
    // A font that came with the last instructions is handed over in this turn.
    await new Promise((go) => setTimeout(go));
  } finally {
    isWhole();
    await taken.at(-1);
  }
  return taken.length === 0 ? null : mapped(reader.glyphs);
}

type Chunk = { length: number; fnArray: number[]; argsArray: (readonly unknown[] | null)[] };

type Matrix = readonly [number, number, number, number, number, number];
const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

const times = ([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix => [
  a * g + c * h,
  b * g + d * h,
  a * i + c * j,
  b * i + d * j,
  a * k + c * l + e,
  b * k + d * l + f,
];

type Font = { name?: unknown; vertical?: boolean; fontMatrix?: readonly number[]; defaultVMetrics?: readonly number[] };

/** What a showing of text depends on; saved and restored with the rest of the graphics state. */
type State = {
  ctm: Matrix;
  text: Matrix;
  /** Where the next glyph stands within `text`, and where the line began. */
  x: number;
  y: number;
  lineX: number;
  lineY: number;
  fontName: string;
  font: Font;
  size: number;
  charSpacing: number;
  wordSpacing: number;
  scale: number;
  leading: number;
  rise: number;
};

const START: State = {
  ctm: IDENTITY,
  text: IDENTITY,
  x: 0,
  y: 0,
  lineX: 0,
  lineY: 0,
  fontName: "",
  font: {},
  size: 0,
  charSpacing: 0,
  wordSpacing: 0,
  scale: 1,
  leading: 0,
  rise: 0,
};

type FontGlyph = {
  unicode: string;
  width: number;
  isSpace: boolean;
  vmetric?: readonly number[];
  originalCharCode?: number;
};
type ReadGlyph = Glyph & { code: number };

const isGlyph = (value: unknown): value is FontGlyph =>
  typeof value === "object" && value !== null && "unicode" in value && typeof value.unicode === "string";

export class GlyphReader {
  readonly glyphs: ReadGlyph[] = [];
  readonly #fontOf: (name: string) => Font;
  readonly #saved: State[] = [];
  #letters = 0;
  #state: State = { ...START };

  constructor(fontOf: (name: string) => Font) {
    this.#fontOf = fontOf;
  }

  /** Takes one instruction with its arguments. */
  take(operator: number, args: readonly unknown[]): void {
    const state = this.#state;
    switch (operator) {
      case OPS.save:
        this.#save();
        break;
      case OPS.restore:
      case OPS.paintFormXObjectEnd:
        this.#state = this.#saved.pop() ?? state;
        break;
      case OPS.paintFormXObjectBegin:
        this.#save();
        this.#transform(matrixOf(args[0]));
        break;
      case OPS.transform:
        this.#transform(matrixOf(args));
        break;
      case OPS.beginText:
        this.#setMatrix(IDENTITY);
        break;
      case OPS.setTextMatrix:
        this.#setMatrix(matrixOf(args.length === 1 ? args[0] : args) ?? IDENTITY);
        break;
      case OPS.setCharSpacing:
        state.charSpacing = numberAt(args, 0);
        break;
      case OPS.setWordSpacing:
        state.wordSpacing = numberAt(args, 0);
        break;
      case OPS.setHScale:
        state.scale = numberAt(args, 0) / 100;
        break;
      case OPS.setLeading:
        state.leading = -numberAt(args, 0);
        break;
      case OPS.setTextRise:
        state.rise = numberAt(args, 0);
        break;
      case OPS.setFont:
        state.fontName = String(args[0]);
        state.font = this.#fontOf(state.fontName);
        state.size = numberAt(args, 1);
        break;
      case OPS.moveText:
        this.#move(numberAt(args, 0), numberAt(args, 1));
        break;
      case OPS.setLeadingMoveText:
        state.leading = numberAt(args, 1);
        this.#move(numberAt(args, 0), numberAt(args, 1));
        break;
      case OPS.nextLine:
        this.#move(0, state.leading);
        break;
      case OPS.showText:
        if (Array.isArray(args[0])) this.#show(args[0]);
        break;
    }
  }

  #save(): void {
    if (this.#saved.length < MAX_NESTING) this.#saved.push({ ...this.#state });
  }

  #transform(matrix: Matrix | null): void {
    if (matrix !== null) this.#state.ctm = times(this.#state.ctm, matrix);
  }

  #setMatrix(matrix: Matrix): void {
    Object.assign(this.#state, { text: matrix, x: 0, y: 0, lineX: 0, lineY: 0 });
  }

  #move(x: number, y: number): void {
    const state = this.#state;
    state.lineX += x;
    state.lineY += y;
    state.x = state.lineX;
    state.y = state.lineY;
  }

  #show(shown: readonly unknown[]): void {
    const state = this.#state;
    const { font, size } = state;
    const vertical = font.vertical === true;
    const unit = size * (font.fontMatrix?.[0] ?? 0.001);
    const whole = times(state.ctm, state.text);
    const [a, b, c, d, e, f] = whole;
    let at = 0;
    for (const glyph of shown) {
      if (typeof glyph === "number") at += ((vertical ? 1 : -1) * glyph * size) / 1_000;
      if (!isGlyph(glyph) || this.#letters >= MAX_LETTERS) continue;
      const metrics = glyph.vmetric ?? font.defaultVMetrics;
      const width = (vertical && metrics !== undefined ? -(metrics[0] ?? 0) : glyph.width) * unit;
      const spacing = (glyph.isSpace ? state.wordSpacing : 0) + state.charSpacing;
      const [x, y] = vertical
        ? [state.x, state.y - at + state.rise]
        : [state.x + at * state.scale, state.y + state.rise];
      const code = glyph.originalCharCode ?? -1;
      const isCode = code >= 0 && code < 0x20 && glyph.unicode === String.fromCharCode(code);
      const letter = isCode && typeof font.name === "string" ? texLetter(font.name, code) : null;
      this.glyphs.push({
        text: letter ?? glyph.unicode.slice(0, MAX_LIGATURE),
        code,
        x: a * x + c * y + e,
        y: b * x + d * y + f,
        advance: vertical ? Math.abs(width) * Math.hypot(c, d) : Math.abs(width * state.scale) * Math.hypot(a, b),
        matrix: [a * size * state.scale, b * size * state.scale, c * size, d * size],
        fontName: state.fontName,
        vertical,
        ...(letter === null ? {} : { isTex: true }),
      });
      this.#letters += Math.max(1, glyph.unicode.length);
      at += vertical ? width - spacing : width + spacing;
    }
    if (vertical) state.y -= at;
    else state.x += at * state.scale;
  }
}

function matrixOf(value: unknown): Matrix | null {
  if (typeof value !== "object" || value === null) return null;
  const numbers = Object.values(value);
  const [a, b, c, d, e, f] = numbers.map(Number);
  return numbers.length < 6 ? null : [a ?? 1, b ?? 0, c ?? 0, d ?? 1, e ?? 0, f ?? 0];
}

const numberAt = (args: readonly unknown[], at: number): number => Number(args[at]) || 0;

/**
 * Glyphs that a font gives no letter come as the letter whose number is their code: in a font whose codes are plainly no
 * letters they stand for none. And what a broken map gives to one glyph in two scripts is that glyph in the last of them.
 */
function mapped(glyphs: readonly ReadGlyph[]): Glyph[] {
  const isCode = ({ text, code }: ReadGlyph) => text === String.fromCodePoint(Math.max(0, Math.min(code, 0x10ffff)));
  const numbered = new Set(
    glyphs.filter((glyph) => glyph.text !== "" && !isCode(glyph)).map(({ fontName }) => fontName),
  );
  return glyphs.map(({ code, ...glyph }) => {
    if (numbered.has(glyph.fontName) && isCode({ ...glyph, code }) && (code > 0xff || code < 0x20))
      return { ...glyph, text: "" };
    const last = holdsToLeft(glyph.text) ? /\p{Script=Latin}+$/u.exec(glyph.text)?.[0] : undefined;
    return last === undefined ? glyph : { ...glyph, text: last };
  });
}
