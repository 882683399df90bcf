import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const written = readFileSync("docs/rules.md", "utf8");
const rules = new Set([...written.matchAll(/^- \*\*([A-Z]\d+)\*\* /gm)].map((match) => match[1] ?? ""));

/** Every test file, and the rules that the names of its tests cite. */
const cited = readdirSync("test", { recursive: true, encoding: "utf8" })
  .filter((path) => /\.test\.tsx?$/.test(path))
  .flatMap((path) =>
    [...readFileSync(join("test", path), "utf8").matchAll(/\[([A-Z]\d+)\](?= [^"'`]*["'`])/g)].map((match) => ({
      path,
      rule: match[1] ?? "",
    })),
  );

describe("the rules", () => {
  it("[G11] every rule that a test cites is written in docs/rules.md, each once", () => {
    expect(cited.filter(({ rule }) => !rules.has(rule))).toEqual([]);
    expect([...written.matchAll(/^- \*\*([A-Z]\d+)\*\* /gm)]).toHaveLength(rules.size);
  });
});
