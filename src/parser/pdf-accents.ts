/**
 * Accents that a PDF sets as signs of their own over or under a letter, as TeX does: with their letter they are one again. Pure.
 */

/** A sign, and the mark that it stands for. */
const ACCENTS: Readonly<Record<string, string>> = {
  "`": "\u0300",
  "\u00B4": "\u0301",
  "\u02C6": "\u0302",
  "\u02DC": "\u0303",
  "\u00AF": "\u0304",
  "\u02D8": "\u0306",
  "\u02D9": "\u0307",
  "\u00A8": "\u0308",
  "\u02DA": "\u030A",
  "\u02DD": "\u030B",
  "\u02C7": "\u030C",
  "\u00B8": "\u0327",
  "\u02DB": "\u0328",
};

/** Accents before their letter in one text become one with it, where there is such a letter; formulas keep theirs. */
export function accented(text: string): string {
  return text.replace(/([\u00A8\u00B4\u02C6\u02DC\u02C7\u02DA])([A-Za-z])/g, (both, accent: string, letter: string) => {
    const whole = (letter + (ACCENTS[accent] ?? "")).normalize("NFC");
    return whole.length === 1 ? whole : both;
  });
}

/**
 * A text and the piece that is written over its end, when one of the two is an accent on the other: both without the sign, the
 * letter with its mark. `null`: there is none.
 */
export function withAccent(text: string, piece: string): { text: string; piece: string } | null {
  const before = ACCENTS[text.at(-1) ?? ""];
  const letter = /^\p{L}/u.exec(piece)?.[0];
  if (before !== undefined && letter !== undefined)
    return { text: text.slice(0, -1), piece: dotted(letter, before) + piece.slice(letter.length) };
  const after = ACCENTS[piece[0] ?? ""];
  const last = /\p{L}$/u.exec(text)?.[0];
  if (after === undefined || last === undefined) return null;
  return { text: text.slice(0, -last.length), piece: dotted(last, after) + piece.slice(1) };
}

/** Under an accent an i and a j have no dot of their own, and may be written as those that have none. */
const dotted = (letter: string, mark: string) =>
  ((letter === "ı" ? "i" : letter === "ȷ" ? "j" : letter) + mark).normalize("NFC");
