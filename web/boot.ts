/**
 * Runs before anything is painted: language, direction, theme, and which shell is shown until the page itself is there.
 * It stands in the page itself, and the policy names its hash; its tag names the catalogues, so that the one which is needed
 * is fetched along with the page.
 */
import { readTheme } from "./state/theme.ts";
import { wasIn } from "./state/was-in.ts";
import { directionOf } from "./text/languages.ts";
import { storedLanguage } from "./text/stored-language.ts";

const root = document.documentElement;
const language = storedLanguage();
root.lang = language;
root.dir = directionOf(language);
const theme = readTheme();
if (theme !== "system") root.dataset.theme = theme;
root.dataset.shell = wasIn() ? "app" : "door";

const catalogs: unknown = JSON.parse(document.currentScript?.dataset.catalogs ?? "{}");
const href =
  catalogs !== null && typeof catalogs === "object" && language in catalogs ? Reflect.get(catalogs, language) : null;
if (typeof href === "string") {
  const link = document.createElement("link");
  link.rel = "modulepreload";
  link.href = href;
  document.head.append(link);
}
