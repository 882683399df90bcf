/** The one heading of a study guide that no document has, in the language of the request. */
import { likelyLanguages } from "../answer/stop-words.ts";

const KEY_TERMS: Record<string, string> = {
  en: "Key terms",
  de: "Wichtige Begriffe",
  fr: "Termes clés",
  es: "Términos clave",
  it: "Termini chiave",
  pt: "Termos-chave",
  tr: "Anahtar terimler",
  ru: "Ключевые термины",
  ar: "مصطلحات أساسية",
  hi: "मुख्य शब्द",
  ko: "핵심 용어",
  ja: "重要用語",
  zh: "关键术语",
};

/** Languages with a script of their own are told by it. */
const SCRIPTS: [RegExp, string][] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, "ja"],
  [/\p{Script=Hangul}/u, "ko"],
  [/\p{Script=Han}/u, "zh"],
  [/\p{Script=Arabic}/u, "ar"],
  [/\p{Script=Devanagari}/u, "hi"],
  [/\p{Script=Cyrillic}/u, "ru"],
];

/** What stands above the terms; English where the request does not tell its language. */
export function keyTermsTitle(request: string): string {
  const byScript = SCRIPTS.find(([script]) => script.test(request))?.[1];
  const words =
    request
      .normalize("NFD")
      .toLowerCase()
      .replace(/[\u0300-\u036f]/g, "")
      .match(/\p{L}+/gu) ?? [];
  const likely = likelyLanguages(words);
  const language = byScript ?? Object.keys(KEY_TERMS).find((one) => likely.has(one)) ?? "en";
  return KEY_TERMS[language] ?? "Key terms";
}
