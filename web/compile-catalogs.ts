/**
 * For the build: a catalogue of `text/` becomes a module of messages that are already compiled, so that the page carries no
 * parser and makes no code from strings.
 */
import { compileMessageOrThrow } from "@lingui/message-utils/compileMessage";
import type { Plugin } from "vite";
import { LANGUAGES } from "./text/languages.ts";

const CATALOG = new RegExp(`/web/text/(${LANGUAGES.join("|")})\\.ts$`);

/**
 * Messages in ICU's format as the runtime of the i18n library takes them: each a list of parts, also one without
 * placeholders, since a plain text is taken for one that nobody compiled, and complained about each time it is shown.
 */
export function compileCatalog(catalog: Record<string, string>): object {
  return Object.fromEntries(Object.entries(catalog).map(([key, message]) => [key, compileMessageOrThrow(message)]));
}

export function compileCatalogs(): Plugin {
  return {
    name: "compile-catalogs",
    enforce: "pre",
    async load(id) {
      if (!CATALOG.test(id)) return null;
      this.addWatchFile(id);
      // Another address each time, since a module that was once loaded stays as it is.
      const module: { default: Record<string, string> } = await import(`${id}?${Date.now()}`);
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(compileCatalog(module.default)))});`;
    },
  };
}
