/**
 * Characters that Office stores by the place in a symbol font, and raised or lowered ones, as the letters they show.
 */

const GREEK_UPPER = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
const GREEK_LOWER = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";
const SIGNS: Readonly<Record<number, string>> = {
  34: "∀",
  36: "∃",
  39: "∋",
  45: "−",
  64: "≅",
  92: "∴",
  94: "⊥",
  163: "≤",
  165: "∞",
  171: "↔",
  172: "←",
  173: "↑",
  174: "→",
  175: "↓",
  176: "°",
  177: "±",
  179: "≥",
  180: "×",
  181: "∝",
  182: "∂",
  183: "•",
  184: "÷",
  185: "≠",
  186: "≡",
  187: "≈",
  188: "…",
  196: "⊗",
  197: "⊕",
  198: "∅",
  199: "∩",
  200: "∪",
  201: "⊃",
  202: "⊇",
  204: "⊂",
  205: "⊆",
  206: "∈",
  207: "∉",
  208: "∠",
  209: "∇",
  213: "∏",
  214: "√",
  215: "⋅",
  216: "¬",
  217: "∧",
  218: "∨",
  219: "⇔",
  220: "⇐",
  222: "⇒",
  229: "∑",
  242: "∫",
};

/** The letter of a `w:sym`: `code` is hexadecimal; empty when the font is only of pictures. */
export function symbol(code: string, font: string): string {
  const point = Number.parseInt(code, 16);
  if (!(point >= 32 && point <= 0xffff) || (point >= 0xd800 && point <= 0xdfff)) return "";
  if (point < 0xf000 || point > 0xf0ff) return String.fromCodePoint(point);
  if (!/symbol/i.test(font) || /segoe/i.test(font)) return /wingdings/i.test(font) && point === 0xf0e0 ? "→" : "";
  const place = point - 0xf000;
  if (place >= 65 && place <= 90) return GREEK_UPPER[place - 65] ?? "";
  if (place >= 97 && place <= 122) return GREEK_LOWER[place - 97] ?? "";
  return SIGNS[place] ?? (place < 127 ? String.fromCodePoint(place) : "");
}

const RAISED: Readonly<Record<string, string>> = {
  "+": "⁺",
  "-": "⁻",
  "−": "⁻",
  "=": "⁼",
  "(": "⁽",
  ")": "⁾",
  n: "ⁿ",
  i: "ⁱ",
};
const LOWERED: Readonly<Record<string, string>> = { "+": "₊", "-": "₋", "−": "₋", "=": "₌", "(": "₍", ")": "₎" };
const RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const LOWERED_DIGITS = "₀₁₂₃₄₅₆₇₈₉";

/** Raised (`superscript`) or lowered (`subscript`) signs where all of a text has them, else the text as it is. */
export function shifted(text: string, shift: string): string {
  if (shift !== "superscript" && shift !== "subscript") return text;
  const isRaised = shift === "superscript";
  let out = "";
  for (const letter of text) {
    const digit =
      letter >= "0" && letter <= "9" ? (isRaised ? RAISED_DIGITS : LOWERED_DIGITS)[Number(letter)] : undefined;
    const sign = digit ?? (isRaised ? RAISED : LOWERED)[letter];
    if (sign === undefined) return text;
    out += sign;
  }
  return out;
}
