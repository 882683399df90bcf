/**
 * Any character at all, one code point, for `fc.string({ unit: anyCharacter })`. The same as fast-check's unit "binary", whose
 * tables take a second to make in each file that uses them.
 */
import fc from "fast-check";

const SURROGATES = { from: 0xd800, count: 0x800 };

export const anyCharacter = fc
  .oneof(
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 0x7f }) },
    { weight: 1, arbitrary: fc.integer({ min: 0x80, max: 0xffff - SURROGATES.count }) },
    { weight: 1, arbitrary: fc.integer({ min: 0x80, max: 0x10ffff - SURROGATES.count }) },
  )
  .map((number) => String.fromCodePoint(number < SURROGATES.from ? number : number + SURROGATES.count));
