/**
 * For the build: what is shown before the page itself has come, written into index.html. The door in every language, of which
 * the style sheet shows one, or the empty frame for who was here before; and the script that runs before the first paint.
 */
import { build } from "esbuild";
import type { Plugin, Rolldown } from "vite";
import { LANGUAGES, type Language } from "./text/languages.ts";

const root = decodeURIComponent(new URL(".", import.meta.url).pathname);

type Texts = Record<string, string>;

const readCatalog = async (language: Language): Promise<Texts> =>
  (await import(`${root}text/${language}.ts?${Date.now()}`)).default;

const escaped = (text = "") => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** The door without its working parts; it looks as `components/door.tsx` does. */
function doorOf(language: Language, texts: Texts): string {
  return `<div class="door" lang="${language}"><img src="/icon.svg" alt="" width="56" height="56"><h1>${escaped(texts["app.name"])}</h1><p class="claim">${escaped(texts["app.claim"])}</p></div>`;
}

const FRAME =
  '<div class="app frame"><div class="drawer"></div><div class="main"><div class="page-head"></div></div></div>';

/** What index.html shows at first. */
export async function shellHtml(): Promise<string> {
  const doors = await Promise.all(LANGUAGES.map(async (one) => doorOf(one, await readCatalog(one))));
  return `<div class="shell">${doors.join("")}${FRAME}</div>`;
}

/** The script for the head, minified. */
async function bootCode(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`${root}boot.ts`],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2023",
  });
  return outputFiles[0]?.text ?? "";
}

/** Where each language's catalogue was put. */
function catalogUrls(bundle: Rolldown.OutputBundle): Record<string, string> {
  const urls: Record<string, string> = {};
  for (const part of Object.values(bundle)) {
    const language = part.type === "chunk" ? /\/text\/(\w+)\.ts$/.exec(part.facadeModuleId ?? "")?.[1] : undefined;
    if (language) urls[language] = `/${part.fileName}`;
  }
  return urls;
}

export function shell(): Plugin {
  let boot = "";
  return {
    name: "shell",
    async generateBundle() {
      const reference = this.emitFile({ type: "asset", name: "boot.js", source: await bootCode() });
      boot = `/${this.getFileName(reference)}`;
    },
    transformIndexHtml: {
      order: "post",
      async handler(html, { bundle }) {
        const urls = JSON.stringify(catalogUrls(bundle ?? {}));
        return {
          html: html.replace("<!--shell-->", await shellHtml()),
          tags: [{ tag: "script", attrs: { src: boot, "data-catalogs": urls }, injectTo: "head-prepend" }],
        };
      },
    },
  };
}
