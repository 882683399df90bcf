/** Light, dark, or what the system says. */
import { keep, readKept } from "./kept.ts";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const NAME = "theme";

/** The choice of an earlier visit. */
export function readTheme(): Theme {
  const kept = readKept(NAME);
  return THEMES.find((one) => one === kept) ?? "system";
}

/** Shows the theme now and on the next visit. */
export function chooseTheme(theme: Theme): void {
  keep(NAME, theme === "system" ? null : theme);
  const { dataset } = document.documentElement;
  if (theme === "system") delete dataset.theme;
  else dataset.theme = theme;
}
