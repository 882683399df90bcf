import { describe, expect, it } from "vitest";
import { addressBlock } from "../../../src/routes/address-block.ts";
import { disposition, rangeOf } from "../../../src/routes/serve-file.ts";

describe("ranges of a file of 100 bytes", () => {
  it.each([
    ["bytes=0-9", { offset: 0, length: 10 }],
    ["bytes=90-", { offset: 90, length: 10 }],
    ["bytes=-10", { offset: 90, length: 10 }],
    ["bytes=-1000", { offset: 0, length: 100 }],
    ["bytes=99-1000", { offset: 99, length: 1 }],
    ["bytes=100-", "unsatisfiable"],
    ["bytes=-0", "unsatisfiable"],
    ["bytes=9-5", null],
    ["bytes=-", null],
    ["bytes=0-1,5-6", null],
    ["lines=0-1", null],
    ["bytes=a-b", null],
    [null, null],
  ])("[A14] %s", (header, range) => {
    expect(rangeOf(header, 100)).toEqual(range);
  });

  it("[A14] an empty file has no range", () => {
    expect(rangeOf("bytes=0-", 0)).toBe("unsatisfiable");
  });
});

it("[A14] a name goes into the header in two spellings, and cannot leave it", () => {
  expect(disposition("notes.pdf")).toBe("attachment; filename=\"notes.pdf\"; filename*=UTF-8''notes.pdf");
  const evil = disposition('a"; x="\r\nSet-Cookie: y=1; Ü(1).pdf');
  expect(evil).toMatch(/^[\x20-\x7e]+$/);
  expect(evil.split('"')).toHaveLength(3);
  expect(evil).toContain("%C3%9C%281%29.pdf");
});

describe("blocks of addresses", () => {
  it.each([
    ["203.0.113.77", "203.0.113.0/24"],
    ["::ffff:203.0.113.77", "203.0.113.0/24"],
    ["2001:db8:1234:56ff::1", "2001:db8:1234:5600::/56"],
    ["2001:db8:1234:5600:1:2:3:4", "2001:db8:1234:5600::/56"],
    ["::1", "0:0:0:0::/56"],
    ["", "unknown"],
    ["no address", "unknown"],
    ["1:2:3", "unknown"],
    ["::1::", "unknown"],
    ["12345::", "unknown"],
  ])("[A11] %s belongs to %s", (address, block) => {
    expect(addressBlock(address)).toBe(block);
  });
});
