/**
 * The page's texts in the language of the student. One catalogue is loaded, the others when they are chosen.
 * Names that come from outside are set apart where they are written the other way, so that a sentence keeps its order.
 */
import { setupI18n } from "@lingui/core";
import type { Key, Values } from "./catalog.ts";
import { directionOf, type Language } from "./languages.ts";

/** Gives a text with its values filled in. */
export type Text = <K extends Key>(key: K, ...values: Values<K>) => string;

/** A language with its texts, as components use them. A new object for each language. */
export type Words = { language: Language; t: Text };

const LOADERS: Record<Language, () => Promise<{ default: object }>> = {
  en: () => import("./en.ts"),
  de: () => import("./de.ts"),
  es: () => import("./es.ts"),
  ar: () => import("./ar.ts"),
  ja: () => import("./ja.ts"),
};

/** Loads a language's catalogue. */
export async function loadWords(language: Language): Promise<Words> {
  return wordsOf(language, (await LOADERS[language]()).default);
}

/** The texts of a catalogue as it was built: each a string or what the message format was compiled to. */
export function wordsOf(language: Language, catalog: object): Words {
  const i18n = setupI18n({ locale: numeralsOf(language), messages: { [numeralsOf(language)]: { ...catalog } } });
  const right = directionOf(language) === "rtl";
  const t: Text = (key, ...[values]) => i18n._(key, values && apart(values, right));
  return { language, t };
}

/** Numbers are written with the digits that citation marks have, in every language. */
export const numeralsOf = (language: Language): string => (language === "ar" ? "ar-u-nu-latn" : language);

const RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;
const LEFT = /[A-Za-z\u00c0-\u024f\u0370-\u052f]/;

function apart(values: Record<string, string | number>, right: boolean): Record<string, string | number> {
  const against = right ? LEFT : RIGHT;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" && against.test(value) ? `\u2068${value}\u2069` : value,
    ]),
  );
}
