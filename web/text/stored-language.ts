/** The student's language: the choice of an earlier visit, or the browser's. */
import { keep, readKept } from "../state/kept.ts";
import { type Language, preferredLanguage } from "./languages.ts";

const NAME = "language";

export const storedLanguage = (): Language => preferredLanguage(readKept(NAME), navigator.languages);

/** Keeps the choice for the next visit. */
export const storeLanguage = (language: Language): void => keep(NAME, language);
