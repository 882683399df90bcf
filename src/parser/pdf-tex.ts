/**
 * The letters of TeX's own fonts below the codes of ASCII: ligatures, Greek letters, and the signs of formulas. Files that
 * producers made without telling the letters of these fonts give the code for the letter, a control character: a minus is 0.
 */

const CAPITALS = "ΓΔΘΛΞΠΣΥΦΨΩ";

/** By the names of the fonts, the letters of the codes from 0 to 31. */
const FONTS: readonly (readonly [names: RegExp, letters: readonly string[]])[] = [
  [/^(?:CMB?SY\d|[tp]xb?sy|MathDesign-.*-Symbol)/, [..."−·×∗÷⋄±∓⊕⊖⊗⊘⊙◯∘•≍≡⊆⊇≤≥≼≽∼≈⊂⊃≪≫≺≻"]],
  [/^(?:CMMIB?\d|r[tp]xb?mi|MathDesign-.*-MathItalic)/, [...CAPITALS, ..."αβγδϵζηθικλμνξπρστυϕχ"]],
  [
    /^CM(?:R|B|BX|BXSL|BXTI|TI|SL|SS|SSBX|SSI|CSC|DUNH|U)\d/,
    [...CAPITALS, "ff", "fi", "fl", "ffi", "ffl", ..."ıȷ`´ˇ˘¯˚¸ßæœøÆŒØ"],
  ],
];

/** The letter of a code in the font of such a name; `null`: it is none of these. */
export function texLetter(fontName: string, code: number): string | null {
  const own = fontName.replace(/^[A-Z]{6}\+/, "");
  return FONTS.find(([names]) => names.test(own))?.[1][code] ?? null;
}

/** Whether a text has codes instead of letters. */
export const holdsCodes = (text: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the codes
  /[\u0000-\u0008\u000E-\u001F]/.test(text);
