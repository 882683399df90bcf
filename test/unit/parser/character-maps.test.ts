import { describe, expect, it } from "vitest";
import { CharacterMaps, MAP_NAMES } from "../../../src/parser/character-maps.ts";
import { parsePdf } from "../../../src/parser/pdf.ts";
import { pdfByMap } from "../../support/tiny-pdf.ts";

async function textOf(encoding: string, ordering: string, codes: string): Promise<string> {
  const parsed = await parsePdf(pdfByMap(encoding, ordering, codes), { from: 1, to: 1 });
  return parsed.ok ? (parsed.pages[0]?.text ?? "") : parsed.error;
}

const JAPANESE = "細胞は分裂する";
const CASES: [encoding: string, ordering: string, codes: string, text: string][] = [
  ["90ms-RKSJ-H", "Japan1", "8dd7964582cd95aa97f482b782e9", JAPANESE],
  ["EUC-H", "Japan1", "bad9cba6a4cfcaaccef6a4b9a4eb", JAPANESE],
  ["UniJIS-UTF16-H", "Japan1", "7d3080de306f520688c23059308b", JAPANESE],
  ["90ms-RKSJ-V", "Japan1", "8dd7964582cd95aa97f482b782e9", JAPANESE],
  ["Identity-H", "Japan1", "0b470646", "大規"],
  ["GBK-EUC-H", "GB1", "cfb8b0fbb7d6c1d1", "细胞分裂"],
  ["UniGB-UCS2-H", "GB1", "7ec680de520688c2", "细胞分裂"],
  ["ETen-B5-H", "CNS1", "b2d3ad4da4c0b5f5", "細胞分裂"],
  ["UniCNS-UTF16-H", "CNS1", "7d3080de520688c2", "細胞分裂"],
  ["KSCms-UHC-H", "Korea1", "bcbcc6f720bad0bfad", "세포 분열"],
  ["UniKS-UCS2-H", "Korea1", "c138d3ec0020bd84c5f4", "세포 분열"],
];

describe("fonts that name their character map", () => {
  for (const [encoding, ordering, codes, text] of CASES)
    it(`[L66] are read by it: ${encoding}`, async () => {
      expect(await textOf(encoding, ordering, codes)).toBe(text);
    });

  it("[L66] never without the maps that theirs builds upon", async () => {
    const maps = new CharacterMaps();
    for (const name of MAP_NAMES) {
      const bytes = await maps.fetch({ kind: "cMapUrl", filename: `${name}.bcmap` });
      expect([name, ...MAP_NAMES]).toContain(baseOf(bytes) ?? name);
    }
  });

  it("[L66] are given no other file, whatever a document names", async () => {
    const maps = new CharacterMaps();
    for (const filename of ["../../package.json", "Nothing.bcmap", "constructor.bcmap", "__proto__.bcmap"])
      await expect(maps.fetch({ kind: "cMapUrl", filename })).rejects.toThrow("no character map");
    await expect(maps.fetch({ kind: "wasmUrl", filename: "H.bcmap" })).rejects.toThrow("no character map");
    expect(await textOf("No-Such-Map-H", "Japan1", "8dd79645")).not.toContain("細");
  });
});

/** The map that a packed one builds upon: texts in its head are marked 0xe0, this one 0xe1. */
function baseOf(bytes: Uint8Array): string | null {
  for (let at = 1; (bytes[at] ?? 0) >> 5 === 7; ) {
    const [mark, length = 0] = bytes.subarray(at, at + 2);
    const text = String.fromCharCode(...bytes.subarray(at + 2, at + 2 + length));
    if (mark === 0xe1) return text;
    at += 2 + length;
  }
  return null;
}
