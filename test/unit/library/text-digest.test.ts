import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textDigest } from "../../../src/library/text-digest.ts";
import { anyCharacter } from "../../support/any-character.ts";

describe("the digest of a text", () => {
  it("[L75] is the same for equal texts, and a whole number that SQLite keeps", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        expect(textDigest(text)).toBe(textDigest(`${text}`));
        expect(Number.isSafeInteger(textDigest(text))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it("[L75] tells texts apart that differ in little", () => {
    const texts = Array.from({ length: 5_000 }, (_, i) => `Here it is about theme${i} and nothing else.`);
    expect(new Set([...texts, ...texts.map((text) => `${text} `)].map(textDigest)).size).toBe(10_000);
  });
});
