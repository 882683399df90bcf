/** The page's texts for components: the words around them, and the way to another language. */
import { createContext, useContext } from "react";
import type { Language } from "../text/languages.ts";
import type { Text, Words } from "../text/text.ts";

export type TextContextValue = Words & { choose: (language: Language) => void };

export const TextContext = createContext<TextContextValue | null>(null);

/** The language, and how to choose another. */
export function useWords(): TextContextValue {
  const words = useContext(TextContext);
  if (!words) throw new Error("useWords outside of the page");
  return words;
}

/** The texts alone. */
export function useText(): Text {
  return useWords().t;
}
