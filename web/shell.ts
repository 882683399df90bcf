/**
 * For the build: what is shown before the page itself has come, written into index.html. The door in every language, of which
 * the style sheet shows one, or the empty frame for who was here before; the script that runs before the first paint; and the
 * style sheet. Both stand in the page itself, named in its policy by their hashes, so that the first paint waits for one answer.
 */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
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

/** `'sha256-…'` of what stands inside an inline element, as a policy names it. */
const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** The policy of `_headers`, with the hashes of the one script and the one style that stand in the page itself. */
export function policyFor(headers: string, html: string): string {
  const script = /<script data-catalogs=[^>]*>([\s\S]*?)<\/script>/.exec(html)?.[1];
  const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1];
  if (script === undefined || style === undefined) throw new Error("index.html has no script or no style of its own");
  return headers
    .replace("script-src 'self'", `script-src 'self' ${hashOf(script)}`)
    .replace("style-src 'self'", `style-src 'self' ${hashOf(style)}`);
}

export function shell(): Plugin {
  let headers = "";
  return {
    name: "shell",
    configResolved({ build: { outDir } }) {
      headers = join(outDir, "_headers");
    },
    transformIndexHtml: {
      order: "post",
      async handler(html, { bundle = {} }) {
        // Only what index.html itself asks for: a file of its own would be one more way to the service before the first paint.
        const sheet = /<link rel="stylesheet"[^>]*href="\/([^"]+)">/.exec(html);
        const asset = sheet?.[1] === undefined ? undefined : bundle[sheet[1]];
        if (!sheet || asset?.type !== "asset") throw new Error("index.html has no style sheet");
        const style = String(asset.source).trim();
        const boot = await bootCode();
        if (/<\/(?:style|script)/i.test(style + boot)) throw new Error("a style or script would end its own element");
        const urls = JSON.stringify(catalogUrls(bundle));
        return {
          html: html.replace(sheet[0], "").replace("<!--shell-->", await shellHtml()),
          tags: [
            { tag: "script", attrs: { "data-catalogs": urls }, children: boot.trim(), injectTo: "head" },
            { tag: "style", children: style, injectTo: "head" },
          ],
        };
      },
    },
    async writeBundle(_, bundle) {
      const page = bundle["index.html"];
      if (page?.type !== "asset") return;
      await writeFile(headers, policyFor(await readFile(`${root}public/_headers`, "utf8"), String(page.source)));
    },
  };
}
