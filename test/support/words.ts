/** The page's texts for tests, in any of its languages, as the build compiles them. */
import { compileCatalog } from "../../web/compile-catalogs.ts";
import ar from "../../web/text/ar.ts";
import de from "../../web/text/de.ts";
import en from "../../web/text/en.ts";
import es from "../../web/text/es.ts";
import ja from "../../web/text/ja.ts";
import type { Language } from "../../web/text/languages.ts";
import { type Words, wordsOf } from "../../web/text/text.ts";

const catalogs = { en, de, es, ar, ja };

export const wordsIn = (language: Language): Words => wordsOf(language, compileCatalog(catalogs[language]));
