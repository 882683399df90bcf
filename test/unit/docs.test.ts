import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const pages = [
  "README.md",
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => join("docs", path)),
].map((path) => ({ path, text: readFileSync(path, "utf8") }));
const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };

/** What a page names by a pattern's first group and is not there, each with its page. */
const missing = (pattern: RegExp, isThere: (name: string, page: string) => boolean) =>
  pages.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)]
      .map(([, name = ""]) => name)
      .filter((name) => !isThere(name, path))
      .map((name) => `${path}: ${name}`),
  );

describe("the documentation", () => {
  it("[G12] names links, commands and files that are there", () => {
    expect(missing(/\]\((?![a-z]+:)([^)#\s]+)/g, (to, page) => existsSync(join(dirname(page), to)))).toEqual([]);
    expect(missing(/npm run (?:--silent )?([a-z][a-z:]*)/g, (name) => name in scripts)).toEqual([]);
    const inFolders = /`((?:src|test|web|docs|scripts|migrations|\.ci)\/[^`\s*<>{}]*)`/g;
    expect(missing(inFolders, (name) => existsSync(name))).toEqual([]);
  });

  it("[G12] gives each decision a number of its own", () => {
    const numbers = readdirSync("docs/decisions").map((name) => /^(\d{4})-[a-z0-9-]+\.md$/.exec(name)?.[1]);
    expect(numbers).not.toContain(undefined);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
