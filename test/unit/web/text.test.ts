import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "vite";
import { describe, expect, it } from "vitest";
import { compileCatalog } from "../../../web/compile-catalogs.ts";
import { policyFor, shellHtml } from "../../../web/shell.ts";
import ar from "../../../web/text/ar.ts";
import de from "../../../web/text/de.ts";
import en from "../../../web/text/en.ts";
import es from "../../../web/text/es.ts";
import { bytes, dayInUtc, percent } from "../../../web/text/format.ts";
import ja from "../../../web/text/ja.ts";
import { directionOf, LANGUAGES, type Language, preferredLanguage } from "../../../web/text/languages.ts";
import { numeralsOf, wordsOf } from "../../../web/text/text.ts";
import { wordsIn } from "../../support/words.ts";

const catalogs: Record<Language, Record<string, string>> = { en, de, es, ar, ja };
const keys = Object.keys(en).sort();

/** The placeholders of a compiled text, and the arms of each of its plurals. */
function partsOf(message: unknown, found: { names: Set<string>; arms: string[][] }) {
  if (!Array.isArray(message)) return found;
  for (const part of message) {
    if (!Array.isArray(part)) continue;
    const [name, kind, arms] = part;
    found.names.add(String(name));
    if (kind !== "plural" || arms === null || typeof arms !== "object") continue;
    found.arms.push(Object.keys(arms).filter((arm) => arm !== "offset"));
    for (const arm of Object.values(arms)) partsOf(arm, found);
  }
  return found;
}

const parsed = (language: Language) =>
  Object.entries(compileCatalog(catalogs[language])).map(([key, message]) => ({
    key,
    ...partsOf(message, { names: new Set<string>(), arms: [] }),
  }));

describe("the catalogues", () => {
  const english = new Map(parsed("en").map(({ key, names }) => [key, [...names].sort()]));

  it.each(LANGUAGES)("[W60] %s has every text, with the placeholders of the English one", (language) => {
    expect(Object.keys(catalogs[language]).sort()).toEqual(keys);
    for (const { key, names } of parsed(language)) expect([...names].sort(), key).toEqual(english.get(key));
    for (const [key, text] of Object.entries(catalogs[language])) expect(text.trim(), key).toBe(text);
  });

  it.each(LANGUAGES)("[W60] %s has every form of number that the language has, and no other", (language) => {
    // Millions are the only numbers that Spanish counts as many; its texts say so all the same.
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
    for (const { key, arms } of parsed(language)) for (const one of arms) expect(one.toSorted(), key).toEqual(forms);
  });

  it("[W60] a text is filled in, and its numbers are written and counted as the language does", () => {
    expect(wordsIn("en").t("document.pages", { count: 1 })).toBe("1 page");
    expect(wordsIn("de").t("document.pages", { count: 1_200 })).toBe("1.200 Seiten");
    expect([0, 1, 2, 3, 11, 100].map((count) => wordsIn("ar").t("document.pages", { count }))).toEqual([
      "لا صفحات",
      "صفحة واحدة",
      "صفحتان",
      "3 صفحات",
      "11 صفحة",
      "100 صفحة",
    ]);
  });

  it.each(LANGUAGES)("[W60] %s is compiled whole, so that showing a text complains about nothing", (language) => {
    for (const [key, parts] of Object.entries(compileCatalog(catalogs[language])))
      expect(Array.isArray(parts), key).toBe(true);
  });

  it("[W61] a name that is written the other way is set apart, any other is left as it is", () => {
    expect(wordsIn("ar").t("document.reading", { name: "slides.pdf" })).toContain("\u2068slides.pdf\u2069");
    expect(wordsIn("ar").t("document.reading", { name: "محاضرة" })).not.toContain("\u2068");
    expect(wordsIn("en").t("document.reading", { name: "محاضرة" })).toContain("\u2068محاضرة\u2069");
    expect(wordsIn("en").t("document.reading", { name: "slides.pdf" })).toBe("Reading slides.pdf");
  });
});

describe("the language of the page", () => {
  it("[W61] is the one that was chosen, else the first of the browser's that there is, else English", () => {
    expect(preferredLanguage("ja", ["de-AT"])).toBe("ja");
    expect(preferredLanguage("tlh", ["fr", "de-AT", "es"])).toBe("de");
    expect(preferredLanguage(null, ["AR-eg"])).toBe("ar");
    expect(preferredLanguage(null, ["fr"])).toBe("en");
    expect(LANGUAGES.filter((one) => directionOf(one) === "rtl")).toEqual(["ar"]);
  });

  it("[W61] writes sizes, shares and days, always with the digits of citation marks", () => {
    expect(bytes("de", 1_260_000)).toBe("1,3 MB");
    expect(bytes("en", 999)).toBe("1 kB");
    expect(percent("en", 0.999)).toBe("99%");
    expect(dayInUtc("de", "2026-12-01T00:00:00Z")).toBe("1. Dezember");
    expect(dayInUtc("en", "not a date")).toBe("");
    for (const language of LANGUAGES) expect(dayInUtc(language, "2026-12-01T00:00:00Z")).toMatch(/1/);
    expect(new Intl.NumberFormat(numeralsOf("ar")).format(12)).toBe("12");
  });

  it("[W61] is shown from the first paint on: the shell has the door in each", async () => {
    const html = await shellHtml();
    for (const language of LANGUAGES) expect(html).toContain(`lang="${language}"`);
    for (const language of LANGUAGES) expect(html).toContain(wordsIn(language).t("app.claim"));
    expect(wordsOf("en", compileCatalog(en)).t("app.name")).toBe("Study Assistant");
  });
});

describe("the policy of the page", () => {
  const html = '<script data-catalogs="{}">boot()</script><style>p{}</style>';
  const headers = "script-src 'self'; style-src 'self'; img-src 'self'";

  it("[W78] names the one script and the one style of the page by their hashes, and allows no other", () => {
    // sha256 of "boot()" and "p{}".
    expect(policyFor(headers, html)).toMatch(
      /^script-src 'self' 'sha256-[\w+/]{43}='; style-src 'self' 'sha256-[\w+/]{43}='; img-src 'self'$/,
    );
    expect(policyFor(headers, html)).not.toBe(policyFor(headers, html.replace("boot()", "other()")));
    expect(() => policyFor(headers, "<p>")).toThrow();
  });
});

// ---- the sources ----

type Node = { type: string; [field: string]: unknown };
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value;

function walk(node: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(node)) for (const one of node) walk(one, visit);
  else if (isNode(node)) {
    visit(node);
    for (const value of Object.values(node)) if (typeof value === "object") walk(value, visit);
  }
}

const sources = readdirSync("web", { recursive: true, encoding: "utf8" })
  .filter((path) => /\.tsx?$/.test(path) && !/^text\/(en|de|es|ar|ja)\.ts$/.test(path))
  .map((path) => ({ path, program: parseSync(path, readFileSync(join("web", path), "utf8")).program }));

const SHOWN = new Set(["aria-label", "aria-description", "title", "placeholder", "alt", "label"]);
const LETTER = /\p{L}/u;
const SENTENCE = /^\p{Lu}\p{Ll}+ .*\p{Ll}/u;

const quasisOf = (node: Node): string[] => {
  const texts: string[] = [];
  walk(node.quasis, (part) => {
    if (isNode(part) && typeof part.value === "object" && part.value !== null && "cooked" in part.value)
      texts.push(String(part.value.cooked));
  });
  return texts;
};

describe("the sources of the page", () => {
  it("[W60] hold no text that a student sees: it stands in the catalogues", () => {
    const found: string[] = [];
    for (const { path, program } of sources.filter((source) => source.path.endsWith(".tsx"))) {
      const thrown = new Set<unknown>();
      walk(program, (node) => {
        const say = (text: unknown) => found.push(`${path}: ${String(text).trim()}`);
        if (node.type === "ThrowStatement") walk(node, (inner) => thrown.add(inner));
        if (node.type === "JSXText" && LETTER.test(String(node.value))) say(node.value);
        if (node.type === "Literal" && SENTENCE.test(String(node.value)) && !thrown.has(node)) say(node.value);
        if (node.type !== "JSXAttribute" || !isNode(node.name) || !SHOWN.has(String(node.name.name))) return;
        if (isNode(node.value) && node.value.type === "Literal" && LETTER.test(String(node.value.value)))
          say(node.value.value);
      });
    }
    expect(found).toEqual([]);
  });

  it("[W60] use every text of the catalogues", () => {
    const named = new Set<string>();
    const patterns: RegExp[] = [];
    for (const { program } of sources) {
      walk(program, (node) => {
        if (node.type === "Literal" && typeof node.value === "string") named.add(node.value);
        if (node.type !== "TemplateLiteral") return;
        const parts = quasisOf(node);
        if (parts.some((part) => part.includes(".")))
          patterns.push(new RegExp(`^${parts.map((part) => part.replaceAll(".", "\\.")).join("[\\w-]+")}$`));
      });
    }
    const unused = keys.filter((key) => !named.has(key) && !patterns.some((pattern) => pattern.test(key)));
    expect(unused).toEqual([]);
  });
});
