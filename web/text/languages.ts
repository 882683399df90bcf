/** The languages of the page, and which of them a student gets. Pure; shared by the page and by what runs before it. */

export const LANGUAGES = ["en", "de", "es", "ar", "ja"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each language in its own words. */
export const LANGUAGE_NAMES: Record<Language, string> = {
  en: "English",
  de: "Deutsch",
  es: "Español",
  ar: "العربية",
  ja: "日本語",
};

export const isLanguage = (value: unknown): value is Language => LANGUAGES.some((one) => one === value);

/** What was chosen before, else the first of the browser's languages that the page speaks, else English. */
export function preferredLanguage(chosen: string | null, wanted: readonly string[]): Language {
  if (isLanguage(chosen)) return chosen;
  for (const tag of wanted) {
    const [primary] = tag.toLowerCase().split("-");
    if (isLanguage(primary)) return primary;
  }
  return "en";
}

/** Which way a language is written. */
export const directionOf = (language: Language): "ltr" | "rtl" => (language === "ar" ? "rtl" : "ltr");
