/** The outermost part of the page: its language, and the app in it. */
import { useCallback, useEffect, useMemo, useState } from "react";
import { TextContext } from "../hooks/use-text.ts";
import type { Services } from "../services.ts";
import { directionOf, type Language } from "../text/languages.ts";
import { storeLanguage } from "../text/stored-language.ts";
import { loadWords, type Words } from "../text/text.ts";
import { App } from "./app.tsx";

export function Page({ first, services }: { first: Words; services: Services }) {
  const [words, setWords] = useState(first);
  useEffect(() => {
    document.documentElement.lang = words.language;
    document.documentElement.dir = directionOf(words.language);
  }, [words]);
  const choose = useCallback((language: Language) => {
    storeLanguage(language);
    // A catalogue that cannot be fetched leaves the language as it is.
    loadWords(language).then(setWords, () => undefined);
  }, []);
  const value = useMemo(() => ({ ...words, choose }), [words, choose]);
  return (
    <TextContext value={value}>
      <App services={services} />
    </TextContext>
  );
}
